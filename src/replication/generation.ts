import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Term } from '../failover/term.ts';
import { syncPath } from '../durable-file.ts';
import { removeTree } from './remove-tree.ts';
import type { DatasetInfo } from './source.ts';
import { faultOf, isMissing } from './system-fault.ts';

/** A dataset in a complete copy. */
export interface GenerationDataset extends DatasetInfo {
  /** sha256 of its manifest. */
  readonly digest: string;
}

/** A complete, verified copy (H4). Nothing ever writes into its folder: unchanged files share their inodes with others. */
export interface Generation {
  readonly number: number;
  /** Its folder, with `trees/NAME`, `databases/NAME.sqlite` and `manifests/NAME.manifest`. */
  readonly path: string;
  /** ISO 8601 UTC. */
  readonly created: string;
  readonly run: string;
  /** Hostname of the server it was copied from. */
  readonly source: string;
  readonly release: string;
  readonly term: Term;
  readonly dataTerm: Term;
  readonly datasets: readonly GenerationDataset[];
  readonly files: number;
  readonly bytes: number;
  /** sha256 over the digests of its manifests. */
  readonly digest: string;
}

export const treeOf = (path: string, name: string): string => join(path, 'trees', name);
export const databaseOf = (path: string, name: string): string => join(path, 'databases', `${name}.sqlite`);
export const manifestOf = (path: string, name: string): string => join(path, 'manifests', `${name}.manifest`);

/** What makes a folder a complete copy; written last. */
export const descriptionOf = (path: string): string => join(path, 'generation.json');

const count = z.number().int().nonnegative();
const term = z.object({ counter: count, owner: z.string() });
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const schema = z.object({
  number: count,
  created: z.iso.datetime(),
  run: z.string(),
  source: z.string(),
  release: z.string(),
  term,
  dataTerm: term,
  datasets: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['files', 'sqlite']),
      bytes: count,
      files: count,
      counts: z.object({ of: z.string(), n: count }),
      digest,
    }),
  ),
  files: count,
  bytes: count,
  digest,
});

const folderName = /^\d{6,9}$/;
export const generationFolder = (folder: string, number: number): string =>
  join(folder, String(number).padStart(6, '0'));

const namesIn = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw faultOf(`The copies in ${folder} cannot be read`, error);
  }
};

/** The numbers that are taken, by complete copies or otherwise; ascending. */
export const takenNumbers = async (folder: string): Promise<number[]> =>
  (await namesIn(folder))
    .map((name) => Number(/\d{6,9}$/.exec(name)?.[0] ?? Number.NaN))
    .filter((number) => !Number.isNaN(number))
    .sort((a, b) => a - b);

/** One complete copy, or null when there is none with that number. */
export const readGeneration = async (folder: string, number: number): Promise<Generation | null> => {
  const path = generationFolder(folder, number);
  try {
    const generation = schema.parse(JSON.parse(await readFile(descriptionOf(path), 'utf8')));
    return generation.number === number ? { ...generation, path } : null;
  } catch (error) {
    if (isMissing(error) || error instanceof z.ZodError || error instanceof SyntaxError) return null;
    throw faultOf(`The copy ${path} cannot be read`, error);
  }
};

/** All complete copies, the newest first. */
export const listGenerations = async (folder: string): Promise<Generation[]> => {
  const numbers = (await namesIn(folder)).filter((name) => folderName.test(name)).map(Number);
  const all = await Promise.all(numbers.map((number) => readGeneration(folder, number)));
  return all.filter((generation) => generation !== null).sort((a, b) => b.number - a.number);
};

export const newestGeneration = async (folder: string): Promise<Generation | null> =>
  (await listGenerations(folder))[0] ?? null;

const removedPrefix = '.removed-';
const damagedPrefix = 'damaged-';

/** Takes a copy out of the list in one step, and only then removes what it holds. */
export const removeGeneration = async (folder: string, number: number): Promise<void> => {
  const path = generationFolder(folder, number);
  const removed = join(folder, `${removedPrefix}${number}`);
  await removeTree(removed);
  await rename(path, removed);
  await syncPath(folder);
  await removeTree(removed);
};

/**
 * At the start of the worker: finishes removals that were cut short, and sets folders aside that are no complete copy. The
 * latter never come from us, so nobody but the operator may throw them away.
 *
 * @returns sentences on what was done
 */
export const recoverStore = async (folder: string): Promise<string[]> => {
  const sentences: string[] = [];
  for (const name of await namesIn(folder)) {
    if (name.startsWith(removedPrefix)) {
      await removeTree(join(folder, name));
      sentences.push(`The removal of copy ${name.slice(removedPrefix.length)} was completed.`);
    } else if (folderName.test(name) && (await readGeneration(folder, Number(name))) === null) {
      const aside = join(folder, `${damagedPrefix}${name}`);
      await removeTree(aside);
      await rename(join(folder, name), aside);
      sentences.push(`Copy ${Number(name)} has no valid description: it is no longer used and lies in ${aside}.`);
    }
  }
  return sentences;
};
