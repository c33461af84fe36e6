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
    seen: ['A heartbeat to core1 failed: no route', 'Failed heartbeats in a row: 3'],
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

  test('keeps what was known with each event, also in a history that an earlier release began', () => {
    history.addEvent(event('one'));
    expect(history.seenAt(1)).toEqual(['A heartbeat to core1 failed: no route', 'Failed heartbeats in a row: 3']);
    expect(Object.keys(history.events(1)[0] ?? {})).not.toContain('seen');
    history.close();
    const earlier = new DatabaseSync(path);
    earlier.exec('ALTER TABLE event DROP COLUMN seen');
    earlier.close();
    history = new History(path);
    expect(history.seenAt(1)).toEqual([]);
    history.addEvent(event('two'));
    expect(history.seenAt(2)).toHaveLength(2);
    expect(history.seenAt(3)).toEqual([]);
  });

  test('finds events by their ids and the newest one of some rows', () => {
    for (const row of ['S60', 'F20', 'F50', 'S60']) history.addEvent({ ...event(row), row });
    expect(history.eventsBetween(2, 3).map(({ row }) => row)).toEqual(['F20', 'F50']);
    expect(history.newestBy(['F20', 'F50'])?.id).toBe(3);
    expect(history.newestBy(['O10'])).toBeUndefined();
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

  const audit = (kind: 'command' | 'attempt' | 'look', command: string) => ({
    kind,
    body: JSON.stringify({ command }),
  });

  test('the audit keeps the newest of each kind: tries and looks push out nothing that was done', () => {
    history.addAudit([audit('command', 'first')]);
    const add = (kind: 'command' | 'attempt', times: number): void => {
      for (let at = 0; at < times; at += 300)
        history.addAudit(Array.from({ length: 300 }, (_, i) => audit(kind, `${kind} ${at + i}`)));
    };
    add('attempt', 1500);
    add('command', 10_200);
    const kept = history.audit(20_000);
    expect(kept.filter(({ kind }) => kind === 'attempt')).toHaveLength(1000);
    expect(kept.filter(({ kind }) => kind === 'command')).toHaveLength(10_000);
    expect(JSON.parse(kept[0]?.body ?? '')).toEqual({ command: 'command 10199' });
  });

  test('an audit that cannot be written waits and is written in order', () => {
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    expect(history.addAudit([audit('command', 'one')])).toBe(false);
    other.exec('COMMIT');
    other.close();
    expect(history.addAudit([audit('command', 'two')])).toBe(true);
    expect(history.audit(10).map(({ body }) => body)).toEqual(['{"command":"two"}', '{"command":"one"}']);
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
