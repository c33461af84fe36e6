import type { Config } from '../../config/config.ts';
import { nextRun } from '../../failover/schedule.ts';

/** The clock is looked at this often: it may be put right in the meantime. */
const lookEveryMs = 60_000;

/**
 * Fires scheduled replication at StartTime (GMT) and then every Run Every (C7). The times are wall-clock times, so the
 * timer is set anew at least every minute and follows a clock that is put right.
 */
export class Schedule {
  readonly #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #nextDueMs: number | null = null;

  constructor(run: () => void) {
    this.#run = run;
  }

  /** Epoch ms, or null when nothing is scheduled. */
  get nextDueMs(): number | null {
    return this.#nextDueMs;
  }

  /** Counts from the next StartTime after `armedAtMs`; null stops the schedule (A2, B2). */
  arm(config: Config, armedAtMs: number | null): void {
    clearTimeout(this.#timer);
    this.#nextDueMs = null;
    if (armedAtMs === null || config.highAvailability === 'disable') return;
    const next = (): number =>
      nextRun({
        startTime: config.syncStartTime,
        everyMs: config.syncEveryMs,
        savedAtMs: armedAtMs,
        nowMs: Date.now(),
      });
    this.#nextDueMs = next();
    this.#wait(next);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#nextDueMs = null;
  }

  #wait(next: () => number): void {
    const dueMs = this.#nextDueMs ?? next();
    const waitMs = Math.min(Math.max(0, dueMs - Date.now()), lookEveryMs);
    this.#timer = setTimeout(() => {
      if (Date.now() >= dueMs) {
        this.#nextDueMs = next();
        this.#run();
      }
      this.#wait(next);
    }, waitMs);
  }
}
