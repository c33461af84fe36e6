import { chmod, chown, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UnderstudyError } from '../error.ts';
import { backUp } from './backup.ts';
import { askDatabase } from './database.ts';
import { hashFile, HashCache } from './hash.ts';
import { requireLive, type Dataset } from './live-path.ts';
import { bytesIn, filesIn, writeManifest, type Entry, type Manifest } from './manifest.ts';
import type { DatasetInfo, Datasets, SnapshotContents } from './source.ts';
import { requireSpace, type FreeSpace } from './space.ts';
import { stopIfAborted } from './stop.ts';
import { faultOf, orFault } from './system-fault.ts';
import { hashCached, readTree } from './tree.ts';

export interface SnapshotRequest {
  /** Names the run: letters, digits, `.`, `_` and `-`, at most 64, as it comes from the peer. */
  readonly run: string;
  readonly datasets: Datasets;
  readonly snapshotsFolder: string;
  /** Kept by the caller between runs, so that unchanged files are not read again. */
  readonly cache?: HashCache;
  readonly signal: AbortSignal;
  /** Stands in for statfs in tests. */
  readonly freeSpace?: FreeSpace;
}

/** Where a run's databases and manifests lie: `NAME.sqlite` and `NAME.manifest`. */
export const snapshotFolder = (snapshotsFolder: string, run: string): string => {
  if (!/^[a-z0-9][a-z0-9_.-]{0,63}$/i.test(run)) throw new UnderstudyError('usage', 'The name of the run is not valid');
  return join(snapshotsFolder, run);
};

export const databaseIn = (folder: string, name: string): string => join(folder, `${name}.sqlite`);
export const manifestIn = (folder: string, name: string): string => join(folder, `${name}.manifest`);

/** What is counted where no table is named: the rows of all of them. */
export const allRows = 'rows';

/** The manifest of a database: one file. */
export const databaseManifest = async (file: string, name: string, signal?: AbortSignal): Promise<Manifest> => {
  const sha256 = await hashFile(file, signal);
  const { size, mode, mtimeMs } = await lstat(file);
  const path = `${name}.sqlite`;
  const entry: Entry = { path, type: 'file', size, mode: mode & 0o7777, mtimeMs, sha256 };
  return new Map([[path, entry]]);
};

const snapshotDatabase = async (
  folder: string,
  name: string,
  dataset: Dataset,
  signal: AbortSignal,
): Promise<DatasetInfo> => {
  const { mode, uid, gid } = await requireLive(name, dataset);
  const copy = databaseIn(folder, name);
  await orFault(`Dataset ${name}: ${dataset.path} cannot be copied`, () => backUp(dataset.path, copy, signal));
  // The copy carries the owner and permissions that the database has to have where it is applied.
  await chmod(copy, mode & 0o777);
  if (process.geteuid?.() === 0) await chown(copy, uid, gid);
  const table = dataset.count ?? null;
  const { rows } = await orFault(`Dataset ${name}`, () =>
    askDatabase({ ask: 'check', path: copy, table, thorough: false }, signal),
  );
  const manifest = await databaseManifest(copy, name, signal);
  await writeManifest(manifestIn(folder, name), manifest);
  return { name, kind: 'sqlite', bytes: bytesIn(manifest), files: 1, counts: { of: table ?? allRows, n: rows } };
};

const listTree = async (
  folder: string,
  name: string,
  dataset: Dataset,
  cache: HashCache,
  signal: AbortSignal,
): Promise<DatasetInfo> => {
  await requireLive(name, dataset);
  const manifest = await readTree(dataset.path, { hasher: hashCached(cache, signal), signal });
  const path = manifestIn(folder, name);
  await rm(`${path}.new`, { force: true });
  await writeManifest(`${path}.new`, manifest);
  await rename(`${path}.new`, path);
  const files = filesIn(manifest).length;
  return { name, kind: 'files', bytes: bytesIn(manifest), files, counts: { of: 'files', n: files } };
};

const requireRoom = async ({ datasets, snapshotsFolder, freeSpace }: SnapshotRequest): Promise<void> => {
  let bytes = 0;
  for (const [name, dataset] of Object.entries(datasets)) {
    const { size } = await requireLive(name, dataset);
    if (dataset.kind === 'sqlite') bytes += size;
  }
  await requireSpace('The snapshot of the databases', snapshotsFolder, { bytes, files: 0 }, freeSpace);
};

const fill = async (request: SnapshotRequest, folder: string): Promise<DatasetInfo[]> => {
  const { datasets, signal, cache = new HashCache() } = request;
  const entries = Object.entries(datasets);
  const infos: DatasetInfo[] = [];
  // Databases first: the files that their rows speak of were there before them, and are listed and fetched after them.
  for (const [name, dataset] of entries) {
    stopIfAborted(signal);
    if (dataset.kind === 'sqlite') infos.push(await snapshotDatabase(folder, name, dataset, signal));
  }
  for (const [name, dataset] of entries) {
    if (dataset.kind === 'files') infos.push(await listTree(folder, name, dataset, cache, signal));
  }
  return infos;
};

/**
 * Makes `snapshotsFolder/RUN`: for each database a consistent copy, taken while the application writes, and for each
 * dataset a manifest.
 *
 * @throws UnderstudyError naming the dataset and what to do; nothing is left behind then
 */
export const createSnapshot = async (request: SnapshotRequest): Promise<SnapshotContents> => {
  const folder = snapshotFolder(request.snapshotsFolder, request.run);
  try {
    await mkdir(request.snapshotsFolder, { recursive: true, mode: 0o700 });
    await requireRoom(request);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
    const datasets = await fill(request, folder);
    return { run: request.run, datasets, bytes: datasets.reduce((sum, { bytes }) => sum + bytes, 0) };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw faultOf(`The snapshot ${request.run} cannot be made`, error);
  }
};

/** Writes the manifests of the live folders anew: some files changed while they were read. Databases stay as they are. */
export const refreshSnapshot = async ({
  run,
  datasets,
  snapshotsFolder,
  cache = new HashCache(),
  signal,
}: SnapshotRequest): Promise<void> => {
  const folder = snapshotFolder(snapshotsFolder, run);
  for (const [name, dataset] of Object.entries(datasets)) {
    if (dataset.kind !== 'files') continue;
    await orFault(`The manifest of dataset ${name} cannot be written`, () =>
      listTree(folder, name, dataset, cache, signal),
    );
  }
};

export const removeSnapshot = async (snapshotsFolder: string, run: string): Promise<void> => {
  await rm(snapshotFolder(snapshotsFolder, run), { recursive: true, force: true });
};

/** At the start of the worker: whatever an earlier life left there is of no use to anybody. */
export const removeStaleSnapshots = async (snapshotsFolder: string): Promise<void> => {
  await mkdir(snapshotsFolder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(snapshotsFolder)) {
    await rm(join(snapshotsFolder, name), { recursive: true, force: true });
  }
};
