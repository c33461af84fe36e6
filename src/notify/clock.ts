/** The time, and waiting for it; another one in tests. */
export interface Clock {
  /** Epoch ms. */
  readonly nowMs: () => number;
  /** Calls back once; what is returned calls it off. */
  readonly after: (ms: number, work: () => void) => () => void;
}

const longestTimerMs = 2 ** 31 - 1;

export const realClock: Clock = {
  nowMs: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, Math.min(longestTimerMs, Math.max(0, ms)));
    return () => clearTimeout(timer);
  },
};
