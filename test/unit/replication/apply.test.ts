import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, rmSync, symlinkSync, watch } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { applyGeneration, missingFrom, type ApplyRequest } from '../../../src/replication/apply.ts';
import { verifyGeneration } from '../../../src/replication/generation-check.ts';
import { databaseOf, treeOf, type Generation } from '../../../src/replication/generation.ts';
import { openLiveFolder, pathOfHandle } from '../../../src/replication/live-folder.ts';
import { addDevices, countDevices, never, newReplica, pathOf, printTree, type Replica } from '../../support/replica.ts';

let replica: Replica;
let generation: Generation;
let database: string;
let files: string;
beforeEach(async () => {
  replica = await newReplica();
  ({ generation } = await replica.sync());
  database = pathOf(replica.standby, 'registry');
  files = pathOf(replica.standby, 'files');
});
afterEach(() => replica.remove());

const apply = (more: Partial<ApplyRequest> = {}) =>
  applyGeneration({ generation, datasets: replica.standby, signal: never, ...more });
const expectApplied = async (): Promise<void> => {
  expect(await printTree(files)).toEqual(await printTree(pathOf(replica.live, 'files')));
  expect(countDevices(database)).toBe(500);
  expect((await readdir(join(database, '..'))).sort().filter((name) => !/-(wal|shm)$/.test(name))).toEqual([
    'files',
    'registry.sqlite',
  ]);
};

test('makes live data where there was none', async () => {
  expect(await apply()).toEqual({ skipped: [] });
  await expectApplied();
});

test('is the same when it is repeated', async () => {
  await apply();
  const { ino } = await stat(database);
  await apply();
  expect((await stat(database)).ino).toBe(ino);
  await apply({ thorough: true });
  await expectApplied();
});

test('shares no file with the copy: an application that writes in place leaves the copy as it is', async () => {
  await apply();
  await writeFile(join(files, 'certificates', '1.pem'), 'written in place', { flag: 'r+' });
  addDevices(database, 5);
  expect(await verifyGeneration(generation)).toEqual([]);
  await apply();
  await expectApplied();
});

test('brings back a database and a file that are gone', async () => {
  await apply();
  await rm(database);
  await rm(join(files, 'certificates', '1.pem'));
  await apply();
  await expectApplied();
});

describe('of a database', () => {
  test('takes the place of one with another content, and its WAL is not played into the new one', async () => {
    addDevices(database, 3);
    const holder = new DatabaseSync(database);
    holder.exec("PRAGMA wal_autocheckpoint = 0; UPDATE devices SET name = 'old'");
    const wal = await readFile(`${database}-wal`);
    holder.close();
    // What a killed application leaves: changes that are in the WAL only.
    await writeFile(`${database}-wal`, wal);
    await apply();
    await expectApplied();
    const db = new DatabaseSync(database);
    expect(db.prepare("SELECT count(*) AS n FROM devices WHERE name = 'old'").get()).toEqual({ n: 0 });
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    db.close();
  });

  test.each<[string, () => Promise<void>]>([
    ['a damaged one', () => writeFile(database, Buffer.alloc(65_536, 'damaged'))],
    ['a missing one whose WAL is still there', () => rm(database)],
  ])('takes the place of %s', async (_what, damage) => {
    await mkdir(join(database, '..'), { recursive: true });
    addDevices(database, 3);
    const holder = new DatabaseSync(database);
    holder.exec("PRAGMA wal_autocheckpoint = 0; UPDATE devices SET name = 'old'");
    const wal = await readFile(`${database}-wal`);
    holder.close();
    await damage();
    await writeFile(`${database}-wal`, wal);
    await apply();
    await expectApplied();
    const db = new DatabaseSync(database);
    expect(db.prepare("SELECT count(*) AS n FROM devices WHERE name = 'old'").get()).toEqual({ n: 0 });
    db.close();
  });

  test('has the permissions of the Primary’s', async () => {
    await chmod(pathOf(replica.live, 'registry'), 0o640);
    ({ generation } = await replica.sync());
    await apply();
    expect((await stat(database)).mode & 0o777).toBe(0o640);
  });

  test('leaves the old one whole when it is stopped before the new one is complete', async () => {
    addDevices(database, 3);
    const abort = new AbortController();
    const work = apply({ signal: abort.signal, datasets: { registry: replica.standby['registry']! } });
    abort.abort();
    await expect(work).rejects.toMatchObject({ code: 'interrupted' });
    expect(countDevices(database)).toBe(3);
    await apply();
    await expectApplied();
  });

  test('acts on no file that a link leads to, put in the new file’s place while it is written', async () => {
    const victim = join(replica.root, 'victim');
    await writeFile(victim, 'of another account', { mode: 0o600 });
    await chmod(pathOf(replica.live, 'registry'), 0o644);
    ({ generation } = await replica.sync());
    addDevices(database, 3);
    const before = await lstat(victim);
    const fresh = `${database}.understudy-new`;
    let swaps = 0;
    const watcher = watch(join(database, '..'), (_event, name) => {
      if (name !== 'registry.sqlite.understudy-new' || swaps > 0 || !existsSync(fresh)) return;
      swaps++;
      rmSync(fresh);
      symlinkSync(victim, fresh);
    });
    const outcome = await apply({ datasets: { registry: replica.standby['registry']! } }).catch(
      (error: unknown) => error,
    );
    watcher.close();
    expect(swaps).toBe(1);
    expect(outcome).toMatchObject({ code: 'refused', message: expect.stringMatching(/replaced the new file/) });
    const after = await lstat(victim);
    expect([after.mode, after.uid, after.mtimeMs]).toEqual([before.mode, before.uid, before.mtimeMs]);
    expect(await readFile(victim, 'utf8')).toBe('of another account');
    expect(countDevices(database)).toBe(3);
    await apply();
    await expectApplied();
  });

  test('is never written in place: whoever reads the old file goes on reading the old content', async () => {
    addDevices(database, 3);
    const reader = new DatabaseSync(database, { readOnly: true });
    const before = await lstat(database);
    await apply();
    expect((await lstat(database)).ino).not.toBe(before.ino);
    expect(reader.prepare('SELECT count(*) AS n FROM devices').get()).toEqual({ n: 3 });
    reader.close();
  });
});

describe('of a folder', () => {
  test('removes what the copy does not have', async () => {
    await mkdir(join(files, 'old', 'deep'), { recursive: true });
    await writeFile(join(files, 'old', 'deep', 'file'), 'x');
    await apply();
    await expectApplied();
  });

  test('replaces links, and never follows them out of the folder', async () => {
    const outside = join(replica.root, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, '1.pem'), 'not ours');
    await mkdir(files, { recursive: true });
    await symlink(outside, join(files, 'certificates'));
    await apply();
    await expectApplied();
    expect(await printTree(outside)).toEqual([`1.pem 644 ${Buffer.from('not ours').toString('base64')}`]);
  });

  test('takes setuid and setgid off, also where a copy or a live file still has them', async () => {
    const [copied, live] = [treeOf(generation.path, 'files'), files].map((folder) => join(folder, 'two words.txt'));
    await chmod(copied!, 0o6755);
    await apply();
    expect((await stat(live!)).mode & 0o7777).toBe(0o755);
    await chmod(live!, 0o4755);
    await apply();
    expect((await stat(live!)).mode & 0o7777).toBe(0o755);
  });

  test('stays in the folder that was opened when a link takes its name meanwhile', async () => {
    const outside = join(replica.root, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'mine'), 'not ours');
    await mkdir(files, { recursive: true });
    const folder = await openLiveFolder(files);
    await rename(files, `${files}.moved`);
    await symlink(outside, files);
    await writeFile(join(pathOfHandle(folder), 'file'), 'x');
    await folder.close();
    expect(await readdir(outside)).toEqual(['mine']);
    expect(await readdir(`${files}.moved`)).toEqual(['file']);
  });

  test('names the dataset’s path, not the way there, when rsync cannot write', async () => {
    const { path: into } = replica.standby['files']!;
    await mkdir(join(into, 'certificates', 'x'), { recursive: true });
    const broken = { ...generation, path: join(replica.root, 'none') };
    await expect(apply({ generation: broken, datasets: { files: replica.standby['files']! } })).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('/proc/') }),
    );
  });

  test('compares contents when it is asked to', async () => {
    await apply();
    const file = join(files, 'certificates', '1.pem');
    const { atime, mtimeMs, size } = await stat(file);
    // The same size and, to the nanosecond, the same time: what only a fault of the disk does.
    const original = await stat(join(pathOf(replica.live, 'files'), 'certificates', '1.pem'));
    await writeFile(file, 'x'.repeat(size));
    await utimes(file, atime, mtimeMs / 1000);
    expect(Math.abs((await stat(file)).mtimeMs - original.mtimeMs)).toBeLessThan(0.001);
    await apply({ thorough: true });
    await expectApplied();
  });

  test('whose path has become a link is refused', async () => {
    await mkdir(join(files, '..'), { recursive: true });
    await symlink(replica.root, files);
    await expect(apply()).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('symbolic link') });
  });
});

test('a dataset that the copy does not have keeps its live data, and that is said', async () => {
  const more = { kind: 'files', path: join(replica.root, 'more'), count: undefined } as const;
  await mkdir(more.path);
  await writeFile(join(more.path, 'file'), 'x');
  expect(await apply({ datasets: { ...replica.standby, more } })).toEqual({
    skipped: [`copy 1 has no dataset more: ${more.path} stays as it is`],
  });
  expect(await readdir(more.path)).toEqual(['file']);
});

test('names the datasets that a copy does not have with the same kind', () => {
  const other = { kind: 'files', path: '/registry', count: undefined } as const;
  expect(missingFrom(generation, replica.standby)).toEqual([]);
  expect(missingFrom(generation, { ...replica.standby, registry: other, more: other })).toEqual(['registry', 'more']);
});

test('a fault names the dataset and its path', async () => {
  await rm(databaseOf(generation.path, 'registry'));
  await expect(apply()).rejects.toThrow(`Dataset registry cannot be applied to ${database}`);
});
