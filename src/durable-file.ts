import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes what was written to one open file or folder survive a power cut. */
export const syncPath = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
};

const writeBeside = async (path: string, text: string | Uint8Array, mode: number): Promise<void> => {
  const handle = await open(path, 'wx', mode);
  try {
    // Whatever the mask of the process is.
    await handle.chmod(mode);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Replaces a file so that after a crash or a power cut at any instant it holds the old text or the new one, whole: write
 * beside it, fsync, rename, fsync the folder.
 */
export const writeDurably = async (path: string, text: string | Uint8Array, mode = 0o600): Promise<void> => {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  // Always the same name: what a kill leaves behind is replaced by the next write.
  const beside = `${path}.new`;
  await rm(beside, { force: true });
  try {
    await writeBeside(beside, text, mode);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncPath(folder);
};

/** Removes a file so that it does not come back after a power cut. Nothing is done where there is none. */
export const removeDurably = async (path: string): Promise<void> => {
  if ((await readIfThere(path)) === undefined) return;
  await rm(path, { force: true });
  await syncPath(dirname(path));
};

/** The text of a file, or undefined where there is none. */
export const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
