/** What would happen to the pair (H7). */
import type { FailoverStatus } from './shapes.ts';

export type WhatIfQuestion = 'peer-dies' | 'link-cut' | 'witness-dies' | 'power-returns';

export interface WhatIfStep {
  /** After what is supposed. */
  readonly atMs: number;
  /** The server that decides; null for what befalls them. */
  readonly host: string | null;
  /** The rule that applies, as in the history; null where none does. */
  readonly row: string | null;
  readonly sentence: string;
  /** Who serves clients from then on. */
  readonly serving: readonly string[];
}

/** One way it could go. */
export interface WhatIfCase {
  /** What is supposed to happen. */
  readonly supposed: string;
  readonly servingBefore: readonly string[];
  readonly steps: readonly WhatIfStep[];
  readonly servingAfter: readonly string[];
  /** How long nobody serves; null where that lasts until an operator acts. */
  readonly outageMs: number | null;
  /** How long both serve; null where that lasts until somebody ends it. */
  readonly bothServeMs: number | null;
  /** What an operator can or has to do in the end. */
  readonly toDo: readonly string[];
  /** What the clients would not find again; null: nothing. */
  readonly lost: string | null;
  /** False: it was followed for half an hour, and more may come. */
  readonly isComplete: boolean;
}

/** `show failover explain if`: played by the rules of the pair on what this server knows now; nothing is done. */
export interface WhatIfReport {
  readonly hostname: string;
  readonly question: WhatIfQuestion;
  readonly safety: FailoverStatus['safety'];
  readonly cases: readonly WhatIfCase[];
  /** How long the services take to start, and when that was measured; null: it is assumed. */
  readonly services: { readonly startMs: number; readonly measured: string | null };
  /** What is not known here and was supposed to be so. */
  readonly assumptions: readonly string[];
}
