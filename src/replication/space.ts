import { statfs } from 'node:fs/promises';
import { UnderstudyError } from '../error.ts';

/** What a file system can still take. */
export interface Space {
  readonly bytes: number;
  /** New files and folders; null where the file system sets no limit. */
  readonly files: number | null;
}

/** Tells the space where a folder is; throws when the folder is not there. */
export type FreeSpace = (folder: string) => Promise<Space>;

export const freeSpaceOf: FreeSpace = async (folder) => {
  const { bavail, bsize, files, ffree } = await statfs(folder);
  return { bytes: bavail * bsize, files: files === 0 ? null : ffree };
};

const smallestMarginBytes = 64 * 1024 * 1024;

/** What stays free beside what is written: a full disk would stop the application, too. */
const marginOf = (bytes: number): number => Math.max(smallestMarginBytes, Math.ceil(bytes / 50));

const inMiB = (bytes: number): string => `${Math.ceil(bytes / (1024 * 1024))} MiB`;

/** @throws UnderstudyError resource when `what` does not fit, with both figures */
export const requireSpace = async (
  what: string,
  folder: string,
  needed: { readonly bytes: number; readonly files: number },
  freeSpace: FreeSpace = freeSpaceOf,
): Promise<void> => {
  const free = await freeSpace(folder);
  const bytes = needed.bytes + marginOf(needed.bytes);
  if (bytes > free.bytes) {
    throw new UnderstudyError(
      'resource',
      `${what} needs ${inMiB(bytes)} on the file system of ${folder}, which has ${inMiB(free.bytes)} free`,
      { hint: 'free space there, keep fewer copies ("sync keep-generations"), or give it a larger disk' },
    );
  }
  if (free.files !== null && needed.files > free.files) {
    throw new UnderstudyError(
      'resource',
      `${what} needs ${needed.files} files on the file system of ${folder}, which can take ${free.files} more`,
      { hint: 'remove files there or make the file system anew with more inodes' },
    );
  }
};
