import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../durable-file.ts';
import type { FileState } from './file-state.ts';

const mostCopies = 20;

/** Files that only we write. */
const isOurs = (path: string): boolean => path.includes('understudy');

/** Keeps files of others as they are before they are changed: a folder for each change, the newest twenty of them. */
export const keepCopies = async (folder: string, at: string, files: readonly FileState[]): Promise<void> => {
  const texts = files.filter((file) => 'base64' in file && !isOurs(file.path));
  for (const file of texts) {
    if (!('base64' in file)) continue;
    await writeDurably(join(folder, at.replaceAll(':', '-'), file.path), Buffer.from(file.base64, 'base64'), 0o600);
  }
  if (texts.length === 0) return;
  const all = (await readdir(folder)).sort();
  for (const old of all.slice(0, -mostCopies)) await rm(join(folder, old), { recursive: true, force: true });
};
