import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces a file: after a crash or a power cut at any instant it holds the old text or the new one, whole. */
export const writeDurably = async (path: string, text: string, mode: number): Promise<void> => {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const beside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(beside, 'wx', mode);
    try {
      await handle.chmod(mode);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  const parent = await open(folder);
  await parent.sync().finally(() => parent.close());
};
