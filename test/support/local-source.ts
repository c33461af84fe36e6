import { join } from 'node:path';
import { UnderstudyError } from '../../src/error.ts';
import type { Term } from '../../src/failover/term.ts';
import { HashCache } from '../../src/replication/hash.ts';
import { receive } from '../../src/replication/rsync.ts';
import { createSnapshot, refreshSnapshot, removeSnapshot } from '../../src/replication/snapshot.ts';
import type { Datasets, Fetchable, Fetched, FetchOptions, SnapshotInfo, Source } from '../../src/replication/source.ts';

/** What a test does around a fetch: change the source, damage what arrived, break the connection. */
export interface Tampering {
  beforeFetch?: (what: Fetchable, attempt: number) => Promise<void> | void;
  afterFetch?: (what: Fetchable, into: string, attempt: number) => Promise<void> | void;
}

/** A Primary on this machine: the production snapshots, and a real rsync on each side of a pipe. */
export class LocalSource implements Source {
  readonly datasets: Datasets;
  readonly snapshotsFolder: string;
  readonly tampering: Tampering = {};
  readonly fetches: { what: Fetchable; options: FetchOptions }[] = [];
  readonly closed: string[] = [];
  release = '1.0.0';
  term: Term = { counter: 1, owner: 'core1' };
  refreshes = 0;
  readonly #cache = new HashCache();

  constructor(datasets: Datasets, snapshotsFolder: string) {
    this.datasets = datasets;
    this.snapshotsFolder = snapshotsFolder;
  }

  async open(run: string): Promise<SnapshotInfo> {
    const { release, term } = this;
    return { ...(await createSnapshot(this.#request(run))), hostname: 'core1', release, term, dataTerm: term };
  }

  async refresh(run: string): Promise<void> {
    this.refreshes++;
    await refreshSnapshot(this.#request(run));
  }

  async fetch(what: Fetchable, into: string, options: FetchOptions): Promise<Fetched> {
    const attempt = this.fetches.push({ what, options });
    await this.tampering.beforeFetch?.(what, attempt);
    const from = `HERE:${this.#folderOf(what)}`;
    const fetched = await receive({ remoteShell: ['env', '-u'], from, into, options });
    await this.tampering.afterFetch?.(what, into, attempt);
    return fetched;
  }

  async close(run: string): Promise<void> {
    this.closed.push(run);
    await removeSnapshot(this.snapshotsFolder, run);
  }

  #folderOf(what: Fetchable): string {
    const [kind, name = ''] = what.split('/');
    if (kind === 'snapshot') return join(this.snapshotsFolder, name);
    const dataset = this.datasets[name];
    if (dataset === undefined) throw new UnderstudyError('refused', `${what} is not being replicated now`);
    return dataset.path;
  }

  #request(run: string) {
    const { datasets, snapshotsFolder } = this;
    return { run, datasets, snapshotsFolder, cache: this.#cache, signal: new AbortController().signal };
  }
}
