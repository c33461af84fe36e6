import { chmod, chown, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { reasonOf, UnderstudyError } from '../error.ts';
import type { Opening, PairingOpening, Purpose } from './envelope.ts';
import { Pace } from './pace.ts';
import { PeerConnection } from './peer-connection.ts';
import type { AnswerTo, BodyOf, Op } from './protocol.ts';

/** What this server answers to a peer. `signal` fires when the peer is no longer there to hear the answer. */
export type PeerHandler<O extends Op> = (
  peer: string,
  body: BodyOf<O>,
  signal: AbortSignal,
) => AnswerTo<O> | Promise<AnswerTo<O>>;

/** An UnderstudyError that a handler throws goes to the peer as it is; of any other the peer learns only that it failed. */
export type PeerHandlers = { readonly [O in Op]: PeerHandler<O> } & {
  /** Whether such a host is trusted at this moment; asked at every connection. */
  readonly knows: (peer: string) => boolean;
  /** Somebody came in with a pairing code. @throws UnderstudyError refused when there is no such code (any more) */
  readonly admitPairing: (opening: PairingOpening) => void;
  /** A peer's link is gone, and everything that depended on it (a snapshot held open) with it. */
  readonly closed: (peer: string) => Promise<void>;
  /** A sentence for the log: what a peer was refused, or what went wrong while it was answered. */
  readonly report: (peer: string, sentence: string) => void;
};

export interface PeerServerOptions {
  /** Short enough to be bound (107 bytes). */
  readonly socketPath: string;
  /** The group of the account that peers log in as; null: they log in as the account of the worker. */
  readonly group?: number | null;
  readonly handlers: PeerHandlers;
}

const maxConnections = 64;
const maxPerPeer: Readonly<Record<Purpose, number>> = { link: 1, hello: 4, transfer: 3, refused: 4, pairing: 1 };

/** The worker's end of `understudy-peer`: what a peer may ask, through a Unix socket that only we and the account of the peers can open (design 5). */
export class PeerServer {
  readonly #socketPath: string;
  readonly #group: number | null;
  readonly #handlers: PeerHandlers;
  readonly #server: Server;
  readonly #connections = new Set<PeerConnection>();
  readonly #reports = new Map<string, Pace>();

  constructor({ socketPath, group = null, handlers }: PeerServerOptions) {
    this.#socketPath = socketPath;
    this.#group = group;
    this.#handlers = handlers;
    this.#server = createServer((socket) => this.#accept(socket));
    this.#server.maxConnections = maxConnections;
  }

  /** @throws UnderstudyError resource when the socket cannot be made */
  async listen(): Promise<void> {
    await rm(this.#socketPath, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) => {
        reject(
          new UnderstudyError('resource', `The socket ${this.#socketPath} for peers cannot be made: ${cause.message}`, {
            cause,
          }),
        );
      });
      // Bound while the mask is tight: the socket is at no instant open to others.
      const mask = process.umask(0o177);
      this.#server.listen(this.#socketPath, resolve);
      process.umask(mask);
    });
    if (this.#group === null) return;
    await chown(this.#socketPath, process.geteuid?.() ?? 0, this.#group);
    await chmod(this.#socketPath, 0o660);
  }

  /** Ends every connection of a host that is no longer trusted. */
  drop(peer: string): void {
    this.#end((connection) => connection.peer === peer);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#end(() => true);
    await closed;
  }

  #accept(socket: Socket): void {
    const connection: PeerConnection = new PeerConnection(socket, {
      handlers: this.#handlers,
      report: (peer, sentence) => this.#report(peer, sentence),
      admit: (opening) => this.#admit(connection, opening),
      snapshotClosed: (peer) => this.#end((one) => one.peer === peer && one.purpose === 'transfer'),
      ended: () => this.#ended(connection),
    });
    this.#connections.add(connection);
    void connection.serve();
  }

  /** @throws UnderstudyError refused when the peer is a stranger by now or has too many of the kind open */
  #admit(connection: PeerConnection, opening: Opening): void {
    const { peer, purpose } = opening;
    if (opening.purpose === 'pairing') this.#handlers.admitPairing(opening);
    else if (!this.#handlers.knows(peer))
      throw new UnderstudyError('refused', `${peer} is no trusted host of this server`);
    const same = [...this.#connections].filter(
      (one) => one !== connection && one.peer === peer && one.purpose === purpose,
    );
    // A peer that was cut off calls anew while its old link still seems alive: the new one is the one it listens on.
    if (purpose === 'link' || purpose === 'pairing') for (const one of same) one.end();
    else if (same.length >= maxPerPeer[purpose])
      throw new UnderstudyError('refused', `${peer} has too many connections of this kind open`);
    if (opening.purpose === 'refused') this.#report(peer, opening.sentence);
  }

  #ended(connection: PeerConnection): void {
    this.#connections.delete(connection);
    const { peer, purpose } = connection;
    if (peer === undefined || purpose !== 'link') return;
    this.#end((one) => one.peer === peer && one.purpose === 'transfer');
    this.#handlers
      .closed(peer)
      .catch((error: unknown) => this.#report(peer, `What ${peer} held could not be released: ${reasonOf(error)}`));
  }

  #end(which: (connection: PeerConnection) => boolean): void {
    for (const connection of [...this.#connections]) if (which(connection)) connection.end();
  }

  /** A peer may fill neither the log nor the disk: past ten sentences it gets one in a while. */
  #report(peer: string, sentence: string): void {
    const pace = this.#reports.get(peer) ?? new Pace({ burst: 10, perSecond: 0.1 });
    this.#reports.set(peer, pace);
    if (!pace.admits()) return;
    try {
      this.#handlers.report(peer, sentence);
    } catch (error) {
      process.emitWarning(`A sentence about ${peer} could not be logged: ${reasonOf(error)}`);
    }
  }
}
