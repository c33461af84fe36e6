import type { Term } from '../failover/term.ts';
import { fetchSnapshot, verifyDatabase, type SnapshotJob } from './database-fetch.ts';
import { newestGeneration, type Generation } from './generation.ts';
import { filesIn } from './manifest.ts';
import { keepOrphans, type Orphan } from './orphans.ts';
import { requireRoomForSnapshot, requireRoomForTrees, requireSamePlan } from './preflight.ts';
import { prune, publish, type VerifiedDataset } from './publish.ts';
import type { Datasets, SnapshotInfo, Source } from './source.ts';
import type { FreeSpace } from './space.ts';
import { closeStaging, dropEarlier, openStaging, type Staging } from './staging.ts';
import { stopIfAborted, stopped } from './stop.ts';
import { SyncTasks, type Step, type SyncTask } from './sync-tasks.ts';
import { faultOf } from './system-fault.ts';
import { fetchTree } from './tree-fetch.ts';

/** One dataset as counted on both servers (D8). */
export interface SyncCount {
  readonly dataset: string;
  /** `devices` or `files`: what was counted. */
  readonly of: string;
  readonly primary: number;
  readonly secondary: number;
}

export interface SyncRequest {
  /** Names the run and the snapshot on the Primary: letters, digits, `.`, `_` and `-`, at most 64. */
  readonly run: string;
  readonly source: Source;
  readonly datasets: Datasets;
  /** This server's release: a snapshot made by another one is refused (A6). */
  readonly release: string;
  readonly generationsFolder: string;
  /** On the file system of `generationsFolder`. */
  readonly stagingFolder: string;
  /** Complete copies to keep (H4). */
  readonly keep: number;
  /** The copy that the live data was made from: never pruned. */
  readonly applied: number | null;
  /** Given when this server has served since its data last came from a copy: what only it has is kept there. */
  readonly orphans?: { readonly folder: string; readonly term: Term };
  readonly signal: AbortSignal;
  readonly onTask?: (task: SyncTask) => void;
  readonly onProgress?: (progress: {
    readonly task: string;
    readonly bytes: number;
    readonly totalBytes: number;
  }) => void;
  /** Stands in for statfs in tests. */
  readonly freeSpace?: FreeSpace;
  /** Waits between attempts at a transfer that broke off, in ms. */
  readonly retryPausesMs?: readonly number[];
}

export interface SyncOutcome {
  readonly generation: Generation;
  readonly counts: readonly SyncCount[];
  /** Bytes that travelled over the link. */
  readonly bytes: number;
  /** Bytes that the copy holds. */
  readonly totalBytes: number;
  /** What only this server had, when that was asked for and there was something. */
  readonly orphan: Orphan | null;
}

/** One sync under way: what every step of it needs. */
interface Run extends SyncRequest {
  readonly tasks: SyncTasks;
  readonly previous: Generation | null;
  readonly staging: Staging;
  readonly info: SnapshotInfo;
}

const namesOf = ({ info }: Run, kind: 'files' | 'sqlite'): string[] =>
  info.datasets.filter((dataset) => dataset.kind === kind).map(({ name }) => name);

const snapshotJob = (run: Run, step: Step): SnapshotJob => ({
  run: run.run,
  source: run.source,
  sourceName: run.info.hostname,
  staging: run.staging,
  previous: run.previous,
  databases: namesOf(run, 'sqlite'),
  signal: run.signal,
  retryPausesMs: run.retryPausesMs,
  onTravelled: step.travelled,
  onProgress: step.progress,
});

const bytesOf = ({ info }: Run, names: readonly string[]): number =>
  info.datasets.filter(({ name }) => names.includes(name)).reduce((sum, { bytes }) => sum + bytes, 0);

/** The Primary makes its snapshot, and this server makes sure that it may and can take it. */
const prepare = (request: SyncRequest, tasks: SyncTasks): Promise<Run> =>
  tasks.run('preflight', 0, async (step) => {
    const { source, run, datasets, release, generationsFolder, stagingFolder, freeSpace } = request;
    const previous = await newestGeneration(generationsFolder);
    const staging = await openStaging(stagingFolder, generationsFolder, previous?.number ?? null);
    const info = await source.open(run);
    requireSamePlan(datasets, release, info);
    await requireRoomForSnapshot(staging, previous, info, freeSpace);
    const base = previous === null ? 'first copy' : `on top of copy ${previous.number}`;
    step.detail(
      `${base}, ${info.bytes} bytes on ${info.hostname}${staging.resumed ? ', an interrupted run is carried on' : ''}`,
    );
    return { ...request, tasks, previous, staging, info };
  });

const fetchDatabases = (run: Run): Promise<void> => {
  const databases = namesOf(run, 'sqlite');
  return run.tasks.run('fetch databases', bytesOf(run, databases), async (step) => {
    await fetchSnapshot(snapshotJob(run, step));
    await requireRoomForTrees(run.staging, run.previous, namesOf(run, 'files'), run.signal, run.freeSpace);
    step.detail(databases.length === 0 ? 'no databases, lists of files only' : databases.join(', '));
  });
};

interface Verified extends VerifiedDataset {
  readonly count: SyncCount;
}

const fetchFiles = (run: Run, name: string): Promise<Verified> =>
  run.tasks.run(`fetch ${name}`, bytesOf(run, [name]), async (step) => {
    const { manifest, source } = await fetchTree({
      ...{
        name,
        run: run.run,
        source: run.source,
        sourceName: run.info.hostname,
        staging: run.staging,
        previous: run.previous,
        signal: run.signal,
      },
      retryPausesMs: run.retryPausesMs,
      onTravelled: step.travelled,
      onProgress: step.progress,
    });
    const [primary, secondary] = [filesIn(source).length, filesIn(manifest).length];
    step.detail(`${secondary} files, each with the content it has on ${run.info.hostname}`);
    const count = { dataset: name, of: 'files', primary, secondary };
    return { name, kind: 'files', manifest, counts: { of: 'files', n: secondary }, count };
  });

const verifyDatabases = (run: Run): Promise<Verified[]> =>
  run.tasks.run('verify databases', 0, async (step) => {
    const verified: Verified[] = [];
    for (const { name, kind, counts } of run.info.datasets) {
      if (kind !== 'sqlite') continue;
      const { manifest, rows } = await verifyDatabase(snapshotJob(run, step), name, counts);
      const count = { dataset: name, of: counts.of, primary: counts.n, secondary: rows };
      verified.push({ name, kind, manifest, counts, count });
    }
    step.detail(verified.map(({ name, count }) => `${name}: ${count.secondary} ${count.of}`).join(', '));
    return verified;
  });

const publishCopy = (run: Run, datasets: readonly Verified[]): Promise<Generation> =>
  run.tasks.run('publish', 0, async (step) => {
    const { staging, generationsFolder, info, signal, keep, applied } = run;
    await dropEarlier(staging);
    const generation = await publish({ staging, generationsFolder, info, datasets, signal });
    // The copy is published: what is left of its staging folder is removed by the next run at the latest.
    await closeStaging(staging).catch(() => undefined);
    const pruned = await prune(generationsFolder, keep, applied === null ? [] : [applied]);
    step.detail([`copy ${generation.number}`, ...pruned].join('; '));
    return generation;
  });

const keepWhatIsOnlyHere = async (run: Run, generation: Generation): Promise<Orphan | null> => {
  const { orphans, datasets, signal } = run;
  if (orphans === undefined) return null;
  return run.tasks.run('keep what only this server has', 0, async (step) => {
    const orphan = await keepOrphans({
      datasets,
      generation,
      orphansFolder: orphans.folder,
      term: orphans.term,
      signal,
    });
    step.detail(orphan === null ? 'nothing is only here' : `kept in ${orphan.path}: ${orphan.findings.join('; ')}`);
    return orphan;
  });
};

const copy = async (request: SyncRequest, tasks: SyncTasks): Promise<SyncOutcome> => {
  const run = await prepare(request, tasks);
  await fetchDatabases(run);
  const trees: Verified[] = [];
  for (const name of namesOf(run, 'files')) trees.push(await fetchFiles(run, name));
  const datasets = [...(namesOf(run, 'sqlite').length === 0 ? [] : await verifyDatabases(run)), ...trees];
  const generation = await publishCopy(run, datasets);
  const orphan = await keepWhatIsOnlyHere(run, generation);
  const counts = datasets.map(({ count }) => count);
  return { generation, counts, bytes: tasks.bytes, totalBytes: generation.bytes, orphan };
};

/**
 * Copies the Primary's data into a new generation (D1 to D3, D6 to D9). Until its last step nothing that was complete
 * before is touched; whenever it is stopped or killed, the last complete copy is the newest, and the next run carries on
 * with what was fetched. The live data is not touched at all.
 *
 * @throws UnderstudyError; interrupted once the signal is aborted
 */
export const runSync = async (request: SyncRequest): Promise<SyncOutcome> => {
  const { source, run, signal } = request;
  try {
    stopIfAborted(signal);
    return await copy(request, new SyncTasks(request.onTask, request.onProgress));
  } catch (error) {
    if (signal.aborted) throw stopped(signal);
    throw faultOf('The sync failed', error);
  } finally {
    // The Primary removes its snapshot by itself when it cannot be told.
    await source.close(run).catch(() => undefined);
  }
};
