import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Stop } from './program.mjs';

/**
 * Does work while nobody else does who locks the same file, and waits for those who came before. The lock is held by a
 * program that ends with this one, however it ends.
 */
export const locked = async (file, work) => {
  const holder = spawn('flock', [file, 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(holder, 'close');
  const refused = ended.then(
    ([exitStatus]) => {
      throw new Stop(`${file} cannot be locked: flock ended with exit status ${exitStatus}.`);
    },
    (error) => {
      throw new Stop(`${file} cannot be locked: ${error.message}. The Debian package util-linux has flock.`);
    },
  );
  // After the work its end is what we want.
  refused.catch(() => undefined);
  holder.stdin.on('error', () => undefined);
  holder.stdin.write('\n');
  await Promise.race([once(holder.stdout, 'data'), refused]);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
};
