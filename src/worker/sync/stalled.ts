/** A transfer may be silent for as long while files are compared. */
const silenceMs = 3000;
const lookEveryMs = 250;

/**
 * Tells of a transfer that has gone silent while the heartbeats have given its source up: no time limit of rsync or ssh
 * has to run out for it.
 */
export class Stalled {
  readonly #signal = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #lastMs = performance.now();

  /** @param isLost the heartbeats' verdict on the source */
  constructor(isLost: () => boolean) {
    this.#timer = setInterval(() => {
      if (isLost() && performance.now() - this.#lastMs >= silenceMs) this.#signal.abort();
    }, lookEveryMs);
  }

  /** Aborted as soon as it is so. */
  get signal(): AbortSignal {
    return this.#signal.signal;
  }

  progressed(): void {
    this.#lastMs = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
