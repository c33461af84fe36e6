import { compareTerms } from '../failover/term.ts';
import type { Header } from './etcd-answers.ts';
import type { WitnessRecord } from './witness.ts';

/** Once for each time that it is seen. */
export type Tell = (sentence: string) => void;

/**
 * Whether the witness has forgotten: it was restored from an older snapshot, or is another one (3.2, a forgetful witness).
 * For as long as a grant that it has forgotten may last nothing that it says counts. Only answers of which the majority was
 * asked may be shown to it.
 */
export class TimeTravel {
  readonly #grantMs: number;
  readonly #tell: Tell;
  #cluster: string | undefined;
  #revision = 0n;
  #record: WitnessRecord | null = null;
  #until = -Infinity;
  #reason = '';

  constructor(grantMs: number, tell: Tell) {
    this.#grantMs = grantMs;
    this.#tell = tell;
  }

  /** Takes an answer in. @returns why nothing that the witness says counts at present; undefined: it does */
  see({ cluster_id: cluster, revision }: Header, record: WitnessRecord | null, nowMs: number): string | undefined {
    const found = this.#contradiction(cluster, BigInt(revision), record);
    [this.#cluster, this.#revision, this.#record] = [cluster, BigInt(revision), record];
    if (found !== undefined) {
      this.#until = nowMs + this.#grantMs;
      this.#reason = `the witness went back in time: ${found}`;
      this.#tell(`${this.#reason}. What it says does not count until ${this.#grantMs / 1000} s from now`);
    }
    return nowMs < this.#until ? this.#reason : undefined;
  }

  #contradiction(cluster: string, revision: bigint, record: WitnessRecord | null): string | undefined {
    if (this.#cluster === undefined) return undefined;
    if (cluster !== this.#cluster) return `it is the etcd cluster ${cluster}, and was ${this.#cluster} before`;
    if (revision < this.#revision) return `its revision is ${revision}, and was ${this.#revision} before`;
    const before = this.#record;
    if (before !== null && (record === null || compareTerms(record.term, before.term) < 0))
      return 'it has forgotten the newest term that it had granted';
    return undefined;
  }
}
