import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FakeControl } from '../support/fake-control.ts';
import { oneShot, type OneShot } from '../support/one-shot.ts';
import { successfulRun, testReport } from '../support/status-fixtures.ts';

let worker: FakeControl;
beforeEach(async () => {
  worker = await FakeControl.start();
});
afterEach(() => worker.stop());

const understudy = (args: readonly string[], input?: string): Promise<OneShot> =>
  oneShot(['--root', worker.root.path, ...args], input === undefined ? {} : { input });

test('console 54: a synchronization without a terminal prints its result with the tasks, and no progress', async () => {
  worker.events = [
    { type: 'progress', task: 'fetch registry', bytes: 1, totalBytes: 2, bytesPerSecond: null, remainingMs: null },
    { type: 'done', run: successfulRun },
  ];
  const { status, out, err } = await understudy(['failover', 'sync', 'core1']);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toContain('  fetch registry  success  01:09:56  5.8 s   12.3 MB\n');
  expect(out).not.toContain('%');
  expect(JSON.parse((await understudy(['failover', 'sync', 'core1', '--json'])).out)).toEqual(successfulRun);
});

test('console 54: a synchronization that ends in a fault has its status', async () => {
  worker.events = [
    {
      type: 'fault',
      fault: {
        code: 'peer',
        message: 'core1 does not answer: connect ECONNREFUSED',
        hint: 'try "failover test core1"',
      },
      run: null,
    },
  ];
  expect(await understudy(['failover', 'sync', 'core1'])).toEqual({
    status: 4,
    signal: null,
    out: '',
    err: '% core1 does not answer: connect ECONNREFUSED\n  try "failover test core1"\n',
  });
  worker.events = [];
  expect((await understudy(['failover', 'sync', 'core1'])).err).toMatch(
    /^% The worker ended before the synchronization was done\n/,
  );
});

test('Ctrl-C leaves the synchronization running, with status 130', async () => {
  worker.events = [];
  worker.holdOpen = true;
  const answer = await oneShot(['--root', worker.root.path, 'failover', 'sync', 'core1'], {
    whileRunning: (kill) => void worker.called('POST /v1/sync').then(() => kill('SIGINT')),
  });
  expect(answer).toEqual({
    status: 130,
    signal: null,
    out: '',
    err: '% You no longer follow the synchronization from core1; it goes on\n  "show failover sync" shows where it is, "clear failover sync" cancels it\n',
  });
});

test('C3: a connection test prints its steps; 4 where something was not to be reached, else 1', async () => {
  expect(await understudy(['failover', 'test', 'core1'])).toMatchObject({ status: 0, err: '' });
  const steps = [
    ...testReport.steps,
    {
      name: 'core1 -> core2: port 22',
      ok: false,
      detail: 'connection refused\nstart sshd on core2',
      unreachable: true,
    },
  ];
  const report = {
    host: 'core1',
    ok: false,
    message: 'core1 -> core2: port 22: connection refused',
    unreachable: true,
    steps,
  };
  worker.replies.set('POST /v1/trusted-hosts/test', report);
  const { status, out } = await understudy(['failover', 'test', 'core1']);
  expect(status).toBe(4);
  expect(out.split('\n').slice(-6)).toEqual([
    '  ok      core1 -> core2: log in over SSH',
    '  FAILED  core1 -> core2: port 22',
    '          connection refused',
    '          start sshd on core2',
    '% core1 -> core2: port 22: connection refused',
    '',
  ]);
  const two = await understudy(['-c', 'failover test core1', '-c', 'show version']);
  expect({ status: two.status, hasGoneOn: two.out.includes('Understudy') }).toEqual({ status: 4, hasGoneOn: false });
  worker.replies.set('POST /v1/trusted-hosts/test', { ...report, unreachable: false });
  expect((await understudy(['failover', 'test', 'core1'])).status).toBe(1);
  expect(JSON.parse((await understudy(['failover', 'test', 'core1', '--json'])).out)).toMatchObject({ ok: false });
});
