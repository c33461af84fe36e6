import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const tryEveryMs = 50;

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (is: boolean) => (): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', done(true)).once('error', done(false));
  });

/** Waits until a service takes connections on a loopback port. False when it does not in time or `signal` aborts. */
export const portAnswers = async (port: number, timeoutMs: number, signal: AbortSignal): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs;
  while (!signal.aborted) {
    if (await answers(port)) return true;
    if (performance.now() >= deadline) return false;
    await wait(tryEveryMs);
  }
  return false;
};
