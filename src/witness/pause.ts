import { setTimeout } from 'node:timers/promises';
import { UnderstudyError } from '../error.ts';

/** @throws UnderstudyError peer where it is given up in between */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (cause) {
    throw new UnderstudyError('peer', 'the question to the witness was given up', { cause });
  }
};
