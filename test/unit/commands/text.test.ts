import { expect, test } from '@jest/globals';
import { countOf, sizeOf } from '../../../src/commands/text/amount.ts';
import { columnsOf, labelledOf } from '../../../src/commands/text/columns.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import { progressLine, runLines, taskLine } from '../../../src/commands/text/sync-run.ts';
import { ago, nowMs, successfulRun } from '../../support/status-fixtures.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [12_400_000, '12.4 MB'],
  [999_960, '1.0 MB'],
  [3.2e15, '3200.0 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeOf(bytes)).toBe(text);
});

test('one or many', () => {
  expect([countOf(1, 'file'), countOf(0, 'file'), countOf(2, 'copy', 'copies')]).toEqual([
    '1 file',
    '0 files',
    '2 copies',
  ]);
});

test('columns are as wide as their widest word and end without blanks', () => {
  expect(
    columnsOf([
      ['a', 'bb', ''],
      ['ccc', 'd', 'e'],
    ]),
  ).toEqual(['  a    bb', '  ccc  d   e']);
  expect(columnsOf([])).toEqual([]);
});

test('labels stand once beside their lines', () => {
  expect(labelledOf([['Why', 'one', 'two'], ['Longer', 'three'], ['None']])).toEqual([
    '  Why     one',
    '          two',
    '  Longer  three',
  ]);
});

test('a task that is done and one that failed', () => {
  const [, fetch] = successfulRun.tasks;
  expect(taskLine(fetch!)).toBe('  fetch registry                  done         5.8 s    12.3 MB');
  expect(taskLine({ ...fetch!, result: 'failed', bytes: 0, detail: 'disk full' })).toBe(
    '  fetch registry                  FAILED       5.8 s             disk full',
  );
});

test('the columns of live tasks stand still, however long a name is', () => {
  const [, fetch] = successfulRun.tasks;
  const names = ['publish', 'keep what only this server has', `fetch ${'x'.repeat(63)}`];
  const places = names.map((name) => taskLine({ ...fetch!, name }).indexOf('done'));
  expect(new Set(places)).toEqual(new Set([34]));
  const progress = names.map((task) =>
    progressLine({ task, bytes: 50, totalBytes: 200, bytesPerSecond: null, remainingMs: null }),
  );
  expect(new Set(progress.map((line) => line.indexOf('25%')))).toEqual(new Set([36]));
});

test('what was only here is told with its command, and sizes in words', () => {
  const [task] = successfulRun.tasks;
  const kept = { ...task!, detail: 'kept in /var/lib/understudy/orphans/000004: 3 rows only here' };
  expect(taskLine(kept)).toMatch(/ {2}kept: show failover orphans$/);
  expect(taskLine({ ...task!, detail: 'first copy, 3145728 bytes on core1' })).toMatch(/ first copy, 3.1 MB on core1$/);
});

test('progress with and without a known total', () => {
  expect(progressLine({ task: 'fetch', bytes: 50, totalBytes: 200, bytesPerSecond: null, remainingMs: null })).toMatch(
    /^ {2}fetch {13}\[###-{9}\] {2}25% of 200 bytes$/,
  );
  expect(progressLine({ task: 'fetch', bytes: 50, totalBytes: 0, bytesPerSecond: null, remainingMs: null })).toMatch(
    / {2}50 bytes$/,
  );
  expect(
    progressLine({ task: 'fetch', bytes: 300, totalBytes: 200, bytesPerSecond: null, remainingMs: null }),
  ).toContain('100%');
});

const lines = (change: Partial<typeof successfulRun>): string[] =>
  runLines({ ...successfulRun, ...change }, nowMs, plain, { tasks: false });

test('D8: counts that differ are shouted', () => {
  const [count] = successfulRun.counts;
  expect(lines({ counts: [{ ...count!, secondary: 20_122 }] }).at(-1)).toBe(
    '  registry:  devices  20123 on core1,  20122 here  NOT EQUAL',
  );
});

test('runs that did not succeed say what they came to and why', () => {
  const none = { generation: null, counts: [], tasks: [] };
  expect(lines({ ...none, result: 'failed', error: 'core1 does not answer' })).toEqual([
    'Synchronization 12 from core1 FAILED in 8 s; started 2026-11-21 01:09:56 GMT (2 min 8 s ago) by an operator',
    '  core1 does not answer',
  ]);
  expect(lines({ ...none, result: 'running', completed: null, started: ago(5), trigger: 'schedule' })).toEqual([
    'Synchronization 12 from core1 is running for 5 s; started 2026-11-21 01:11:59 GMT (5 s ago) by the schedule',
  ]);
  expect(lines({ ...none, result: 'skipped', error: 'one is going on' })[0]).toContain('was skipped; started');
  expect(lines({ ...none, result: 'interrupted' })[0]).toContain('was interrupted in 8 s');
});
