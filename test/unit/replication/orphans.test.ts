import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { applyGeneration } from '../../../src/replication/apply.ts';
import type { Generation } from '../../../src/replication/generation.ts';
import { keepOrphans, listOrphans, type KeepRequest } from '../../../src/replication/orphans.ts';
import { addDevices, countDevices, never, newReplica, pathOf, printTree, type Replica } from '../../support/replica.ts';

let replica: Replica;
let generation: Generation;
let database: string;
let files: string;
beforeEach(async () => {
  replica = await newReplica();
  ({ generation } = await replica.sync());
  await applyGeneration({ generation, datasets: replica.standby, signal: never });
  database = pathOf(replica.standby, 'registry');
  files = pathOf(replica.standby, 'files');
});
afterEach(() => replica.remove());

const keep = (more: Partial<KeepRequest> = {}) =>
  keepOrphans({
    ...{ datasets: replica.standby, generation, orphansFolder: replica.orphansFolder },
    ...{ term: { counter: 3, owner: 'core2' }, signal: never },
    ...more,
  });
const change = (sql: string): void => {
  const db = new DatabaseSync(database);
  db.exec(sql);
  db.close();
};

test('nothing is kept where nothing is only here', async () => {
  expect(await keep()).toBeNull();
  expect(await readdir(replica.orphansFolder)).toEqual([]);
});

test('nothing is kept where there is no live data', async () => {
  await rm(join(database, '..'), { recursive: true });
  expect(await keep()).toBeNull();
});

test('rows that only this server has are counted, shown and kept, those in the WAL included', async () => {
  const writer = new DatabaseSync(database);
  writer.exec(`PRAGMA wal_autocheckpoint = 0;
    INSERT INTO devices (id, name) VALUES (901, 'lost?'), (902, 'x'), (903, 'a'), (904, 'b')`);
  const orphan = await keep();
  writer.close();
  expect(orphan).toMatchObject({ epoch: 3 });
  expect(orphan?.findings).toEqual([
    'dataset registry: 4 rows of devices only here: (901, lost?, NULL), (902, x, NULL), (903, a, NULL), …',
  ]);
  expect(countDevices(join(orphan!.path, 'databases', 'registry', 'registry.sqlite'))).toBe(504);
  expect(await readdir(join(orphan!.path))).not.toContain('trees');
});

test.each([
  [
    "UPDATE devices SET name = 'renamed here' WHERE id = 7",
    /^dataset registry: 1 row of devices only here: \(7, renamed here, 500 bytes\)$/,
  ],
  ['CREATE TABLE notes (text); INSERT INTO notes VALUES (1)', /^dataset registry: 1 row of notes only here: \(1\)$/],
  ['CREATE TABLE notes (text)', /^dataset registry: table notes is only here, empty$/],
  ['ALTER TABLE devices ADD COLUMN colour TEXT', /^dataset registry: table devices has columns only here: colour$/],
])('%s is found', async (sql, finding) => {
  change(sql);
  expect((await keep())?.findings).toEqual([expect.stringMatching(finding)]);
});

test('a row that was removed here is nothing that only this server has', async () => {
  change('DELETE FROM devices WHERE id < 100');
  expect(await keep()).toBeNull();
});

test('files that are only here or have another content here are kept, the others are not copied', async () => {
  await mkdir(join(files, 'deep', 'er'), { recursive: true });
  await writeFile(join(files, 'deep', 'er', 'only here'), 'new');
  await writeFile(join(files, 'certificates', '1.pem'), 'changed here');
  await symlink('/etc', join(files, 'link'));
  const orphan = await keep();
  expect(orphan?.findings).toEqual([
    'dataset files: 2 files only here: deep/er/only here, link',
    'dataset files: 1 file with another content here: certificates/1.pem',
  ]);
  const kept = join(orphan!.path, 'trees', 'files');
  expect((await printTree(kept)).filter((line) => !/\/ \d+$/.test(line))).toHaveLength(3);
  expect(await readFile(join(kept, 'deep', 'er', 'only here'), 'utf8')).toBe('new');
  expect(await readFile(join(kept, 'certificates', '1.pem'), 'utf8')).toBe('changed here');
});

test('a keepsake shares no file with the live data', async () => {
  await writeFile(join(files, 'mine'), 'before');
  const orphan = await keep();
  await writeFile(join(files, 'mine'), 'after!', { flag: 'r+' });
  expect(await readFile(join(orphan!.path, 'trees', 'files', 'mine'), 'utf8')).toBe('before');
});

test('a database that cannot be read is kept as it is', async () => {
  await writeFile(database, 'no database');
  await writeFile(`${database}-wal`, 'its wal');
  const orphan = await keep();
  expect(orphan?.findings).toEqual([
    expect.stringMatching(/^dataset registry: the database cannot be compared \(.*\): it is kept as it is$/),
  ]);
  const folder = join(orphan!.path, 'databases', 'registry');
  expect(await readFile(join(folder, 'registry.sqlite'), 'utf8')).toBe('no database');
  expect(await readFile(join(folder, 'registry.sqlite-wal'), 'utf8')).toBe('its wal');
});

describe('the list', () => {
  test('shows the newest first, and is empty where nothing was ever kept', async () => {
    expect(await listOrphans(replica.orphansFolder)).toEqual([]);
    addDevices(database, 1);
    const first = await keep();
    const second = await keep({ term: { counter: 4, owner: 'core2' } });
    expect(await listOrphans(replica.orphansFolder)).toEqual([second, first]);
  });

  test('leaves out what was cut short, and the next keepsake removes it', async () => {
    await mkdir(join(replica.orphansFolder, '.making-x'), { recursive: true });
    expect(await listOrphans(replica.orphansFolder)).toEqual([]);
    expect(await keep()).toBeNull();
    expect(await readdir(replica.orphansFolder)).toEqual([]);
  });

  test('names a keepsake that is damaged', async () => {
    await mkdir(join(replica.orphansFolder, 'x'), { recursive: true });
    await expect(listOrphans(replica.orphansFolder)).rejects.toMatchObject({
      code: 'resource',
      hint: expect.any(String),
    });
  });
});

test('ends when it is stopped, and leaves nothing half kept', async () => {
  addDevices(database, 1);
  await expect(keep({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'interrupted' });
  expect(await readdir(replica.orphansFolder)).toEqual([]);
});
