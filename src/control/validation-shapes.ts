/** `failover validate`: the guides' validation plan (F7). */

export interface ValidationItem {
  readonly number: number;
  readonly name: string;
  /** `notApplicable`: there is nothing to check on this server. `notTried`: it could not be checked. The detail says why. */
  readonly result: 'ok' | 'failed' | 'notTried' | 'notApplicable';
  readonly detail: string;
  /** What to do about it. */
  readonly remedy: string | null;
}

export interface ValidationReport {
  readonly hostname: string;
  readonly peer: string | null;
  readonly started: string;
  readonly completed: string;
  readonly ok: boolean;
  readonly message: string;
  readonly items: readonly ValidationItem[];
}

/** One line of the stream that `failover validate` reads; the last one is `done`. */
export type ValidationEvent =
  | { readonly type: 'checking'; readonly name: string }
  | { readonly type: 'item'; readonly item: ValidationItem }
  | { readonly type: 'done'; readonly report: ValidationReport };
