import type { Client, ClientChannel } from 'ssh2';
import { UnderstudyError } from '../error.ts';
import { maxLineBytes, printLine, replySchema, whyNot, type Reply } from './envelope.ts';
import { LineSplitter } from './line-splitter.ts';
import { printable } from './printable.ts';
import { exchanges, type AnswerTo, type BodyOf, type Op } from './protocol.ts';
import { connectSsh, type SshOptions } from './ssh-connection.ts';
import { failingOf } from './ssh-fault.ts';

/** What may be asked over SSH. */
export type RemoteOp = Exclude<Op, 'resolveSource'>;

export interface RequestOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

interface Pending {
  readonly settle: (outcome: Reply | UnderstudyError) => void;
}

const maxStderrBytes = 4096;
const maxLate = 256;
/** What `understudy-peer` ends with when it refuses (design 8). */
const refusedStatus = 5;

/**
 * One run of `understudy-peer link` or `hello` on the peer: requests go in, replies come back, matched by number. What
 * comes back is as hostile as any caller: a line that is not in the protocol, or that answers nothing, ends the session.
 */
export class Session {
  /** Resolves with the reason when it is over. */
  readonly closed: Promise<UnderstudyError>;
  readonly #peer: string;
  readonly #client: Client;
  readonly #channel: ClientChannel;
  readonly #splitter = new LineSplitter(maxLineBytes);
  readonly #pending = new Map<number, Pending>();
  /** Requests whose answer nobody waits for any more; it may still come. */
  readonly #late = new Set<number>();
  #lastId = 0;
  #stderr = '';
  #exitStatus: number | null = null;
  #ended: UnderstudyError | undefined;
  readonly #tellClosed: (reason: UnderstudyError) => void;

  private constructor(peer: string, client: Client, channel: ClientChannel) {
    const { promise, resolve } = Promise.withResolvers<UnderstudyError>();
    this.closed = promise;
    this.#tellClosed = resolve;
    this.#peer = peer;
    this.#client = client;
    this.#channel = channel;
    channel.on('data', (chunk: Buffer) => this.#read(chunk));
    channel.stderr.on('data', (chunk: Buffer) => this.#readError(chunk));
    channel.on('exit', (status: number | null) => {
      this.#exitStatus = status;
    });
    channel.once('close', () => this.#end(this.#reasonOfEnd()));
    channel.on('error', (error: Error) => this.#end(this.#broken(failingOf(error).reason)));
    client.on('error', (error) => this.#end(this.#broken(failingOf(error).reason)));
    client.once('close', () => this.#end(this.#broken('the connection is closed')));
  }

  /** @throws UnderstudyError as `connectSsh` does */
  static async open(command: 'link' | 'hello' | 'pair', options: SshOptions): Promise<Session> {
    const client = await connectSsh(options);
    const { name } = options.endpoint;
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => {
        clearTimeout(limit);
        client.destroy();
        reject(new UnderstudyError('peer', `${name} does not run "${command}" for us: ${printable(reason)}`));
      };
      const closed = (): void => fail('it closed the connection');
      const limit = setTimeout(() => fail(`no answer within ${options.loginTimeoutMs} ms`), options.loginTimeoutMs);
      client.once('close', closed);
      client.exec(command, (error, channel) => {
        if (error !== undefined) return fail(failingOf(error).reason);
        clearTimeout(limit);
        client.off('close', closed);
        // Made here and now: how the command ended may stand in the same packet.
        resolve(new Session(name, client, channel));
      });
    });
  }

  /**
   * @throws UnderstudyError `peer` when no answer comes in time or the session ends before, `interrupted` when the signal
   * fires, and otherwise whatever the peer's fault says
   */
  async request<O extends RemoteOp>(
    op: O,
    body: BodyOf<O>,
    { timeoutMs, signal }: RequestOptions,
  ): Promise<AnswerTo<O>> {
    const reply = await this.#exchange(op, body, timeoutMs, signal);
    if (!reply.ok) throw UnderstudyError.fromBody(reply.fault);
    const answer = exchanges[op].answer.safeParse(reply.body);
    if (answer.success) return answer.data as AnswerTo<O>;
    const fault = this.#broken(`its answer to "${op}" is not in the protocol`);
    this.#end(fault);
    throw fault;
  }

  close(): void {
    this.#end(new UnderstudyError('peer', `The link to ${this.#peer} was closed by this server`));
  }

  #exchange(op: RemoteOp, body: unknown, timeoutMs: number, signal: AbortSignal | undefined): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const calledOff = new UnderstudyError('interrupted', `"${op}" to ${this.#peer} was called off`);
      if (this.#ended !== undefined) return reject(this.#ended);
      if (signal?.aborted === true) return reject(calledOff);
      const id = ++this.#lastId;
      const settle = (outcome: Reply | UnderstudyError): void => {
        clearTimeout(limit);
        signal?.removeEventListener('abort', abort);
        this.#pending.delete(id);
        if (outcome instanceof UnderstudyError) reject(outcome);
        else resolve(outcome);
      };
      const giveUp = (error: UnderstudyError): void => {
        this.#late.add(id);
        if (this.#late.size > maxLate) this.#end(this.#broken('it answers nothing any more'));
        settle(error);
      };
      const abort = (): void => giveUp(calledOff);
      const limit = setTimeout(() => {
        giveUp(new UnderstudyError('peer', `${this.#peer} did not answer "${op}" within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#pending.set(id, { settle });
      signal?.addEventListener('abort', abort, { once: true });
      this.#channel.write(printLine({ id, op, body }));
    });
  }

  #read(chunk: Buffer): void {
    try {
      for (const line of this.#splitter.push(chunk)) {
        if (this.#ended !== undefined) return;
        this.#take(replySchema.parse(JSON.parse(line)));
      }
    } catch (error) {
      this.#end(this.#broken(`it does not keep to the protocol: ${whyNot(error)}`));
    }
  }

  #take(reply: Reply): void {
    if (reply.id === 0 && !reply.ok) return this.#end(UnderstudyError.fromBody(reply.fault));
    const pending = this.#pending.get(reply.id);
    if (pending !== undefined) return pending.settle(reply);
    if (!this.#late.delete(reply.id)) throw new Error(`nothing numbered ${reply.id} was asked`);
  }

  #readError(chunk: Buffer): void {
    if (this.#stderr.length + chunk.length <= maxStderrBytes) this.#stderr += chunk.toString('utf8');
    else this.#end(this.#broken('it sends messages without end'));
  }

  /** The remote command has ended by itself, and its last words say why. */
  #reasonOfEnd(): UnderstudyError {
    const words = printable(this.#stderr);
    if (this.#exitStatus === refusedStatus) return new UnderstudyError('refused', `${this.#peer} refuses: ${words}`);
    return this.#broken(words === '' ? 'the peer ended it' : words);
  }

  #broken(reason: string): UnderstudyError {
    return new UnderstudyError('peer', `The link to ${this.#peer} broke: ${printable(reason)}`);
  }

  #end(reason: UnderstudyError): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#client.destroy();
    for (const { settle } of [...this.#pending.values()]) settle(reason);
    this.#tellClosed(reason);
  }
}
