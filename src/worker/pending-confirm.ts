import { rm } from 'node:fs/promises';
import { z } from 'zod';
import type { PendingConfirm as Shown } from '../control/config-shapes.ts';
import { readIfThere, writeDurably } from '../durable-file.ts';

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

/** When what could not be rolled back is tried again. */
const retryMs = 30_000;

const read = async (path: string): Promise<Pending | undefined> => {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return pendingShape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/**
 * A change that waits for "configure confirm": a timer with the configuration to go back to, on the disk, so that it runs
 * out also when the worker was restarted in between.
 */
export class PendingConfirm {
  readonly #path: string;
  readonly #revert: () => Promise<void>;
  #pending: Pending | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param revert rolls back and disarms; called when the time is over, and again later if it throws */
  constructor(path: string, revert: () => Promise<void>) {
    this.#path = path;
    this.#revert = revert;
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
    this.#pending = await read(this.#path);
    if (this.#pending === undefined) return;
    const { armedAtMs, revertsAtMs } = this.#pending;
    this.#wait(Math.min(revertsAtMs - Date.now(), revertsAtMs - armedAtMs));
  }

  async arm(pending: Pending): Promise<void> {
    await writeDurably(this.#path, JSON.stringify(pending));
    this.#pending = pending;
    this.#wait(pending.revertsAtMs - pending.armedAtMs);
  }

  async disarm(): Promise<void> {
    await rm(this.#path, { force: true });
    this.stop();
    this.#pending = undefined;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#revert().catch(() => this.#wait(retryMs)), Math.max(0, ms));
  }
}
