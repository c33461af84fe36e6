import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { UnderstudyError } from '../error.ts';

/**
 * One worker for each root: an abstract Unix socket, which the kernel frees even when the process is killed.
 *
 * @throws UnderstudyError refused when another worker holds it
 */
export const lockRoot = (root: string): Promise<Server> => {
  const name = `\0understudy-${createHash('sha256').update(root).digest('hex').slice(0, 32)}`;
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new UnderstudyError('refused', `Another understudyd is running under ${root}`, {
              hint: 'stop it first',
              cause,
            })
          : new UnderstudyError('failed', `The lock of ${root} cannot be taken: ${cause.message}`, { cause }),
      );
    });
    server.listen(name, () => resolve(server));
  });
};
