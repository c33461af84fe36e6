import type { Stats } from 'node:fs';
import { lstat, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { askDatabase } from './database.ts';
import { databaseOf, type Generation } from './generation.ts';
import { openLiveFolder, pathOfHandle } from './live-folder.ts';
import { liveStats, statsOf, type Dataset } from './live-path.ts';
import { NewFile } from './new-file.ts';
import { stopIfAborted } from './stop.ts';
import { orFault } from './system-fault.ts';

/** What SQLite keeps beside a database; none of it belongs to the copy that takes the database's place. */
const companions = ['-journal', '-wal', '-shm'] as const;

const hasUnsettled = async (path: string): Promise<boolean> => {
  const stats = await Promise.all(companions.map((suffix) => statsOf(`${path}${suffix}`)));
  return stats.some((one) => one !== undefined && one.size > 0);
};

/** Applied before and not written since: whoever writes a file sets its time. */
const isApplied = async (live: Stats, path: string, copy: Stats): Promise<boolean> =>
  live.size === copy.size && Math.abs(live.mtimeMs - copy.mtimeMs) < 0.001 && !(await hasUnsettled(path));

/**
 * A journal or WAL left beside the new database would be played into it. So first the old database takes in what is its
 * own, then its companions go, and only then the new one takes its place: killed between any two of these, what lies there
 * is the old database, whole, or the new one.
 */
const replaceLive = async (fresh: NewFile, folder: FileHandle, path: string, signal: AbortSignal): Promise<void> => {
  const exists = (await statsOf(path)) !== undefined;
  // A database too damaged to be settled is replaced all the same.
  if (exists && (await hasUnsettled(path))) await askDatabase({ ask: 'settle', path }, signal).catch(() => undefined);
  stopIfAborted(signal);
  await fresh.requireInPlace();
  const live = join(pathOfHandle(folder), basename(path));
  for (const suffix of companions) await rm(`${live}${suffix}`, { force: true });
  await folder.sync();
  await fresh.moveTo(live);
  await folder.sync();
};

const replace = async (from: string, copy: Stats, path: string, signal: AbortSignal): Promise<void> => {
  const folder = await openLiveFolder(dirname(path));
  try {
    const fresh = await NewFile.make(join(pathOfHandle(folder), `${basename(path)}.understudy-new`));
    try {
      await fresh.fill(from, copy);
      stopIfAborted(signal);
      await replaceLive(fresh, folder, path, signal);
    } finally {
      await fresh.close();
    }
  } finally {
    await folder.close();
  }
};

/** Makes a live database the copy's, in one step. Nobody may have it open. */
export const applyDatabase = (
  generation: Generation,
  name: string,
  dataset: Dataset,
  options: { readonly thorough: boolean; readonly signal: AbortSignal },
): Promise<void> =>
  orFault(`Dataset ${name} cannot be applied to ${dataset.path}`, async () => {
    const { thorough, signal } = options;
    const { path } = dataset;
    const from = databaseOf(generation.path, name);
    const copy = await lstat(from);
    const live = await liveStats(name, dataset);
    if (live !== undefined && !thorough && (await isApplied(live, path, copy))) return;
    await replace(from, copy, path, signal);
  });
