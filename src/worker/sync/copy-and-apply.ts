import { randomUUID } from 'node:crypto';
import { UnderstudyError } from '../../error.ts';
import type { Generation } from '../../replication/generation.ts';
import { runSync, type SyncRequest } from '../../replication/sync-run.ts';
import { PeerSource } from '../peer/peer-source.ts';
import { release } from '../release.ts';
import type { LiveData } from './live-data.ts';
import type { SyncJournal } from './sync-journal.ts';
import type { Worker } from '../worker.ts';

/** A run that is under way. */
interface Run {
  readonly journal: SyncJournal;
  readonly host: string;
  readonly liveData: LiveData;
  readonly signal: AbortSignal;
}

const requestOf = (worker: Worker, { journal, host, signal }: Run): SyncRequest => {
  const { engine, paths, config, state } = worker;
  const { ownData, dataTerm: term } = engine.node;
  return {
    run: randomUUID(),
    source: new PeerSource(worker, host),
    datasets: config.datasets,
    release,
    generationsFolder: paths.generations,
    stagingFolder: paths.staging,
    keep: config.keepGenerations,
    applied: state.state.live.generation,
    ...(ownData ? { orphans: { folder: paths.orphans, term } } : {}),
    signal,
    onTask: (task) => journal.task(task),
    onProgress: ({ task, bytes, totalBytes }) => journal.progress(task, bytes, totalBytes),
  };
};

const inTask = async (journal: SyncJournal, name: string, work: () => Promise<string>): Promise<void> => {
  const started = new Date().toISOString();
  const task = { name, started, completed: null, result: 'running', bytes: 0, detail: '' } as const;
  journal.task(task);
  const detail = await work();
  journal.task({ ...task, completed: new Date().toISOString(), result: 'success', detail });
};

/** @throws UnderstudyError refused when a promotion came first, or this copy turned out to be the older one: the live data is not touched */
const takeOver = async ({ engine, state, copies }: Worker, host: string, generation: Generation): Promise<void> => {
  const { number, term, dataTerm } = generation;
  const { row, sentence } = await engine.dispatch({ type: 'syncSucceeded', host, generation: number, dataTerm, term });
  if (row === null) throw new UnderstudyError('refused', sentence ?? 'The copy is not taken over');
  // From here on the live data is the copy's, even while it is being put in place: a crash or a promotion applies it again.
  await state.update({ live: { generation: number, applying: true } });
  copies.add(generation);
};

/** What a run consists of: a verified copy of the peer's data, and then that in place of the live data (D6 to D9). */
export const copyAndApply = async (worker: Worker, run: Run): Promise<void> => {
  const { journal, host, liveData, signal } = run;
  const request = requestOf(worker, run);
  const thorough = worker.state.state.live.applying;
  // A service that was started here for a check would write into what is counted and replaced.
  await worker.services.stopAll();
  const { generation, counts, totalBytes, orphan } = await runSync(request);
  journal.copied({ generation: generation.number, totalBytes, counts });
  signal.throwIfAborted();
  if (orphan !== null)
    worker.logs.availability.warn(`What only this server had is kept in ${orphan.path}: ${orphan.findings.join('; ')}`);
  await takeOver(worker, host, generation);
  await inTask(journal, 'apply', async () => {
    const { skipped } = await liveData.apply(generation, { thorough, signal });
    return [`copy ${generation.number} is in place`, ...skipped].join('; ');
  });
};
