import { afterEach, expect, test } from '@jest/globals';
import { oneShot } from '../support/one-shot.ts';
import { enabledPrompt, sitDown, sitDownEnabled, standUp, userPrompt } from '../support/sitting.ts';
import { activeStatus, failoverStatus } from '../support/status-fixtures.ts';

afterEach(standUp);

const bold = '\u001b[1m';

test('watch draws a show command anew until a key is pressed, and leaves the last picture behind', async () => {
  const { terminal, worker } = await sitDown();
  worker.replies.set('GET /v1/log', { lines: ['heartbeat 1 answered'] });
  terminal.type('watch 1 show logging\r');
  await terminal.shows(/^Every 1 s: show logging {3}\S+ \S+ GMT {3}any key ends\n\nheartbeat 1 answered$/);
  worker.replies.set('GET /v1/log', { lines: ['heartbeat 2 answered'] });
  await terminal.shows(/^Every 1 s[^\n]*\n\nheartbeat 2 answered$/);
  expect(terminal.raw).toContain(`heartbeat ${bold}2`);
  expect(terminal.raw).not.toContain(`${bold}answered`);
  terminal.type('x');
  await terminal.isAt(userPrompt);
  expect(terminal.screen.rows.slice(-3, -1)).toEqual(['', 'heartbeat 2 answered']);
  expect(await terminal.run('show history', userPrompt)).toHaveLength(2);
});

test('watch takes modifiers, shows a failure and goes on, and what is typed ahead ends it', async () => {
  const { terminal, worker } = await sitDown();
  worker.replies.set('GET /v1/log', { lines: ['a 1', 'b 2'] });
  terminal.type('watch 1 show logging | include b\r');
  await terminal.shows(/\n\nb 2$/);
  worker.refuse('GET /v1/log', 500, { code: 'failed', message: 'The disk is ill' });
  await terminal.shows(/\n\n% The disk is ill$/);
  terminal.type('\u0003');
  await terminal.isAt(userPrompt);
  terminal.type('watch show version\rshow privilege\r');
  await terminal.shows('Current privilege level is 1');
  await terminal.isAt(userPrompt);
});

test('? behind watch lists how often and the shows', async () => {
  const { terminal } = await sitDown();
  terminal.type('watch ?');
  await terminal.shows(/ {2}show .*\n {2}<1-3600> {2}Seconds between the answers; 2 when left out\n/);
  terminal.type('\u0015watch 5 show ver\t');
  await terminal.isAt(`${userPrompt}watch 5 show version `);
  terminal.type('\u0015watch show failover li?');
  await terminal.shows('% Unrecognized command');
  await terminal.isAt(`${userPrompt}watch show failover li`);
  expect(await terminal.run('\u0015watch', userPrompt)).toContain('% Incomplete command.');
});

test('without a terminal watch and the live view are usage errors that name the remedy', async () => {
  const { worker } = await sitDownEnabled();
  const watch = await oneShot(['--root', worker.root.path, 'watch', 'show', 'version']);
  expect(watch).toMatchObject({ status: 2, out: '' });
  expect(watch.err).toBe('% "watch" needs a terminal that can be drawn on\n  "show version" by itself answers once\n');
  const live = await oneShot(['--root', worker.root.path, 'show', 'failover', 'live']);
  expect(live).toMatchObject({ status: 2, out: '' });
  expect(live.err).toContain('"show failover" answers once');
});

test('the live view shows the pair and how far a synchronization is', async () => {
  const { terminal, worker } = await sitDown();
  terminal.type('show failover live\r');
  await terminal.shows('core2 is in STANDBY; core1 serves the clients');
  await terminal.shows('any key ends');
  const progress = {
    task: 'fetch registry',
    bytes: 5_000_000,
    totalBytes: 20_000_000,
    bytesPerSecond: 1_500_000,
    remainingMs: 10_000,
  };
  worker.replies.set('GET /v1/failover', failoverStatus({ sync: { running: true, progress } }));
  await terminal.shows('[###---------]  25% of 20.0 MB  1.5 MB/s  10 s left');
  worker.replies.set('GET /v1/failover', activeStatus());
  await terminal.shows('core1 is ACTIVE and serves the clients');
  terminal.type('q');
  await terminal.isAt('core1/pri/act> ');
  expect(terminal.screen.text).toContain('core1 is ACTIVE and serves the clients');
});

test('console 54: rate and time left of a synchronization that is followed', async () => {
  const { terminal, worker } = await sitDownEnabled();
  const progress = {
    task: 'fetch registry',
    bytes: 4_000_000,
    totalBytes: 12_000_000,
    bytesPerSecond: 2_000_000,
    remainingMs: 4000,
  };
  worker.events = [{ type: 'progress', ...progress }];
  worker.holdOpen = true;
  terminal.type('failover sync core1\r');
  await terminal.shows('  fetch registry    [####--------]  33% of 12.0 MB  2.0 MB/s  4 s left');
  terminal.type('\u0003');
  await terminal.isAt(enabledPrompt);
});
