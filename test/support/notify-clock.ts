import type { Clock } from '../../src/notify/clock.ts';

/** A clock that goes on when it is told to. */
export class NotifyClock implements Clock {
  #nowMs = Date.parse('2026-11-21T10:00:00.000Z');
  #waiting: { readonly atMs: number; readonly work: () => void }[] = [];

  readonly nowMs = (): number => this.#nowMs;

  readonly after = (ms: number, work: () => void): (() => void) => {
    const entry = { atMs: this.#nowMs + ms, work };
    this.#waiting.push(entry);
    return () => (this.#waiting = this.#waiting.filter((one) => one !== entry));
  };

  /** Puts the clock, as an operator or a time server does. */
  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  /** Lets time go by, and what waits for it happen. @param settled resolves when that is done */
  async advance(ms: number, settled: () => Promise<void>): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      await settled();
      const next = this.#waiting.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#waiting = this.#waiting.filter((one) => one !== next);
      next.work();
    }
    this.#nowMs = endMs;
  }
}
