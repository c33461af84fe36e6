import { z } from 'zod';
import type { PendingConfirm as Shown } from '../../control/config-shapes.ts';
import { reasonOf } from '../../error.ts';
import { readIfThere, removeDurably, writeDurably } from '../../durable-file.ts';

const pendingShape = z.object({
  by: z.string(),
  armedAtMs: z.number(),
  revertsAtMs: z.number(),
  /** When it was armed first. */
  sinceMs: z.number(),
  /** The running configuration of that moment, and the saved one. */
  running: z.string(),
  saved: z.string(),
});

export type Pending = z.infer<typeof pendingShape>;

/** When what could not be rolled back is tried again: later and later. */
const firstRetryMs = 30_000;
const longestRetryMs = 15 * 60_000;

/**
 * A change that waits for "configure confirm": a timer with the configuration to go back to, on the disk, so that it runs
 * out also when the worker was restarted in between.
 */
export class PendingConfirm {
  readonly #path: string;
  readonly #revert: () => Promise<void>;
  readonly #warn: (sentence: string) => void;
  #pending: Pending | undefined;
  #timer: NodeJS.Timeout | undefined;
  #retryMs = firstRetryMs;

  /**
   * @param revert rolls back and disarms; called when the time is over, and again later if it throws
   * @param warn is told of a file that cannot be read
   */
  constructor(path: string, revert: () => Promise<void>, warn: (sentence: string) => void) {
    this.#path = path;
    this.#revert = revert;
    this.#warn = warn;
  }

  get pending(): Pending | undefined {
    return this.#pending;
  }

  /** As the control API shows it. */
  get view(): Shown | null {
    if (this.#pending === undefined) return null;
    const { by, sinceMs, revertsAtMs } = this.#pending;
    return { by, armed: new Date(sinceMs).toISOString(), revertsAt: new Date(revertsAtMs).toISOString() };
  }

  /** Takes up what was armed before a restart. A clock that was put back makes the wait no longer than it was meant. */
  async resume(): Promise<void> {
    this.#pending = await this.#read();
    if (this.#pending === undefined) return;
    const { armedAtMs, revertsAtMs } = this.#pending;
    this.#wait(Math.min(revertsAtMs - Date.now(), revertsAtMs - armedAtMs));
  }

  async arm(pending: Pending): Promise<void> {
    await writeDurably(this.#path, JSON.stringify(pending));
    this.#pending = pending;
    this.#retryMs = firstRetryMs;
    this.#wait(pending.revertsAtMs - pending.armedAtMs);
  }

  async disarm(): Promise<void> {
    await removeDurably(this.#path);
    this.stop();
    this.#pending = undefined;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #read(): Promise<Pending | undefined> {
    try {
      const text = await readIfThere(this.#path);
      return text === undefined ? undefined : pendingShape.parse(JSON.parse(text));
    } catch (error) {
      const reason = `${this.#path} cannot be read: ${reasonOf(error)}`;
      this.#warn(`A change may wait for "configure confirm" and is not rolled back: ${reason.replaceAll(/\s+/g, ' ')}`);
      return undefined;
    }
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#revert().catch(() => this.#waitLonger()), Math.max(0, ms));
  }

  #waitLonger(): void {
    const ms = this.#retryMs;
    this.#retryMs = Math.min(longestRetryMs, ms * 2);
    this.#wait(ms);
  }
}
