import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { History } from '../../../src/store/history.ts';

describe('history', () => {
  let folder: string;
  let path: string;
  let history: History;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-history-'));
    path = join(folder, 'history.sqlite');
    history = new History(path);
  });
  afterEach(async () => {
    history.close();
    await rm(folder, { recursive: true });
  });
  const event = (sentence: string) => ({
    at: '2026-01-01T00:00:00.000Z',
    epoch: 2,
    row: 'F20',
    from: 'suspect',
    to: 'promoting',
    sentence,
  });

  test('gives events back newest first, with the id of their row', () => {
    history.addEvent(event('one'));
    history.addEvent({ ...event('two'), row: null });
    expect(history.events(10).map(({ row, sentence }) => [row, sentence])).toEqual([
      [null, 'two'],
      ['F20', 'one'],
    ]);
    expect(history.events(1)).toHaveLength(1);
  });

  test('survives its process: what was written is there for the next one', () => {
    const id = history.addRun({ host: 'core1' });
    history.updateRun(id, 'success', { host: 'core1', bytes: 5 });
    history.close();
    history = new History(path);
    expect(history.runs(1)).toMatchObject([{ id, result: 'success', body: '{"host":"core1","bytes":5}' }]);
  });

  test('is for its owner only', async () => {
    for (const file of [path, `${path}-wal`]) expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('one that cannot be written holds up nobody: the events wait, and are written in order', () => {
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    expect(history.addEvent(event('one'))).toBe(false);
    expect(history.addEvent(event('two'))).toBe(false);
    other.exec('COMMIT');
    other.close();
    expect(history.addEvent(event('three'))).toBe(true);
    expect(history.events(10).map(({ sentence }) => sentence)).toEqual(['three', 'two', 'one']);
  });

  test('a damaged one is set aside, not thrown away, and a new one is begun', async () => {
    history.close();
    await writeFile(path, 'this is no database, and never was one'.repeat(100));
    let aside = '';
    history = new History(path, (where) => (aside = where));
    expect(history.events(1)).toEqual([]);
    expect(await readFile(aside, 'utf8')).toContain('never was one');
  });
});
