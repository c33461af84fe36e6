import { reasonOf, UnderstudyError } from '../error.ts';

/** The error that ends work whose signal was aborted: the reason given with the abort, or that it was stopped. */
export const stopped = (signal: AbortSignal): UnderstudyError =>
  signal.reason instanceof UnderstudyError
    ? signal.reason
    : new UnderstudyError('interrupted', `The work was stopped: ${reasonOf(signal.reason)}`, { cause: signal.reason });

/** @throws UnderstudyError interrupted once the signal is aborted */
export const stopIfAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) throw stopped(signal);
};

/** Resolves after a pause, or rejects as soon as the signal is aborted. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(stopped(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
