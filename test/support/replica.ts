import { mkdirSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Datasets } from '../../src/replication/source.ts';
import { runSync, type SyncOutcome, type SyncRequest } from '../../src/replication/sync-run.ts';
import { LocalSource } from './local-source.ts';

export const never = new AbortController().signal;

/** An application's data under one folder: a database of devices and a folder of files. */
export const datasetsUnder = (folder: string): Datasets => ({
  registry: { kind: 'sqlite', path: join(folder, 'app', 'registry.sqlite'), count: 'devices' },
  files: { kind: 'files', path: join(folder, 'app', 'files'), count: undefined },
});

export const pathOf = (datasets: Datasets, name: string): string => datasets[name]!.path;

/** A Primary with data and a Secondary with none, in a folder of their own. */
export interface Replica {
  readonly root: string;
  readonly source: LocalSource;
  /** On the Primary. */
  readonly live: Datasets;
  /** On the Secondary. */
  readonly standby: Datasets;
  readonly generationsFolder: string;
  readonly stagingFolder: string;
  readonly orphansFolder: string;
  sync(extra?: Partial<SyncRequest>): Promise<SyncOutcome>;
  remove(): Promise<void>;
}

/** Adds rows to a database of devices, which is made when it is not there. */
export const addDevices = (path: string, n: number): void => {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path, { timeout: 5000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  db.exec('CREATE TABLE IF NOT EXISTS devices (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note BLOB)');
  db.exec('BEGIN');
  const insert = db.prepare('INSERT INTO devices (name, note) VALUES (?, randomblob(500))');
  for (let i = 0; i < n; i++) insert.run(`device ${i}`);
  db.exec('COMMIT');
  db.close();
};

export const countDevices = (path: string): number => {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(db.prepare('SELECT count(*) AS n FROM devices').get()?.['n']);
  } finally {
    db.close();
  }
};

/** Where the parts of a pair lie under one root. */
export const replicaUnder = (root: string): Replica => {
  const live = datasetsUnder(join(root, 'primary'));
  const standby = datasetsUnder(join(root, 'secondary'));
  const generationsFolder = join(root, 'secondary', 'generations');
  const stagingFolder = join(root, 'secondary', 'staging');
  const source = new LocalSource(live, join(root, 'primary', 'snapshots'));
  let runs = 0;
  return {
    ...{ root, source, live, standby, generationsFolder, stagingFolder },
    orphansFolder: join(root, 'secondary', 'orphans'),
    sync: (extra) =>
      runSync({
        ...{ run: `run-${++runs}`, source, datasets: standby, release: '1.0.0', generationsFolder, stagingFolder },
        ...{ keep: 3, applied: null, signal: never, retryPausesMs: [1, 1] },
        ...extra,
      }),
    remove: () => rm(root, { recursive: true, force: true }),
  };
};

export const newReplica = async (): Promise<Replica> => {
  const replica = replicaUnder(await mkdtemp(join(tmpdir(), 'understudy-replica-')));
  const files = pathOf(replica.live, 'files');
  await mkdir(join(files, 'certificates'), { recursive: true });
  for (let i = 0; i < 20; i++) await writeFile(join(files, 'certificates', `${i}.pem`), `certificate ${i}\n`);
  await writeFile(join(files, 'two words.txt'), 'blanks in names');
  addDevices(pathOf(replica.live, 'registry'), 500);
  return replica;
};

/** A tree as text, to compare two: kind, permissions and content of each entry; `linkTarget` reads a link's target. */
export const printTree = async (
  root: string | Buffer,
  linkTarget: (target: string) => string = (target) => target,
  printed = '',
): Promise<string[]> => {
  const children = await readdir(root, { encoding: 'buffer' });
  const lines = await Promise.all(
    children.map(async (name) => {
      const path = Buffer.concat([Buffer.from(root), Buffer.from('/'), name]);
      const shown = `${printed}${name.toString('latin1')}`;
      const stats = await lstat(path);
      const mode = (stats.mode & 0o777).toString(8);
      if (stats.isSymbolicLink()) return [`${shown} -> ${linkTarget(await readlink(path))}`];
      if (stats.isDirectory()) return [`${shown}/ ${mode}`, ...(await printTree(path, linkTarget, `${shown}/`))];
      return [`${shown} ${mode} ${(await readFile(path)).toString('base64')}`];
    }),
  );
  return lines.flat().sort();
};
