import { chmod, constants, copyFile, rm } from 'node:fs/promises';
import { UnderstudyError } from '../error.ts';
import { askDatabase } from './database.ts';
import { databaseOf, type Generation } from './generation.ts';
import { readManifest, sameEntry, type Manifest } from './manifest.ts';
import { printable } from './printable.ts';
import { withRetries } from './retry.ts';
import { allRows, databaseIn, databaseManifest, manifestIn } from './snapshot.ts';
import type { Count, Source } from './source.ts';
import { earlierDatabase, type Staging } from './staging.ts';
import { isMissing } from './system-fault.ts';

export interface SnapshotJob {
  readonly run: string;
  readonly source: Source;
  /** Its hostname. */
  readonly sourceName: string;
  readonly staging: Staging;
  readonly previous: Generation | null;
  /** The databases among the datasets. */
  readonly databases: readonly string[];
  readonly signal: AbortSignal;
  readonly retryPausesMs?: readonly number[] | undefined;
  readonly onTravelled: (bytes: number) => void;
  readonly onProgress: (bytes: number) => void;
}

/**
 * Gives rsync a private file to write in place: a copy of what an earlier attempt or the last generation has. Never that
 * file itself, which must stay as it is whatever happens.
 */
const seed = async ({ staging, previous }: SnapshotJob, name: string): Promise<void> => {
  const bases = [earlierDatabase(staging, name), ...(previous === null ? [] : [databaseOf(previous.path, name)])];
  const seeded = databaseIn(staging.snapshot, name);
  for (const base of bases) {
    try {
      await copyFile(base, seeded, constants.COPYFILE_FICLONE);
      await chmod(seeded, 0o600);
      return;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
};

/** Fetches the snapshot's folder, of the databases only the pages that differ from the last copy. */
export const fetchSnapshot = async (job: SnapshotJob): Promise<void> => {
  const { run, source, staging, signal, onProgress } = job;
  for (const name of job.databases) await seed(job, name);
  const fetch = () => source.fetch(`snapshot/${run}`, staging.snapshot, { blockDelta: true, onProgress, signal });
  const { bytes } = await withRetries(fetch, signal, job.retryPausesMs);
  job.onTravelled(bytes);
};

const mostRefetches = 2;

/** The file as it is on the Primary, digest by digest; fetched whole when it is not. */
const proven = async (job: SnapshotJob, name: string): Promise<Manifest> => {
  const { run, source, staging, signal } = job;
  const file = databaseIn(staging.snapshot, name);
  const wanted = await readManifest(manifestIn(staging.snapshot, name), signal);
  const [path] = wanted.keys();
  if (wanted.size !== 1 || path !== `${name}.sqlite`) {
    throw new UnderstudyError('failed', `Dataset ${name}: its manifest does not describe one database`);
  }
  for (let refetches = 0; refetches <= mostRefetches; refetches++) {
    const found = await databaseManifest(file, name, signal).catch((error: unknown) => {
      if (isMissing(error)) return new Map<string, never>();
      throw error;
    });
    if (sameEntry(wanted.get(path), found.get(path))) return found;
    await rm(file, { force: true });
    const fetch = () => source.fetch(`snapshot/${run}`, staging.snapshot, { signal });
    job.onTravelled((await withRetries(fetch, signal, job.retryPausesMs)).bytes);
  }
  throw new UnderstudyError('failed', `Dataset ${name}: the database arrived damaged ${mostRefetches + 1} times`, {
    hint: 'look at memory, disk and network of both servers, then sync again',
  });
};

/**
 * Proves that a fetched database is the Primary's: same bytes, sound by SQLite's own check, same number of records (D8).
 *
 * @throws UnderstudyError failed with what differs
 */
export const verifyDatabase = async (
  job: SnapshotJob,
  name: string,
  counts: Count,
): Promise<{ manifest: Manifest; rows: number }> => {
  const manifest = await proven(job, name);
  const path = databaseIn(job.staging.snapshot, name);
  const table = counts.of === allRows ? null : counts.of;
  const { faults, rows } = await askDatabase({ ask: 'check', path, table, thorough: true }, job.signal);
  if (faults.length > 0) {
    throw new UnderstudyError(
      'failed',
      `Dataset ${name}: the database is damaged on ${job.sourceName}: ${faults.join('; ')}`,
      {
        hint: `repair it on ${job.sourceName}, for example with ".recover" of sqlite3; the last complete copy is still here`,
      },
    );
  }
  if (rows !== counts.n) {
    throw new UnderstudyError(
      'failed',
      `Dataset ${name}: ${counts.n} ${printable(counts.of)} on ${job.sourceName}, ${rows} here`,
      {
        hint: 'sync again',
      },
    );
  }
  return { manifest, rows };
};
