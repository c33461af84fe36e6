import { openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { UnderstudyError } from '../error.ts';
import type { Opening } from './envelope.ts';

/** The kernel's limit for the path of a Unix socket, less its closing zero. */
const longestPath = 107;
const answerLimitMs = 10_000;

/** The socket that the worker under this root listens on for `understudy-peer`. */
export const peerSocketUnder = (root: string): string => {
  const path = join(root, 'run/understudy/peer.sock');
  if (Buffer.byteLength(path) <= longestPath) return path;
  return `/proc/self/fd/${openSync(dirname(path), 'r')}/peer.sock`;
};

/**
 * Connects to our worker and says who calls and for what.
 *
 * @throws UnderstudyError peer when the worker is not there
 */
export const callWorker = (root: string, opening: Opening): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      reject(new UnderstudyError('peer', 'the worker of this server is not running', { cause }));
    };
    try {
      const socket = connect(peerSocketUnder(root));
      const limit = setTimeout(() => socket.destroy(new Error('no connection')), answerLimitMs);
      socket.once('error', fail);
      socket.once('connect', () => {
        clearTimeout(limit);
        socket.off('error', fail);
        socket.write(`${JSON.stringify(opening)}\n`);
        resolve(socket);
      });
    } catch (error) {
      fail(error);
    }
  });
