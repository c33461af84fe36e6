import { UnderstudyError } from '../error.ts';
import type { Term } from '../failover/term.ts';
import { emptyRecord, isSameRecord, recordOf, refusalOf, type Asked } from './admission.ts';
import { emptyAnswer, txnAnswer, type Header } from './etcd-answers.ts';
import type { EtcdClient } from './etcd-client.ts';
import { EtcdLease } from './etcd-lease.ts';
import { holderText, recordText, type Kept } from './kept.ts';
import { pause } from './pause.ts';
import { TimeTravel, type Tell } from './time-travel.ts';
import { guarded, keptIn, keysOf, look, put, remove, type Keys } from './transaction.ts';
import type { Witness, WitnessAnswer, WitnessView } from './witness.ts';

export interface EtcdWitnessOptions {
  readonly client: EtcdClient;
  /** Under which etcd keeps what belongs to this pair. */
  readonly pair: string;
  readonly leaseMs: number;
  readonly grantMs: number;
  readonly tell: Tell;
}

/** Two clocks may run differently by a percent. */
const drift = 1.01;
/** A claim that takes longer is given up; one by force waits for more than one. */
const mostLeases = 3;
/** Somebody else changes the same keys at the same time; more than once is rare. */
const rounds = 4;

interface Seen {
  readonly kept: Kept;
  readonly header: Header;
  readonly succeeded: boolean;
}

/**
 * The witness in etcd. Every change is one transaction that compares record and holder with what was decided on; the
 * holder's key goes with an etcd lease. Nothing is kept here that has to survive: a process that was killed in the middle
 * claims its own term again.
 */
export class EtcdWitness implements Witness {
  readonly #options: EtcdWitnessOptions;
  readonly #keys: Keys;
  readonly #lease: EtcdLease;
  #travel: TimeTravel;
  /** As it was when this process had the lease granted last; undefined: it has none. */
  #mine: Kept | undefined;
  /** When whoever this process took the lease from can serve no more, by `performance.now()`. */
  #waitsUntilMs: number | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: EtcdWitnessOptions) {
    this.#options = options;
    this.#keys = keysOf(options.pair);
    this.#lease = new EtcdLease(options.client, options.grantMs);
    this.#travel = this.#newTravel();
  }

  claim(
    claim: Term,
    dataTerm: Term,
    { force }: { readonly force: boolean },
    signal: AbortSignal,
  ): Promise<WitnessAnswer> {
    return this.#inTurn(async () => {
      try {
        const { leaseMs } = this.#options;
        const limit = AbortSignal.timeout(mostLeases * leaseMs);
        return this.#inTime(await this.#claim({ claim, dataTerm, force }, AbortSignal.any([limit, signal])));
      } catch (error) {
        return unreachable(error);
      }
    });
  }

  release(claim: Term, signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      this.#mine = undefined;
      try {
        const { kept } = await this.#look(signal);
        if (kept.holder === claim.owner)
          await this.#transact(guarded(this.#keys, kept, [remove(this.#keys.holder)]), signal);
        await this.#lease.revoke(signal);
      } catch (error) {
        if (!(error instanceof UnderstudyError)) throw error;
      }
    });
  }

  read(signal: AbortSignal): Promise<WitnessView> {
    return this.#inTurn(async () => {
      try {
        const { record, holder } = (await this.#look(signal)).kept;
        return { record, holder };
      } catch (error) {
        return { unreachable: unreachable(error).reason };
      }
    });
  }

  /** Takes away everything that is kept of the pair; for the keys of a test. @throws UnderstudyError */
  forget(signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      const { client } = this.#options;
      this.#mine = undefined;
      this.#travel = this.#newTravel();
      const changes = [remove(this.#keys.record), remove(this.#keys.holder)];
      await client.call('/v3/kv/txn', { success: changes }, emptyAnswer, signal);
    });
  }

  #newTravel(): TimeTravel {
    return new TimeTravel(this.#options.grantMs, this.#options.tell);
  }

  /** One after another: what is said of the past may be compared. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** An answer that comes when it is over already says nothing. */
  #inTime(answer: WitnessAnswer): WitnessAnswer {
    if (answer.type !== 'granted' || performance.now() < answer.untilMs) return answer;
    return { type: 'unreachable', reason: 'the witness granted the lease too late: it was over when the answer came' };
  }

  async #claim(asked: Asked, signal: AbortSignal): Promise<WitnessAnswer> {
    const renewed = await this.#renew(asked, signal);
    if (renewed !== undefined) return renewed;
    this.#mine = undefined;
    let { kept } = await this.#look(signal);
    for (let round = 0; round < rounds; round++) {
      const reason = refusalOf(asked, kept);
      if (reason !== undefined)
        return { type: 'refused', record: kept.record ?? emptyRecord, holder: kept.holder, reason };
      const waits = kept.holder !== null && (kept.holder !== asked.claim.owner || kept.holderWaits);
      const isTaken = waits && kept.holder !== asked.claim.owner;
      // Whether the transaction was carried out is not known until its answer is here.
      if (isTaken) this.#waitsUntilMs = undefined;
      const sentAtMs = await this.#lease.grant(signal);
      const came = await this.#transact(guarded(this.#keys, kept, this.#changes(asked, kept, waits)), signal);
      if (came.succeeded || this.#isMine(asked, came.kept)) {
        if (waits) return this.#afterWaiting(asked, came.kept, signal);
        this.#mine = came.kept;
        return {
          type: 'granted',
          untilMs: sentAtMs + this.#options.leaseMs,
          record: recordOf(asked, came.kept.record),
        };
      }
      kept = came.kept;
    }
    throw new UnderstudyError('peer', 'the witness is changed by others all the time');
  }

  /**
   * Whoever the lease was taken from by force may serve until its own grant has run out: so long nobody else does. That this
   * is being waited for stands in etcd, so that a process that is killed meanwhile waits again.
   */
  async #afterWaiting(asked: Asked, kept: Kept, signal: AbortSignal): Promise<WitnessAnswer> {
    const nowMs = performance.now();
    this.#waitsUntilMs ??= nowMs + this.#options.leaseMs * drift;
    const halfMs = Math.max(0, this.#waitsUntilMs - nowMs) / 2;
    await pause(halfMs, signal);
    await this.#lease.keepAlive(signal);
    await pause(halfMs, signal);
    this.#waitsUntilMs = undefined;
    this.#mine = kept;
    const renewed = await this.#renew(asked, signal);
    if (renewed !== undefined) return renewed;
    throw new UnderstudyError('peer', 'the witness lost the lease again while the former holder was waited for');
  }

  /** A transaction of which the answer was lost has been carried out all the same. */
  #isMine(asked: Asked, kept: Kept): boolean {
    return (
      kept.holder === asked.claim.owner &&
      this.#lease.is(kept.holderLease) &&
      isSameRecord(kept.record, recordOf(asked, kept.record))
    );
  }

  #changes(asked: Asked, kept: Kept, waits: boolean): object[] {
    return [
      ...this.#recordChanges(asked, kept),
      put(this.#keys.holder, holderText(asked.claim, waits), this.#lease.id),
    ];
  }

  #recordChanges(asked: Asked, kept: Kept): object[] {
    const record = recordOf(asked, kept.record);
    return isSameRecord(kept.record, record) ? [] : [put(this.#keys.record, recordText(record))];
  }

  /**
   * Undefined where there is nothing to renew: it was never granted, it ran out, or somebody has changed it. The lease is
   * kept alive by the leader alone, which may be none any more; the majority, asked afterwards in the same term of etcd,
   * says that it was.
   */
  async #renew(asked: Asked, signal: AbortSignal): Promise<WitnessAnswer | undefined> {
    const mine = this.#mine;
    if (mine === undefined || refusalOf(asked, mine) !== undefined) return undefined;
    const alive = await this.#lease.keepAlive(signal);
    if (alive === undefined) return undefined;
    const changes = mine.holderWaits ? this.#changes(asked, mine, false) : this.#recordChanges(asked, mine);
    const came = await this.#transact(guarded(this.#keys, mine, changes), signal);
    if (!came.succeeded) return undefined;
    this.#mine = came.kept;
    if (came.header.raft_term !== alive.raftTerm) return undefined;
    return {
      type: 'granted',
      untilMs: alive.sentAtMs + this.#options.leaseMs,
      record: recordOf(asked, came.kept.record),
    };
  }

  #look(signal: AbortSignal): Promise<Seen> {
    return this.#transact(look(this.#keys), signal);
  }

  /** @throws UnderstudyError also where the witness answers, but has forgotten what it said before */
  async #transact(body: object, signal: AbortSignal): Promise<Seen> {
    const { answer } = await this.#options.client.call('/v3/kv/txn', body, txnAnswer, signal);
    const { header, succeeded } = answer;
    const kept = keptIn(answer, this.#keys);
    const forgot = this.#travel.see(header, kept.record, performance.now());
    if (forgot === undefined) return { kept, header, succeeded };
    this.#mine = undefined;
    throw new UnderstudyError('peer', forgot, {
      hint: 'nothing has to be done if etcd was restored on purpose; otherwise look what happened to it',
    });
  }
}

const unreachable = (error: unknown): Extract<WitnessAnswer, { type: 'unreachable' }> => {
  if (!(error instanceof UnderstudyError)) throw error;
  const { message, hint } = error;
  return { type: 'unreachable', reason: hint === undefined ? message : `${message} (${hint})` };
};
