import { setTimeout as wait } from 'node:timers/promises';

/** Lets through `burst` at once and `perSecond` from then on, however many come. */
export class Pace {
  readonly #burst: number;
  readonly #perMs: number;
  readonly #now: () => number;
  #left: number;
  #atMs: number;

  constructor({
    burst,
    perSecond,
    now = () => performance.now(),
  }: {
    burst: number;
    perSecond: number;
    now?: () => number;
  }) {
    this.#burst = burst;
    this.#perMs = perSecond / 1000;
    this.#now = now;
    this.#left = burst;
    this.#atMs = now();
  }

  /** False when it is too early for another one. */
  admits(): boolean {
    const nowMs = this.#now();
    this.#left = Math.min(this.#burst, this.#left + (nowMs - this.#atMs) * this.#perMs);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** Resolves when it is time for another one. */
  async turn(): Promise<void> {
    while (!this.admits()) await wait(Math.ceil(1 / this.#perMs));
  }
}
