import { afterEach, expect, test } from '@jest/globals';
import { enabledPrompt, sitDownEnabled, standUp } from '../support/sitting.ts';

import { activeStatus, successfulRun } from '../support/status-fixtures.ts';

afterEach(standUp);

test('console 38: becoming Primary beside an active peer asks first, names both hosts, and means no by default', async () => {
  const { terminal, worker } = await sitDownEnabled();
  terminal.type('failover mode primary\r');
  await terminal.shows('core1 is Primary and serves the clients now (it answered 120 ms ago).');
  await terminal.shows('core1 stops serving as soon as core2 takes over.');
  await terminal.isAt('Continue? [yes/no] (no): ');
  terminal.type('x\r');
  await terminal.shows("% Please answer 'yes' or 'no'.");
  await terminal.isAt('Continue? [yes/no] (no): ');
  expect(await terminal.run('', enabledPrompt)).toEqual(['% Not done: nothing was changed']);
  expect(worker.calls()).not.toContain('POST /v1/failover/mode');
  terminal.type('failover mode primary\r');
  await terminal.isAt('Continue? [yes/no] (no): ');
  expect(await terminal.run('yes', enabledPrompt)).toEqual(['core2 is Primary']);
  expect(worker.bodyOf('POST /v1/failover/mode')).toEqual({ mode: 'primary' });
});

test('console 38: --yes skips the question, and what it would have said is a warning', async () => {
  const { terminal, worker } = await sitDownEnabled({ arguments: ['--yes'] });
  const warning = 'core1 is Primary and serves the clients now (it answered 5 ms ago).';
  worker.replies.set('POST /v1/failover/mode', { message: 'core2 is Primary', changed: true, warnings: [warning] });
  expect(await terminal.run('failover mode primary', enabledPrompt)).toEqual([
    'core2 is Primary',
    `% Warning: ${warning}`,
  ]);
  expect(worker.calls().filter((call) => call === 'POST /v1/failover/mode')).toHaveLength(1);
});

test('console 38: the active server that becomes Secondary asks first', async () => {
  const { terminal, worker } = await sitDownEnabled();
  worker.replies.set('GET /v1/failover', activeStatus());
  await terminal.run('', 'core1/pri/act# ');
  terminal.type('failover mode secondary\r');
  await terminal.shows('core2 does\n  not serve until it is made Primary.');
  await terminal.isAt('Continue? [yes/no] (no): ');
  terminal.type('\u0003');
  await terminal.isAt('core1/pri/act# ');
  expect(worker.calls()).not.toContain('POST /v1/failover/mode');
});

test('console 40: saving', async () => {
  const { terminal, worker } = await sitDownEnabled();
  terminal.type('copy running-config startup-config\r');
  await terminal.isAt('Destination filename [startup-config]? ');
  expect(await terminal.run('', enabledPrompt)).toEqual(['Building configuration...', '[OK]']);
  expect(await terminal.run('wr', enabledPrompt)).toEqual(['Building configuration...', '[OK]']);
  expect(await terminal.run('write memory', enabledPrompt)).toEqual(['Building configuration...', '[OK]']);
  terminal.type('copy run start\r');
  await terminal.isAt('Destination filename [startup-config]? ');
  expect((await terminal.run('elsewhere', enabledPrompt))[0]).toBe(
    '% "elsewhere" is no destination: nothing was saved',
  );
  expect(worker.calls().filter((call) => call === 'POST /v1/config/save')).toHaveLength(3);
});

test('a synchronization is followed task by task', async () => {
  const { terminal, worker } = await sitDownEnabled();
  const [preflight, fetch] = successfulRun.tasks;
  worker.events = [
    { type: 'task', task: preflight! },
    {
      type: 'progress',
      task: 'fetch registry',
      bytes: 4_000_000,
      totalBytes: 12_300_000,
      bytesPerSecond: null,
      remainingMs: null,
    },
    { type: 'task', task: fetch! },
    { type: 'done', run: successfulRun },
  ];
  const rows = await terminal.run('failover sync core1', enabledPrompt);
  expect(rows.slice(0, 2)).toEqual([
    '  preflight                       done        200 ms',
    '  fetch registry                  done         5.8 s    12.3 MB',
  ]);
  expect(rows.slice(2, 4).join('')).toMatch(
    /^Synchronization 12 from core1 succeeded in 8 s; started 2026-11-21 01:09:56 GMT {2}\(.*\) by an operator$/,
  );
  expect(terminal.raw).toContain('32% of 12.3 MB');
  expect(rows.slice(4)).toEqual([
    '  Complete copy 4: 12.4 MB over the link for a copy of 80.1 MB',
    '  registry:      devices  20123 on core1,  20123 here  equal',
    '  certificates:  files    1792 on core1,   1792 here   equal',
  ]);
});

test('console 28: Ctrl-C leaves a synchronization running and says how to follow and to cancel it', async () => {
  const { terminal, worker } = await sitDownEnabled();
  worker.events = [
    {
      type: 'progress',
      task: 'fetch registry',
      bytes: 4_000_000,
      totalBytes: 12_300_000,
      bytesPerSecond: null,
      remainingMs: null,
    },
  ];
  worker.holdOpen = true;
  terminal.type('failover sync core1\r');
  await terminal.shows('32%');
  terminal.type('\u0003');
  await terminal.isAt(enabledPrompt);
  expect(terminal.screen.rows.slice(-3, -1)).toEqual([
    '% You no longer follow the synchronization from core1; it goes on',
    '  "show failover sync" shows where it is, "clear failover sync" cancels it',
  ]);
  expect(worker.calls()).not.toContain('POST /v1/sync/cancel');
  expect(await terminal.run('clear failover sync', enabledPrompt)).toEqual(['The synchronization is cancelled']);
});
