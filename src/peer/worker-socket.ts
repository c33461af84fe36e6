import { openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { UnderstudyError } from '../error.ts';
import type { Opening } from './envelope.ts';

/** The kernel's limit for the path of a Unix socket, less its closing zero. */
const longestPath = 107;
const answerLimitMs = 10_000;

/** A socket of this root: what the worker listens on for `understudy-peer`, and what the sending side is started by. */
export const socketUnder = (root: string, name: 'peer.sock' | 'send.sock'): string => {
  const path = join(root, 'run/understudy', name);
  if (Buffer.byteLength(path) <= longestPath) return path;
  return `/proc/self/fd/${openSync(dirname(path), 'r')}/${name}`;
};

/** node:net knows the descriptor of a connection, and tells nobody. */
export const descriptorOf = (socket: Socket): number => {
  const { fd } = (socket as unknown as { _handle?: { readonly fd?: number } | null })._handle ?? {};
  if (fd === undefined || fd < 0) throw new UnderstudyError('peer', 'the connection has gone already');
  return fd;
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
      const socket = connect(socketUnder(root, 'peer.sock'));
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
