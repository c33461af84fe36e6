import { UnderstudyError } from '../error.ts';
import { emptyAnswer, grantAnswer, keepAliveAnswer } from './etcd-answers.ts';
import { EtcdRefusal, notFound, type EtcdClient } from './etcd-client.ts';

/** Kept alive, by a leader of etcd in that term. */
interface Alive {
  readonly sentAtMs: number;
  readonly raftTerm: string;
}

const none = '0';

/** The etcd lease with which the holder's key goes. */
export class EtcdLease {
  readonly #client: EtcdClient;
  /** Whole seconds are all that etcd knows. */
  readonly #ttlS: number;
  #id = none;

  constructor(client: EtcdClient, grantMs: number) {
    this.#client = client;
    this.#ttlS = Math.ceil(grantMs / 1000);
  }

  get id(): string {
    return this.#id;
  }

  is(id: string): boolean {
    return this.#id !== none && this.#id === id;
  }

  /** A new one; the old one, if there is one, runs out. @returns before it was asked for, by `performance.now()` */
  async grant(signal: AbortSignal): Promise<number> {
    const { answer, sentAtMs } = await this.#client.call(
      '/v3/lease/grant',
      { TTL: String(this.#ttlS) },
      grantAnswer,
      signal,
    );
    if (Number(answer.TTL) < this.#ttlS || answer.ID === none)
      throw new UnderstudyError('failed', `the witness grants ${answer.TTL} s, and ${this.#ttlS} s were asked for`, {
        hint: 'look whether something else than etcd answers there',
      });
    this.#id = answer.ID;
    return sentAtMs;
  }

  /** Undefined where etcd has it no longer. */
  async keepAlive(signal: AbortSignal): Promise<Alive | undefined> {
    if (this.#id === none) return undefined;
    const { answer, sentAtMs } = await this.#client.call(
      '/v3/lease/keepalive',
      { ID: this.#id },
      keepAliveAnswer,
      signal,
    );
    const { header, TTL } = answer.result;
    if (Number(TTL) >= this.#ttlS) return { sentAtMs, raftTerm: header.raft_term };
    this.#id = none;
    return undefined;
  }

  /** Every key that hangs on it goes with it. */
  async revoke(signal: AbortSignal): Promise<void> {
    const id = this.#id;
    this.#id = none;
    if (id === none) return;
    try {
      await this.#client.call('/v3/lease/revoke', { ID: id }, emptyAnswer, signal);
    } catch (error) {
      if (!(error instanceof EtcdRefusal) || error.status !== notFound) throw error;
    }
  }
}
