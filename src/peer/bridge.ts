import type { Opening } from './envelope.ts';
import { callWorker } from './worker-socket.ts';

/**
 * Joins the peer's connection with the worker until either side ends it. What the peer sends is not looked at here: the
 * worker does that.
 *
 * @returns the exit status
 * @throws UnderstudyError peer when the worker is not there
 */
export const bridge = async (root: string, opening: Opening): Promise<number> => {
  const socket = await callWorker(root, opening);
  return new Promise((resolve) => {
    const end = (): void => {
      socket.destroy();
      resolve(0);
    };
    process.stdin.on('end', end).on('error', end);
    process.stdout.on('error', end);
    socket.on('error', end).on('close', end);
    process.stdin.pipe(socket, { end: false });
    socket.pipe(process.stdout, { end: false });
  });
};
