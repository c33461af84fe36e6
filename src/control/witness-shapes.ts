/** The witness (class A), as `show failover witness` prints it. */

export interface WitnessTerm {
  readonly counter: number;
  readonly owner: string;
}

export interface WitnessMemory {
  /** The newest term that was ever granted. */
  readonly term: WitnessTerm;
  /** Of the newest data that it was told of. */
  readonly dataTerm: WitnessTerm;
}

export interface WitnessLastAnswer {
  readonly at: string;
  readonly type: 'granted' | 'refused' | 'unreachable';
  readonly sentence: string;
}

/** Of memory: the witness is not asked for it. */
export interface WitnessSummary {
  readonly endpoints: readonly string[];
  /** The name of the pair at the witness. */
  readonly pair: string;
  /** What came of the last question for a lease; null before the first one. */
  readonly lastAnswer: WitnessLastAnswer | null;
  /** What is wrong with its settings, each with what to do about it. */
  readonly faults: readonly string[];
}

export interface WitnessPing {
  readonly target: string;
  readonly answered: boolean;
  /** Why nothing is known, where ping itself could not do its work. */
  readonly fault: string | null;
}

export interface WitnessStatus extends WitnessSummary {
  /** False: no etcd is configured, whatever is pinged. */
  readonly configured: boolean;
  readonly leaseMs: number;
  readonly grantMs: number;
  /** It answered just now. */
  readonly reachable: boolean;
  /** Why it did not answer; null where it did, or is not configured. */
  readonly reason: string | null;
  /** Null: nothing was ever granted to this pair. */
  readonly record: WitnessMemory | null;
  /** Who has its lease now. */
  readonly holder: string | null;
  readonly ping: readonly WitnessPing[];
}
