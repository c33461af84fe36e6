import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { reasonOf, UnderstudyError } from '../error.ts';
import type { Term } from '../failover/term.ts';
import { askDatabase } from './database.ts';
import { syncPath } from '../durable-file.ts';
import { syncFileSystem } from './durable.ts';
import { databaseOf, manifestOf, type Generation } from './generation.ts';
import { liveStats, statsOf, type Dataset } from './live-path.ts';
import { readManifest } from './manifest.ts';
import { copyToNew } from './new-file.ts';
import { removeTree } from './remove-tree.ts';
import type { Datasets } from './source.ts';
import { requireSpace } from './space.ts';
import { stopIfAborted } from './stop.ts';
import { faultOf, isMissing } from './system-fault.ts';
import { copyPaths, describeDifference, differenceOf } from './tree-difference.ts';
import { hashAlways, readTree } from './tree.ts';

/** What only this server had when a copy replaced its data: kept, listed, never thrown away. */
export interface Orphan {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly epoch: number;
  /** Its folder, with `trees/NAME/` and `databases/NAME/`. */
  readonly path: string;
  /** e.g. `dataset registry: 3 rows of devices only here: (17, …)`. */
  readonly findings: readonly string[];
}

export interface KeepRequest {
  readonly datasets: Datasets;
  /** The copy that is about to replace the live data. */
  readonly generation: Generation;
  readonly orphansFolder: string;
  /** The term in which this server served. */
  readonly term: Term;
  readonly signal?: AbortSignal;
}

const schema = z.object({ id: z.string(), at: z.iso.datetime(), epoch: z.number(), findings: z.array(z.string()) });
const descriptionIn = (folder: string): string => join(folder, 'orphan.json');
const unfinished = '.making-';

const keepFiles = async (request: KeepRequest, name: string, live: string, into: string): Promise<string[]> => {
  const { generation, signal } = request;
  const here = await readTree(live, { hasher: hashAlways(signal), signal });
  const difference = differenceOf(here, await readManifest(manifestOf(generation.path, name), signal));
  const paths = [...difference.onlyHere, ...difference.changedHere];
  if (paths.length === 0) return [];
  const bytes = paths
    .map((path) => here.get(path))
    .reduce((sum, entry) => sum + (entry?.type === 'file' ? entry.size : 0), 0);
  await requireSpace('What only this server has', into, { bytes, files: paths.length });
  await copyPaths(live, join(into, 'trees', name), paths, signal);
  return describeDifference(difference);
};

/** A database with what SQLite keeps beside it; the index of a WAL is made anew from it. */
const copyRaw = async (live: string, kept: string, signal: AbortSignal | undefined): Promise<void> => {
  await removeTree(dirname(kept));
  await mkdir(dirname(kept), { recursive: true, mode: 0o700 });
  const parts: [string, number][] = [];
  for (const suffix of ['', '-journal', '-wal']) {
    const stats = await statsOf(`${live}${suffix}`);
    if (stats !== undefined) parts.push([suffix, stats.size]);
  }
  const bytes = parts.reduce((sum, [, size]) => sum + size, 0);
  await requireSpace('What only this server has', dirname(kept), { bytes, files: parts.length });
  for (const [suffix] of parts) {
    stopIfAborted(signal);
    await copyToNew(`${live}${suffix}`, `${kept}${suffix}`);
  }
};

/** SQLite only ever opens the copy: opening can already change what a damaged database has left. */
const keepDatabase = async (request: KeepRequest, name: string, live: string, into: string): Promise<string[]> => {
  const { generation, signal } = request;
  const kept = join(into, 'databases', name, `${name}.sqlite`);
  await copyRaw(live, kept, signal);
  try {
    await askDatabase({ ask: 'settle', path: kept }, signal);
    const other = databaseOf(generation.path, name);
    const findings = await askDatabase({ ask: 'compare', path: kept, other }, signal);
    if (findings.length === 0) await removeTree(dirname(kept));
    return findings;
  } catch (error) {
    stopIfAborted(signal);
    await copyRaw(live, kept, signal);
    return [`the database cannot be compared (${reasonOf(error)}): it is kept as it is`];
  }
};

const keepDataset = async (request: KeepRequest, name: string, dataset: Dataset, into: string): Promise<string[]> => {
  const isReplaced = request.generation.datasets.some((one) => one.name === name && one.kind === dataset.kind);
  if (!isReplaced || (await liveStats(name, dataset)) === undefined) return [];
  const keep = dataset.kind === 'files' ? keepFiles : keepDatabase;
  const findings = await keep(request, name, dataset.path, into);
  return findings.map((finding) => `dataset ${name}: ${finding}`);
};

const keep = async (request: KeepRequest, id: string, at: string, into: string): Promise<Orphan | null> => {
  const { datasets, orphansFolder, term } = request;
  const findings: string[] = [];
  for (const [name, dataset] of Object.entries(datasets)) {
    stopIfAborted(request.signal);
    findings.push(...(await keepDataset(request, name, dataset, into)));
  }
  if (findings.length === 0) return null;
  const path = join(orphansFolder, id);
  const orphan = { id, at, epoch: term.counter, findings };
  await writeFile(descriptionIn(into), `${JSON.stringify(orphan, null, 2)}\n`, { mode: 0o600 });
  await syncFileSystem(into);
  await rename(into, path);
  await syncPath(orphansFolder);
  return { ...orphan, path };
};

/**
 * Keeps what only this server has, before a copy replaces its live data: the files that the copy does not have or has with
 * another content, and each database that holds rows which the copy's does not. Nobody may be writing to them.
 *
 * @returns null when nothing is only here
 * @throws UnderstudyError when it cannot be kept; then the live data must not be replaced
 */
export const keepOrphans = async (request: KeepRequest): Promise<Orphan | null> => {
  const at = new Date().toISOString();
  const id = `${at.replace(/[-:.]/g, '')}-term${request.term.counter}`;
  const into = join(request.orphansFolder, `${unfinished}${id}`);
  try {
    await mkdir(request.orphansFolder, { recursive: true, mode: 0o700 });
    await removeUnfinished(request.orphansFolder);
    await mkdir(into, { mode: 0o700 });
    return await keep(request, id, at, into);
  } catch (error) {
    throw faultOf('What only this server has cannot be kept', error);
  } finally {
    await removeTree(into);
  }
};

const removeUnfinished = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (name.startsWith(unfinished)) await removeTree(join(folder, name));
  }
};

const readOrphan = async (path: string): Promise<Orphan> => {
  try {
    return { ...schema.parse(JSON.parse(await readFile(descriptionIn(path), 'utf8'))), path };
  } catch (cause) {
    throw new UnderstudyError('resource', `${descriptionIn(path)} cannot be read`, { hint: `look at ${path}`, cause });
  }
};

/** All that was kept, the newest first. */
export const listOrphans = async (folder: string): Promise<Orphan[]> => {
  try {
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
    const all = await Promise.all(names.map((name) => readOrphan(join(folder, name))));
    return all.sort((a, b) => (a.at < b.at ? 1 : -1));
  } catch (error) {
    if (isMissing(error)) return [];
    throw faultOf(`What is kept in ${folder} cannot be listed`, error);
  }
};
