/** How often a service may be restarted. */
export interface RestartLimit {
  readonly most: number;
  readonly windowMs: number;
}

/** Counts the restarts of a service: so many within a window, and then it has failed. */
export class Restarts {
  limit: RestartLimit;
  #atMs: number[] = [];

  constructor(limit: RestartLimit) {
    this.limit = limit;
  }

  /** Those within the window that ends now. */
  count(nowMs = performance.now()): number {
    return this.#atMs.filter((atMs) => nowMs - atMs < this.limit.windowMs).length;
  }

  isUsedUp(nowMs = performance.now()): boolean {
    return this.count(nowMs) >= this.limit.most;
  }

  /** Counts one more. Its number, or null when there were as many as may be. */
  take(nowMs = performance.now()): number | null {
    this.#atMs = this.#atMs.filter((atMs) => nowMs - atMs < this.limit.windowMs);
    if (this.isUsedUp(nowMs)) return null;
    return this.#atMs.push(nowMs);
  }

  forget(): void {
    this.#atMs = [];
  }
}

/** `restart 1 of 5`. */
export const restartWords = (number: number, { most }: RestartLimit): string => `restart ${number} of ${most}`;

/** Why there are no more of them; the end of "Service NAME has failed: …". */
export const givenUpWords = (why: string, { most }: RestartLimit): string => {
  const tried =
    most === 0 ? 'it is not to be restarted' : `${most} ${most === 1 ? 'restart' : 'restarts'} did not help`;
  return `it ${why}, ${tried}`;
};
