import type { Term } from '../failover/term.ts';

/** What the witness remembers of a pair: the newest term that was ever granted, whose it is, and the newest data known. */
export interface WitnessRecord {
  readonly term: Term;
  readonly dataTerm: Term;
}

export type WitnessAnswer =
  | {
      readonly type: 'granted';
      /** By the own monotonic clock, `performance.now()`: counted from before the request was sent. */
      readonly untilMs: number;
      readonly record: WitnessRecord;
    }
  | {
      readonly type: 'refused';
      readonly record: WitnessRecord;
      /** Who has the lease; null while nobody has. */
      readonly holder: string | null;
      readonly reason: string;
    }
  | { readonly type: 'unreachable'; readonly reason: string };

/** What the witness holds of the pair, or why that is not known. */
export type WitnessView =
  { readonly record: WitnessRecord | null; readonly holder: string | null } | { readonly unreachable: string };

/** A third opinion with a memory: it lets one server at a time serve, and none with data older than it has let (class A). */
export interface Witness {
  /**
   * Asks for the lease of `claim`, whose owner is this server, with data of `dataTerm`; or renews it. Granted only where
   * nobody else has it and the data are not older than the newest known. What is remembered is never lowered.
   *
   * @param options.force an operator's word: older data are let through, and the lease is taken from another holder; the
   *   answer then waits until what that one was granted has run out
   */
  claim(claim: Term, dataTerm: Term, options: { readonly force: boolean }, signal: AbortSignal): Promise<WitnessAnswer>;
  /** Gives the lease back; the record stays. A witness that cannot be reached lets it run out by itself. */
  release(claim: Term, signal: AbortSignal): Promise<void>;
  read(signal: AbortSignal): Promise<WitnessView>;
}
