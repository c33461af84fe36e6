import { chmod, readdir, rm } from 'node:fs/promises';
import { errnoOf } from './system-fault.ts';

/** Folders only: files may share their inode with another copy. */
const openFolders = async (folder: Buffer): Promise<void> => {
  await chmod(folder, 0o700);
  for (const child of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
    if (child.isDirectory()) await openFolders(Buffer.concat([folder, Buffer.from('/'), child.name]));
  }
};

/** Removes a folder with all it holds, also folders that are write-protected as they were on the Primary. */
export const removeTree = async (folder: string): Promise<void> => {
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await remove();
  } catch (error) {
    const errno = errnoOf(error);
    if (errno !== 'EACCES' && errno !== 'EPERM') throw error;
    await openFolders(Buffer.from(folder));
    await remove();
  }
};
