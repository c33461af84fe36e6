import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { HistoryFile, isRemembered } from '../../../../src/console/editing/history-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-history-'));
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  ['show version', true],
  ['enable', true],
  ['enable secret', true],
  ['enable secret hunter2', false],
  ['  ENA sec hunter2', false],
  ['en s hunter2', false],
  ['enbale secret hunter2', false],
  ['failover mode secondary | json', true],
  ['no enable secret x', false],
  ['enable "secret" hunter2', false],
  ['"enable" secret "hunter2', false],
  ['failover mode secondary primary', true],
  ['do enable', true],
  ['! comment', false],
  ['# comment', false],
  ['   ', false],
  ['failover pair core1', true],
  ['failover pair core1 GPJZ-QF94-G4Z8-C7K5', false],
  ['gpjz-qf94-g4z8-c7k5', false],
])('"%s" is remembered: %s', (line, remembered) => {
  expect(isRemembered(line)).toBe(remembered);
});

test('lines survive, only their owner can read them, and no more than 256 are kept', async () => {
  const path = join(folder, 'history');
  const file = new HistoryFile(path);
  expect(file.read()).toEqual([]);
  file.add('show version');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(new HistoryFile(path).read()).toEqual(['show version']);
  await writeFile(path, Array.from({ length: 300 }, (_, i) => `line ${i}`).join('\n'));
  await chmod(path, 0o644);
  expect(file.read()).toHaveLength(256);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await readFile(path, 'utf8')).split('\n')[0]).toBe('line 44');
});

test('a secret that an older console wrote down is not read', async () => {
  const path = join(folder, 'history');
  await writeFile(path, 'enable secret hunter2\nshow version\n');
  expect(new HistoryFile(path).read()).toEqual(['show version']);
});

test('without a file that can be written the console works', () => {
  const file = new HistoryFile(join(folder, 'no/such/folder/history'));
  file.add('show version');
  file.add('show failover');
  expect(file.read()).toEqual([]);
});

test('console 33: the size is remembered; 0 keeps nothing; a smaller one drops the oldest lines', () => {
  const path = join(folder, 'history');
  const file = new HistoryFile(path);
  for (const line of ['one', 'two', 'three']) file.add(line);
  file.resize(2);
  const again = new HistoryFile(path);
  expect(again.read()).toEqual(['two', 'three']);
  expect(again.size).toBe(2);
  again.resize(0);
  again.add('four');
  expect(new HistoryFile(path).read()).toEqual([]);
  again.resize(500);
  again.add('five');
  expect(new HistoryFile(path).read()).toEqual(['five']);
  again.clear();
  const last = new HistoryFile(path);
  expect({ lines: last.read(), size: last.size }).toEqual({ lines: [], size: 500 });
});

test('a link in the place of the file is not followed, and of an endless file only the end is read', async () => {
  const path = join(folder, 'history');
  const other = join(folder, 'other');
  await writeFile(other, 'show clock\n');
  await symlink(other, path);
  const file = new HistoryFile(path);
  expect(file.read()).toEqual([]);
  file.add('show version');
  expect(await readFile(other, 'utf8')).toBe('show clock\n');
  await rm(path);
  await writeFile(path, `${'x'.repeat(3_000_000)}\nshow clock\n`);
  expect(new HistoryFile(path).read()).toEqual(['show clock']);
});
