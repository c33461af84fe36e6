import { expect, test } from '@jest/globals';
import { catalog } from '../../../src/commands/catalog.ts';
import type { Call, Outcome } from '../../../src/commands/declaration.ts';
import { Session } from '../../../src/console/lines/session.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import type { ControlClient } from '../../../src/control/client.ts';
import { serviceList } from '../../support/show-fixtures.ts';
import { ago, configText, historyEvents, nowMs, successfulRun } from '../../support/status-fixtures.ts';

const session = new Session({ privileged: false, interactive: true });
session.remember('show version');
const operator: Call['operator'] = {
  canAnswer: false,
  watches: false,
  note: () => undefined,
  progress: () => undefined,
  ask: () => Promise.resolve(undefined),
  askSecret: () => Promise.resolve(undefined),
  confirm: () => Promise.resolve(false),
  live: undefined,
  suspended: (work) => work(() => undefined),
};

/** Runs a command against a client that knows only this one answer. */
const show = async (words: string, answer: object, values: Record<string, string> = {}): Promise<string[]> => {
  const client = new Proxy({}, { get: () => () => Promise.resolve(answer) }) as ControlClient;
  const signal = new AbortController().signal;
  const declaration = catalog.find((one) => one.words === words)!;
  const outcome: Outcome = await declaration.run({
    client,
    values,
    operator,
    session,
    signal,
    assumeYes: false,
    nowMs,
    paint: plain,
  });
  expect(JSON.parse(JSON.stringify(outcome.data))).toBeInstanceOf(Object);
  return outcome.text(plain).split('\n');
};

test('H7: history shows what was seen, which rule applied and what was done, newest last', async () => {
  expect(await show('show failover history', { events: historyEvents })).toEqual([
    '7  2026-11-21 01:11:24 GMT (40 s ago)  Standby  term 1',
    '  The worker was started.',
    '8  2026-11-21 01:11:34 GMT (30 s ago)  Standby (suspect) -> Standby (promoting)  term 2  rule F30',
    '  core1 did not answer 3 heartbeats in a row (connection refused): promoting, term 2.',
  ]);
  expect(await show('show failover history', { events: [] })).toEqual(['Nothing has happened yet']);
});

test('D7: Sync History shows every run with its tasks, and the running one first', async () => {
  const running = {
    ...successfulRun,
    id: 13,
    result: 'running' as const,
    completed: null,
    counts: [],
    tasks: [],
    generation: null,
  };
  const lines = await show('show failover sync', {
    running,
    nextDue: '2026-11-21T04:00:00Z',
    runs: [running, successfulRun],
  });
  expect(lines.slice(0, 5)).toEqual([
    'Next synchronization 2026-11-21 04:00:00 GMT (in 2 h 47 min)',
    '',
    'Synchronization 13 from core1 is running for 2 min 8 s; started 2026-11-21 01:09:56 GMT (2 min 8 s ago) by an operator',
    '',
    'Synchronization 12 from core1 succeeded in 8 s; started 2026-11-21 01:09:56 GMT (2 min 8 s ago) by an operator',
  ]);
  expect(lines).toContain('  fetch registry  success  01:09:56  5.8 s   12.3 MB');
  expect(await show('show failover sync', { running: null, nextDue: null, runs: [] })).toEqual([
    'No synchronization has run yet',
    'No synchronization is scheduled',
  ]);
});

test('as many runs as were asked for', async () => {
  const runs = [12, 11, 10].map((id) => ({ ...successfulRun, id }));
  const lines = await show('show failover sync', { running: null, nextDue: null, runs }, { runs: '2' });
  expect(lines.filter((line) => line.startsWith('Synchronization '))).toHaveLength(2);
});

test('H4: complete copies', async () => {
  const generations = [
    {
      number: 4,
      created: ago(120),
      source: 'core1',
      epoch: 1,
      files: 1793,
      bytes: 80_100_000,
      digest: '0123456789abcdef',
      applied: true,
    },
    {
      number: 3,
      created: ago(7200),
      source: 'core1',
      epoch: 1,
      files: 900,
      bytes: 100,
      digest: 'fedcba9876543210',
      applied: false,
    },
  ];
  expect((await show('show failover generations', { generations })).map((line) => line.split(/ {2,}/))).toEqual([
    ['Copy', 'Created', 'From', 'Term', 'Files', 'Size', 'Digest'],
    ['4', '2026-11-21 01:10:04 GMT (2 min ago)', 'core1', '1', '1793', '80.1 MB', '0123456789ab', 'in use'],
    ['3', '2026-11-20 23:12:04 GMT (2 h ago)', 'core1', '1', '900', '100 bytes', 'fedcba987654'],
  ]);
  expect(await show('show failover generations', { generations: [] })).toEqual([
    'There is no complete copy on this server',
  ]);
});

test('orphans: what was only here, and where it is kept', async () => {
  const orphans = [
    {
      id: '000004',
      at: ago(60),
      epoch: 1,
      path: '/var/lib/understudy/orphans/000004',
      findings: ['dataset registry: 3 rows of devices only here'],
    },
  ];
  expect(await show('show failover orphans', { orphans })).toEqual([
    '000004  2026-11-21 01:11:04 GMT (1 min ago)  term 1',
    '  dataset registry: 3 rows of devices only here',
    '  kept in /var/lib/understudy/orphans/000004',
  ]);
  expect(await show('show failover orphans', { orphans: [] })).toEqual([
    'Nothing was only on this server when a copy replaced its data',
  ]);
});

test('C3: trusted hosts and the key, which is one line to be pasted', async () => {
  const hosts = [
    {
      name: 'core1',
      address: '10.0.0.1',
      directAddress: null,
      port: 22,
      user: 'understudy',
      key: 'ssh-ed25519 AAAA',
      isPeer: true,
    },
  ];
  expect(await show('show failover trusted-hosts', { hosts })).toEqual([
    'Name   Role  Address              Port  Key',
    'core1  peer  understudy@10.0.0.1  22    ssh-ed25519 AAAA',
  ]);
  const direct = { ...hosts[0], name: 'core3', directAddress: '10.9.0.3', isPeer: false };
  expect(await show('show failover trusted-hosts', { hosts: [...hosts, direct] })).toEqual([
    'Name   Role  Address              Direct    Port  Key',
    'core1  peer  understudy@10.0.0.1  -         22    ssh-ed25519 AAAA',
    'core3  -     understudy@10.0.0.1  10.9.0.3  22    ssh-ed25519 AAAA',
  ]);
  expect((await show('show failover trusted-hosts', { hosts: [] }))[0]).toMatch(/^No host is trusted yet/);
  expect(await show('show failover key', { key: 'ssh-ed25519 AAAA' })).toEqual(['ssh-ed25519 AAAA']);
});

test('console 41: the configuration is the text alone; one that was never saved says so', async () => {
  expect((await show('show running-config', configText)).join('\n')).toBe(configText.text.trimEnd());
  expect(await show('show startup-config', { ...configText, text: '' })).toEqual([
    'Nothing has been saved yet: "write memory" saves the running configuration',
  ]);
});

test('console 42 and 33: privilege and typed lines', async () => {
  expect(await show('show privilege', {})).toEqual(['Current privilege level is 1']);
  expect(await show('show history', {})).toEqual(['  1  show version']);
});

test('the log, also an empty one', async () => {
  expect(await show('show logging', { lines: ['a', 'b'] })).toEqual(['a', 'b']);
  expect(await show('show logging', { lines: [] })).toEqual(['The log is empty']);
});

test('B6: a service tells how it is', async () => {
  const service = { ...serviceList.services[0]!, command: null, since: ago(60), pid: 7 };
  const answer = { message: 'registry is started', changed: true, warnings: [], service };
  expect(await show('service', answer, { name: 'registry', action: 'start' })).toEqual(['registry is started']);
  expect(await show('service', answer, { name: 'registry', action: 'status' })).toEqual([
    'registry is running since 2026-11-21 01:11:04 GMT (1 min ago), pid 7',
  ]);
  const failed = { ...service, state: 'failed', pid: null, since: null, detail: 'exited with status 1' };
  expect(await show('service', { ...answer, service: failed }, { name: 'registry', action: 'status' })).toEqual([
    'registry is failed: exited with status 1',
  ]);
});
