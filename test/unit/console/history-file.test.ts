import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { HistoryFile, isRemembered } from '../../../src/console/history-file.ts';

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
  ['do enable', true],
  ['! comment', false],
  ['# comment', false],
  ['   ', false],
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
