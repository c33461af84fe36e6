import { mkdir, opendir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UnderstudyError } from '../error.ts';
import { removeTree } from './remove-tree.ts';
import { orFault } from './system-fault.ts';

/**
 * A copy under way. Every fetch of a tree goes into an empty folder: files that are there already are linked from the last
 * copy and from `earlier` attempts, so that no rsync ever changes a file (not even its time stamp) that a published copy
 * shares. Databases are private files.
 */
export interface Staging {
  readonly folder: string;
  /** Becomes the generation. */
  readonly next: string;
  /** The Primary's snapshot: databases and manifests. */
  readonly snapshot: string;
  /** An interrupted run is carried on: it left something that was fetched. */
  readonly resumed: boolean;
}

type Places = Omit<Staging, 'resumed'>;

const ticketSchema = z.object({ previous: z.number().nullable() });
const mostAttempts = 6;

const ticketIn = (folder: string): string => join(folder, 'staging.json');
const snapshotAside = (folder: string): string => join(folder, 'earlier', 'snapshot');
const attemptsOf = (folder: string, name: string): string => join(folder, 'earlier', 'trees', name);

const numbersIn = async (folder: string): Promise<number[]> => {
  await mkdir(folder, { recursive: true });
  return (await readdir(folder)).map(Number).sort((a, b) => b - a);
};

/** Earlier attempts at a tree, the newest first: what they fetched is linked, not fetched again. */
export const earlierTrees = async ({ folder }: Staging, name: string): Promise<string[]> => {
  const attempts = attemptsOf(folder, name);
  return (await numbersIn(attempts)).map((number) => join(attempts, String(number)));
};

/** Puts what was fetched of a tree among the earlier attempts; the next fetch starts with an empty folder. */
export const setTreeAside = async ({ folder, next }: Places, name: string): Promise<void> => {
  const tree = join(next, 'trees', name);
  const attempts = attemptsOf(folder, name);
  const numbers = await numbersIn(attempts);
  for (const number of numbers.slice(mostAttempts - 1)) await removeTree(join(attempts, String(number)));
  await rename(tree, join(attempts, String((numbers[0] ?? 0) + 1))).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
};

/** A database as an earlier attempt left it, to find its unchanged pages in. */
export const earlierDatabase = ({ folder }: Staging, name: string): string =>
  join(snapshotAside(folder), `${name}.sqlite`);

export const dropEarlier = async ({ folder }: Staging): Promise<void> => removeTree(join(folder, 'earlier'));

const isOf = async (folder: string, previous: number | null): Promise<boolean> => {
  try {
    return ticketSchema.parse(JSON.parse(await readFile(ticketIn(folder), 'utf8'))).previous === previous;
  } catch {
    return false;
  }
};

const requireOneFileSystem = async (staging: string, generations: string): Promise<void> => {
  if ((await stat(staging)).dev === (await stat(generations)).dev) return;
  throw new UnderstudyError('refused', `${staging} and ${generations} are on different file systems`, {
    hint: 'a copy is published by renaming its folder: keep both on one file system',
  });
};

const carryOn = async (staging: Places): Promise<void> => {
  const { folder, next, snapshot } = staging;
  await mkdir(join(folder, 'earlier'), { recursive: true });
  await mkdir(join(next, 'trees'), { recursive: true });
  for (const name of await readdir(join(next, 'trees'))) await setTreeAside(staging, name);
  // An rsync of the killed run may live a moment longer: it keeps the old folder and the old files, we take new ones.
  await rm(snapshotAside(folder), { recursive: true, force: true });
  await rename(snapshot, snapshotAside(folder)).catch(() => undefined);
};

/** Ends at the first one: a run that was refused leaves folders only. */
const holdsFile = async (folder: string): Promise<boolean> => {
  for await (const entry of await opendir(folder))
    if (!entry.isDirectory() || (await holdsFile(join(folder, entry.name)))) return true;
  return false;
};

/** Opens the staging folder: carries on with what an interrupted run on top of the same last copy left, or starts empty. */
export const openStaging = (folder: string, generationsFolder: string, previous: number | null): Promise<Staging> =>
  orFault(`The staging folder ${folder} cannot be used`, async () => {
    const begun = { folder, next: join(folder, 'next'), snapshot: join(folder, 'snapshot') };
    await mkdir(generationsFolder, { recursive: true, mode: 0o700 });
    const isOfSame = await isOf(folder, previous);
    if (isOfSame) await carryOn(begun);
    else await removeTree(folder);
    const staging: Staging = { ...begun, resumed: isOfSame && (await holdsFile(join(folder, 'earlier'))) };
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await requireOneFileSystem(folder, generationsFolder);
    await writeFile(ticketIn(folder), JSON.stringify({ previous }), { mode: 0o600 });
    await removeTree(staging.next);
    await removeTree(staging.snapshot);
    for (const part of ['trees', 'databases', 'manifests']) await mkdir(join(staging.next, part), { recursive: true });
    await mkdir(staging.snapshot, { mode: 0o700 });
    return staging;
  });

export const closeStaging = async ({ folder }: Staging): Promise<void> => removeTree(folder);
