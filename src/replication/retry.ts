import { isRetryable } from './rsync-fault.ts';
import { pause } from './stop.ts';

/** Waits between attempts at a transfer. */
export const retryPausesMs: readonly number[] = [1000, 4000];

/** Tries again after faults that may pass by themselves, such as a broken connection. */
export const withRetries = async <T>(
  attempt: () => Promise<T>,
  signal: AbortSignal,
  pausesMs: readonly number[] = retryPausesMs,
): Promise<T> => {
  for (const pauseMs of pausesMs) {
    try {
      return await attempt();
    } catch (error) {
      if (!isRetryable(error)) throw error;
      await pause(pauseMs, signal);
    }
  }
  return attempt();
};
