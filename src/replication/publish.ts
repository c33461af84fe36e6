import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../error.ts';
import { syncPath } from '../durable-file.ts';
import { syncFileSystem } from './durable.ts';
import {
  databaseOf,
  descriptionOf,
  generationFolder,
  listGenerations,
  manifestOf,
  removeGeneration,
  takenNumbers,
  type Generation,
  type GenerationDataset,
} from './generation.ts';
import { bytesIn, filesIn, writeManifest, type Manifest } from './manifest.ts';
import { databaseIn } from './snapshot.ts';
import type { Count, SnapshotInfo } from './source.ts';
import type { Staging } from './staging.ts';
import { stopIfAborted } from './stop.ts';
import { orFault } from './system-fault.ts';

/** A dataset that was fetched and verified. */
export interface VerifiedDataset {
  readonly name: string;
  readonly kind: 'files' | 'sqlite';
  readonly manifest: Manifest;
  readonly counts: Count;
}

interface Publication {
  readonly staging: Staging;
  readonly generationsFolder: string;
  readonly info: SnapshotInfo;
  readonly datasets: readonly VerifiedDataset[];
  readonly signal: AbortSignal;
}

const describe = async (
  next: string,
  { name, kind, manifest, counts }: VerifiedDataset,
): Promise<GenerationDataset> => {
  const digest = await writeManifest(manifestOf(next, name), manifest);
  return { name, kind, bytes: bytesIn(manifest), files: filesIn(manifest).length, counts, digest };
};

const complete = async ({ staging, generationsFolder, info, datasets }: Publication): Promise<Generation> => {
  const { next, snapshot } = staging;
  const described: GenerationDataset[] = [];
  for (const dataset of datasets) {
    if (dataset.kind === 'sqlite') await rename(databaseIn(snapshot, dataset.name), databaseOf(next, dataset.name));
    described.push(await describe(next, dataset));
  }
  const number = ((await takenNumbers(generationsFolder)).at(-1) ?? 0) + 1;
  const { run, hostname: source, release, term, dataTerm } = info;
  const description = {
    ...{ number, created: new Date().toISOString(), run, source, release, term, dataTerm, datasets: described },
    files: described.reduce((sum, { files }) => sum + files, 0),
    bytes: described.reduce((sum, { bytes }) => sum + bytes, 0),
    digest: createHash('sha256')
      .update(described.map(({ name, digest }) => `${name} ${digest}\n`).join(''))
      .digest('hex'),
  };
  await writeFile(descriptionOf(next), `${JSON.stringify(description, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
  return { ...description, path: generationFolder(generationsFolder, number) };
};

/**
 * Makes the staged copy a generation: everything durable first, then one rename. A crash before the rename leaves the last
 * generation the newest, one after it this.
 */
export const publish = (publication: Publication): Promise<Generation> =>
  orFault('The copy cannot be published', async () => {
    const { staging, generationsFolder, signal } = publication;
    const generation = await complete(publication);
    await syncFileSystem(staging.next);
    await mkdir(generationsFolder, { recursive: true, mode: 0o700 });
    stopIfAborted(signal);
    await rename(staging.next, generation.path);
    await syncPath(generationsFolder);
    await syncPath(join(generationsFolder, '..'));
    return generation;
  });

/**
 * Removes the oldest complete copies beyond `keep`, never the newest and never a protected one.
 *
 * @returns sentences on what was removed, or why it could not be
 */
export const prune = async (folder: string, keep: number, protect: readonly number[]): Promise<string[]> => {
  const surplus = (await listGenerations(folder)).slice(Math.max(1, keep));
  const sentences: string[] = [];
  for (const { number } of surplus.filter((generation) => !protect.includes(generation.number))) {
    try {
      await removeGeneration(folder, number);
      sentences.push(`copy ${number} was removed`);
    } catch (error) {
      sentences.push(`copy ${number} could not be removed: ${reasonOf(error)}`);
    }
  }
  return sentences;
};
