import { once } from 'node:events';
import type { Socket } from 'node:net';
import { reasonOf, UnderstudyError, type FaultCode } from '../error.ts';
import {
  maxLineBytes,
  openingSchema,
  printLine,
  requestSchema,
  whyNot,
  type Opening,
  type Purpose,
  type Reply,
  type Request,
} from './envelope.ts';
import { LineSplitter } from './line-splitter.ts';
import { pairingOps } from './pairing-protocol.ts';
import { Pace } from './pace.ts';
import type { PeerHandlers } from './peer-server.ts';
import { printable } from './printable.ts';
import { exchanges, type Op } from './protocol.ts';

const openingLimitMs = 5000;
const helloLimitMs = 60_000;
/** A code lasts as long. */
const pairingLimitMs = 600_000;
const lingerMs = 1000;
const maxUnderWay = 8;

const opsOf: Readonly<Record<Purpose, readonly Op[]>> = {
  link: ['hello', 'heartbeat', 'openSnapshot', 'refreshSnapshot', 'closeSnapshot', 'testBack', 'describe'],
  hello: ['hello', 'describe', 'testBack'],
  transfer: ['resolveSource'],
  pairing: pairingOps,
  refused: [],
};
/** Costly ones: a connection has one of each under way. */
const oneAtATime: readonly Op[] = ['openSnapshot', 'refreshSnapshot', 'testBack', 'resolveSource', ...pairingOps];

/** A handler whose operation is forgotten; the body has passed that operation's schema. */
type AnyHandler = (this: PeerHandlers, peer: string, body: unknown, signal: AbortSignal) => unknown;

interface ConnectionContext {
  readonly handlers: PeerHandlers;
  readonly report: (peer: string, sentence: string) => void;
  /** Throws an UnderstudyError for the peer when this connection may not be. */
  readonly admit: (opening: Opening) => void;
  readonly snapshotClosed: (peer: string) => void;
  readonly ended: () => void;
}

/**
 * One `understudy-peer` at the other end of the socket. Its first line is ours and says who calls; everything after that
 * comes from the peer and is hostile until proven otherwise: bounded in length, number and pace, and the connection ends
 * at the first line that is not in the protocol.
 */
export class PeerConnection {
  peer: string | undefined;
  purpose: Purpose | undefined;
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #gone = new AbortController();
  readonly #underWay = new Map<number, Op>();
  readonly #pace = new Pace({ burst: 100, perSecond: 50 });
  #limit: NodeJS.Timeout | undefined;

  constructor(socket: Socket, context: ConnectionContext) {
    this.#socket = socket;
    this.#context = context;
    this.#limit = setTimeout(() => this.end(), openingLimitMs);
    socket.on('error', () => this.end());
    socket.once('close', () => this.end());
  }

  /** Serves until the other end leaves or is sent away. Never rejects. */
  async serve(): Promise<void> {
    const splitter = new LineSplitter(maxLineBytes);
    try {
      for await (const chunk of this.#socket.iterator({ destroyOnReturn: false })) {
        for (const line of splitter.push(chunk as Buffer)) {
          await this.#pace.turn();
          if (this.#socket.writableNeedDrain) await once(this.#socket, 'drain', { signal: this.#gone.signal });
          if (this.#gone.signal.aborted) return;
          this.#take(line);
        }
      }
    } catch (error) {
      this.#sendAway(error);
    }
    this.end();
  }

  end(): void {
    if (this.#leave()) this.#socket.destroy();
  }

  /** False when it was left already. */
  #leave(): boolean {
    if (this.#gone.signal.aborted) return false;
    this.#gone.abort();
    clearTimeout(this.#limit);
    this.#context.ended();
    return true;
  }

  #take(line: string): void {
    const message: unknown = JSON.parse(line);
    if (this.peer === undefined || this.purpose === undefined) this.#open(openingSchema.parse(message));
    else this.#admit(this.peer, opsOf[this.purpose], requestSchema.parse(message));
  }

  #open(opening: Opening): void {
    this.#context.admit(opening);
    this.peer = opening.peer;
    this.purpose = opening.purpose;
    clearTimeout(this.#limit);
    if (opening.purpose === 'hello') this.#limit = setTimeout(() => this.end(), helloLimitMs);
    if (opening.purpose === 'pairing') this.#limit = setTimeout(() => this.end(), pairingLimitMs);
    if (opening.purpose === 'refused') this.end();
  }

  #admit(peer: string, allowed: readonly Op[], { id, op: asked, body }: Request): void {
    if (this.#underWay.has(id)) throw new Error(`request ${id} is under way already`);
    const op = allowed.find((one) => one === asked);
    if (op === undefined) this.#fault(id, 'refused', `"${asked}" is not to be had on this connection`);
    else if (this.#isBusyFor(op)) this.#fault(id, 'refused', `"${op}" has to wait until earlier requests are answered`);
    else void this.#answer(peer, id, op, body);
  }

  #isBusyFor(op: Op): boolean {
    return this.#underWay.size >= maxUnderWay || (oneAtATime.includes(op) && [...this.#underWay.values()].includes(op));
  }

  async #answer(peer: string, id: number, op: Op, body: unknown): Promise<void> {
    const parsed = exchanges[op].body.safeParse(body);
    if (!parsed.success) {
      this.#fault(id, 'usage', `"${op}" cannot be understood: ${whyNot(parsed.error)}`);
      return;
    }
    this.#underWay.set(id, op);
    if (op === 'closeSnapshot') this.#context.snapshotClosed(peer);
    try {
      const { handlers } = this.#context;
      const answer = await (handlers[op] as AnyHandler).call(handlers, peer, parsed.data, this.#gone.signal);
      this.#send({ id, ok: true, body: answer });
    } catch (error) {
      this.#failed(peer, id, op, error);
    } finally {
      this.#underWay.delete(id);
    }
  }

  #failed(peer: string, id: number, op: Op, error: unknown): void {
    if (this.#gone.signal.aborted) return;
    if (error instanceof UnderstudyError) {
      this.#send({ id, ok: false, fault: error.toBody() });
      return;
    }
    this.#context.report(peer, `"${op}" from ${peer} failed: ${reasonOf(error)}`);
    this.#fault(id, 'failed', `"${op}" failed there; its log says why`);
  }

  /** Tells the other end why before it ends the connection, and reads on a little so that the words arrive. */
  #sendAway(error: unknown): void {
    if (this.#gone.signal.aborted) return;
    const who = this.peer ?? 'a peer';
    if (error instanceof UnderstudyError) {
      this.#context.report(who, error.message);
      this.#send({ id: 0, ok: false, fault: error.toBody() });
    } else {
      this.#context.report(who, `${who} does not keep to the protocol: ${whyNot(error)}`);
      this.#fault(0, 'usage', `That is not in the protocol: ${whyNot(error)}`);
    }
    this.#leave();
    this.#socket.end();
    this.#socket.on('data', () => undefined);
    const linger = setTimeout(() => this.#socket.destroy(), lingerMs);
    this.#socket.once('close', () => clearTimeout(linger));
  }

  #fault(id: number, code: FaultCode, message: string): void {
    this.#send({ id, ok: false, fault: { code, message: printable(message, 600) } });
  }

  #send(reply: Reply): void {
    if (this.#gone.signal.aborted) return;
    const line = printLine(reply);
    if (Buffer.byteLength(line) <= maxLineBytes) this.#socket.write(line);
    else this.#fault(reply.id, 'failed', 'The answer is too long for the protocol');
  }
}
