import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { askDatabase } from '../../../src/replication/database.ts';
import { readManifest } from '../../../src/replication/manifest.ts';
import {
  createSnapshot,
  databaseIn,
  manifestIn,
  refreshSnapshot,
  removeSnapshot,
  removeStaleSnapshots,
  type SnapshotRequest,
} from '../../../src/replication/snapshot.ts';
import type { Datasets } from '../../../src/replication/source.ts';
import { addDevices, countDevices, datasetsUnder, never, pathOf } from '../../support/replica.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

let folder: string;
let snapshotsFolder: string;
let datasets: Datasets;
beforeEach(async () => {
  folder = await newFolder();
  snapshotsFolder = join(folder, 'snapshots');
  datasets = datasetsUnder(folder);
  await mkdir(pathOf(datasets, 'files'), { recursive: true });
  await writeFile(join(pathOf(datasets, 'files'), 'one'), '1');
  addDevices(pathOf(datasets, 'registry'), 10);
});
afterEach(() => removeFolder(folder));

const request = (more: Partial<SnapshotRequest> = {}): SnapshotRequest => ({
  ...{ run: 'run-1', datasets, snapshotsFolder, signal: never },
  ...more,
});
const snapshot = (): string => join(snapshotsFolder, 'run-1');

test('holds a copy of each database and a manifest of each dataset, counted', async () => {
  const contents = await createSnapshot(request());
  expect(contents).toMatchObject({
    run: 'run-1',
    datasets: [
      { name: 'registry', kind: 'sqlite', files: 1, counts: { of: 'devices', n: 10 } },
      { name: 'files', kind: 'files', files: 1, bytes: 1, counts: { of: 'files', n: 1 } },
    ],
  });
  expect((await readdir(snapshot())).sort()).toEqual(['files.manifest', 'registry.manifest', 'registry.sqlite']);
  expect([...(await readManifest(manifestIn(snapshot(), 'files'))).keys()]).toEqual(['', 'one']);
  expect(countDevices(databaseIn(snapshot(), 'registry'))).toBe(10);
  expect(contents.bytes).toBe(contents.datasets.reduce((sum, { bytes }) => sum + bytes, 0));
});

test('counts the rows of all tables where no table is named', async () => {
  const db = new DatabaseSync(pathOf(datasets, 'registry'));
  db.exec('CREATE TABLE vendors (name TEXT); INSERT INTO vendors VALUES (1), (2)');
  db.close();
  const registry = { ...datasets['registry']!, count: undefined };
  const contents = await createSnapshot(request({ datasets: { registry } }));
  expect(contents.datasets[0]?.counts).toEqual({ of: 'rows', n: 12 });
});

test('carries the permissions that the database has', async () => {
  await chmod(pathOf(datasets, 'registry'), 0o640);
  await createSnapshot(request());
  expect((await stat(databaseIn(snapshot(), 'registry'))).mode & 0o777).toBe(0o640);
});

describe.each(['wal', 'delete'])('of a database with journal mode %s', (mode) => {
  test('is of one instant while the application writes, which goes on', async () => {
    const path = pathOf(datasets, 'registry');
    addDevices(path, 20_000);
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA journal_mode = ${mode}`);
    db.close();
    const program = join(import.meta.dirname, '..', '..', 'support', 'twin-writer.ts');
    const writer = spawn(process.execPath, [program, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(writer.stdout, 'data');

    await createSnapshot(request());
    writer.stdin.end();
    expect(await once(writer, 'exit')).toEqual([0, null]);

    const count = (file: string, table: string): number => {
      const copy = new DatabaseSync(file, { readOnly: true });
      const n = Number(copy.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
      copy.close();
      return n;
    };
    const copied = databaseIn(snapshot(), 'registry');
    expect(count(copied, 'twins')).toBeGreaterThan(0);
    expect(count(copied, 'devices') - 20_010).toBe(count(copied, 'twins'));
    expect(count(path, 'twins')).toBeGreaterThan(count(copied, 'twins'));
    expect(await askDatabase({ ask: 'check', path: copied, table: null, thorough: true }, never)).toMatchObject({
      faults: [],
    });
  });
});

test('rolls back what a crashed application left half done', async () => {
  const path = pathOf(datasets, 'registry');
  const writer = new DatabaseSync(path);
  writer.exec('PRAGMA journal_mode = delete; PRAGMA cache_size = 1; BEGIN; UPDATE devices SET note = zeroblob(9000)');
  // What a crash leaves: the database half written, and its journal.
  const files = await Promise.all(['', '-journal'].map(async (end) => [end, await readFile(path + end)] as const));
  writer.exec('ROLLBACK');
  writer.close();
  for (const [end, content] of files) await writeFile(path + end, content);
  await createSnapshot(request());
  const copy = new DatabaseSync(databaseIn(snapshot(), 'registry'), { readOnly: true });
  expect(copy.prepare('SELECT count(*) AS n FROM devices WHERE length(note) = 500').get()).toEqual({ n: 10 });
  copy.close();
});

test('lists the folders anew on demand, and leaves the databases', async () => {
  await createSnapshot(request());
  const before = await stat(databaseIn(snapshot(), 'registry'));
  await writeFile(join(pathOf(datasets, 'files'), 'two'), '2');
  await refreshSnapshot(request());
  expect([...(await readManifest(manifestIn(snapshot(), 'files'))).keys()]).toEqual(['', 'one', 'two']);
  expect((await stat(databaseIn(snapshot(), 'registry'))).mtimeMs).toBe(before.mtimeMs);
});

describe('cannot be made', () => {
  const refusal = async (pattern: RegExp): Promise<void> => {
    await expect(createSnapshot(request())).rejects.toMatchObject({
      message: expect.stringMatching(pattern),
      hint: expect.any(String),
    });
    // Nothing is left behind.
    expect(await readdir(snapshotsFolder).catch(() => [])).toEqual([]);
  };

  test('of a database that is not there', async () => {
    await rm(pathOf(datasets, 'registry'));
    await refusal(/^Dataset registry: there is no database file /);
    expect(await readdir(join(folder, 'app'))).not.toContain('registry.sqlite');
  });
  test('of a folder that is not there', async () => {
    await rm(pathOf(datasets, 'files'), { recursive: true });
    await refusal(/^Dataset files: there is no folder /);
  });
  test('of a folder that is a link', async () => {
    await rm(pathOf(datasets, 'files'), { recursive: true });
    await symlink('/usr', pathOf(datasets, 'files'));
    await refusal(/^Dataset files: .* is a symbolic link/);
  });
  test('of a database that is a folder', async () => {
    await rm(pathOf(datasets, 'registry'));
    await mkdir(pathOf(datasets, 'registry'));
    await refusal(/^Dataset registry: .* is no database file/);
  });
  test('without room for the databases', async () => {
    const freeSpace = () => Promise.resolve({ bytes: 1, files: null });
    await expect(createSnapshot(request({ freeSpace }))).rejects.toMatchObject({ code: 'resource' });
  });
});

test('of a file that is no database names the dataset', async () => {
  await writeFile(pathOf(datasets, 'registry'), 'this is no database, whatever its name says');
  await rm(`${pathOf(datasets, 'registry')}-wal`, { force: true });
  await expect(createSnapshot(request())).rejects.toThrow(/^Dataset registry: .*not a database/);
});

test('a table to count that does not exist is named', async () => {
  const registry = { ...datasets['registry']!, count: 'nothing' };
  await expect(createSnapshot(request({ datasets: { registry } }))).rejects.toThrow(/there is no table "nothing"/);
});

test.each(['../x', '', 'a/b', '.hidden', 'x'.repeat(65)])('a run named "%s" by the peer is refused', async (run) => {
  await expect(createSnapshot(request({ run }))).rejects.toMatchObject({ code: 'usage' });
  await expect(removeSnapshot(snapshotsFolder, run)).rejects.toMatchObject({ code: 'usage' });
});

test('ends when it is stopped, and leaves nothing', async () => {
  await expect(createSnapshot(request({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'interrupted' });
  expect(await readdir(snapshotsFolder)).toEqual([]);
});

test('is removed by its run, and with whatever an earlier life left', async () => {
  await createSnapshot(request());
  await createSnapshot(request({ run: 'run-2' }));
  await removeSnapshot(snapshotsFolder, 'run-1');
  expect(await readdir(snapshotsFolder)).toEqual(['run-2']);
  await removeStaleSnapshots(snapshotsFolder);
  expect(await readdir(snapshotsFolder)).toEqual([]);
});
