import type { Stats } from 'node:fs';
import { chmod, chown, constants, copyFile, lstat, mkdir, rename, rm, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { askDatabase } from './database.ts';
import { syncPath } from '../durable-file.ts';
import { databaseOf, type Generation } from './generation.ts';
import { liveStats, statsOf, type Dataset } from './live-path.ts';
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

/** A private, durable copy beside the live file, with owner, permissions and time of the copy in the generation. */
const copyBeside = async (from: string, beside: string, stats: Stats): Promise<void> => {
  await rm(beside, { force: true });
  await copyFile(from, beside, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await chmod(beside, stats.mode & 0o777);
  if (process.geteuid?.() === 0) await chown(beside, stats.uid, stats.gid);
  await utimes(beside, stats.atimeMs / 1000, stats.mtimeMs / 1000);
  await syncPath(beside);
};

/**
 * A journal or WAL left beside the new database would be played into it. So first the old database takes in what is its
 * own, then its companions go, and only then the new one takes its place: killed between any two of these, what lies there
 * is the old database, whole, or the new one.
 */
const replaceLive = async (beside: string, path: string, signal: AbortSignal): Promise<void> => {
  const exists = (await statsOf(path)) !== undefined;
  // A database too damaged to be settled is replaced all the same.
  if (exists && (await hasUnsettled(path))) await askDatabase({ ask: 'settle', path }, signal).catch(() => undefined);
  stopIfAborted(signal);
  for (const suffix of companions) await rm(`${path}${suffix}`, { force: true });
  await syncPath(dirname(path));
  await rename(beside, path);
  await syncPath(dirname(path));
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
    await mkdir(dirname(path), { recursive: true });
    const beside = `${path}.understudy-new`;
    await copyBeside(from, beside, copy);
    stopIfAborted(signal);
    await replaceLive(beside, path, signal);
  });
