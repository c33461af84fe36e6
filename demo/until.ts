import { setTimeout as wait } from 'node:timers/promises';
import { StoryFault } from './fault.ts';

export interface Limit {
  /** What is waited for, to complete the sentence "Waited N s for …". */
  readonly what: string;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  readonly everyMs?: number;
  readonly hint?: string;
}

/** Looks again and again until `look` finds something. @throws StoryFault when the limit has passed */
export const until = async <T>(limit: Limit, look: () => Promise<T | undefined>): Promise<T> => {
  const deadline = performance.now() + limit.limitMs;
  for (;;) {
    limit.signal.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) {
      throw new StoryFault(`Waited ${Math.round(limit.limitMs / 1000)} s for ${limit.what}, in vain.`, limit.hint);
    }
    await wait(limit.everyMs ?? 100, undefined, { signal: limit.signal });
  }
};
