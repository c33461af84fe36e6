import { openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** The kernel's limit for the path of a Unix socket, less its closing zero. */
const longest = 107;

/**
 * A path by which a Unix socket of any length of path can be bound or reached: short ones as they are, long ones through
 * a descriptor of their folder, which stays open for the life of the process.
 */
export const socketPath = async (path: string): Promise<string> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  if (Buffer.byteLength(path) <= longest) return path;
  return `/proc/self/fd/${openSync(dirname(path), 'r')}/${basename(path)}`;
};
