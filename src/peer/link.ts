import { EventEmitter } from 'node:events';
import { UnderstudyError } from '../error.ts';
import type { Endpoint } from './endpoint.ts';
import type { AnswerTo, BodyOf, Hello } from './protocol.ts';
import { Session, type RemoteOp, type RequestOptions } from './session.ts';

const connectTimeoutMs = 4000;
const loginTimeoutMs = 10_000;
const keepaliveMs = 2000;

export interface PeerLinkOptions {
  readonly endpoint: Endpoint;
  /** Our private key. */
  readonly keyPath: string;
  /** Ours, written afresh for every connection. */
  readonly hello: () => Hello;
}

/** @throws UnderstudyError refused when the two do not understand each other */
export const requireProtocol = (ours: Hello, theirs: Hello, name: string): void => {
  if (theirs.protocol !== ours.protocol) {
    throw new UnderstudyError(
      'refused',
      `${name} runs release ${theirs.release}, which speaks protocol ${theirs.protocol}; this server runs ${ours.release} with protocol ${ours.protocol}`,
      { hint: 'bring both servers to the same release' },
    );
  }
};

/** @throws UnderstudyError refused when both have the same name (A7) */
export const requireOtherName = (ours: Hello, theirs: Hello, name: string): void => {
  if (theirs.hostname === ours.hostname) {
    throw new UnderstudyError('refused', `${name} has the same hostname as this server, ${ours.hostname}`, {
      hint: 'give each server a hostname of its own: hostname NAME',
    });
  }
};

/** @throws UnderstudyError refused when the two cannot be a pair at all */
export const requirePair = (ours: Hello, theirs: Hello, name: string): void => {
  requireProtocol(ours, theirs, name);
  requireOtherName(ours, theirs, name);
};

/**
 * The kept-open connection to a peer. It connects when something is asked, and never by itself again after it broke: the
 * caller's next request does, so that the caller sets the pace. Emits `up` with the peer's hello when it stands, and
 * `down` with the reason when it no longer does.
 */
export class PeerLink extends EventEmitter<{ up: [Hello]; down: [UnderstudyError] }> {
  readonly #options: PeerLinkOptions;
  #session: Session | undefined;
  #opening: Promise<Session> | undefined;
  readonly #closing = new AbortController();

  constructor(options: PeerLinkOptions) {
    super();
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#session !== undefined;
  }

  /**
   * Asks the peer. The time for connecting, where that is needed, counts.
   *
   * @throws UnderstudyError `peer` when it cannot be reached or does not answer in time, `refused` when one of the two does
   * not trust the other or they cannot be a pair, `interrupted` when the signal fires, otherwise the peer's own fault
   */
  async request<O extends RemoteOp>(
    op: O,
    body: BodyOf<O>,
    { timeoutMs, signal }: RequestOptions,
  ): Promise<AnswerTo<O>> {
    const startedMs = performance.now();
    const session = this.#session ?? (await this.#connected(op, timeoutMs, signal));
    const leftMs = Math.max(1, Math.ceil(timeoutMs - (performance.now() - startedMs)));
    return session.request(op, body, { timeoutMs: leftMs, ...(signal === undefined ? {} : { signal }) });
  }

  /** Ends the connection for good; requests under way and later ones fail. */
  close(): void {
    this.#closing.abort();
    this.#session?.close();
  }

  /** Waits for a connection attempt that others may wait for, too, and that goes on when this caller has had enough. */
  #connected(op: RemoteOp, timeoutMs: number, signal: AbortSignal | undefined): Promise<Session> {
    const { name } = this.#options.endpoint;
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    const opening = this.#opening;
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(limit);
        signal?.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        done();
        reject(new UnderstudyError('interrupted', `"${op}" to ${name} was called off`));
      };
      const limit = setTimeout(() => {
        done();
        reject(new UnderstudyError('peer', `No connection to ${name} within ${timeoutMs} ms`));
      }, timeoutMs);
      opening.then(resolve, reject).finally(done);
      if (signal?.aborted === true) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }

  async #open(): Promise<Session> {
    const { endpoint, keyPath, hello } = this.#options;
    this.#requireOpen();
    const { signal } = this.#closing;
    const session = await Session.open('link', {
      endpoint,
      keyPath,
      connectTimeoutMs,
      loginTimeoutMs,
      keepaliveMs,
      signal,
    });
    try {
      const ours = hello();
      const theirs = await session.request('hello', ours, { timeoutMs: loginTimeoutMs });
      requirePair(ours, theirs, endpoint.name);
      this.#requireOpen();
      this.#session = session;
      void session.closed.then((reason) => this.#down(session, reason));
      this.emit('up', theirs);
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  #down(session: Session, reason: UnderstudyError): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    this.emit('down', reason);
  }

  #requireOpen(): void {
    if (!this.#closing.signal.aborted) return;
    throw new UnderstudyError('failed', `The link to ${this.#options.endpoint.name} is closed`);
  }
}
