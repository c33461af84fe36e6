import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { OrphanStatus, SyncHistory, TestReport } from '../../src/control/shapes.ts';
import type { Appliance } from './appliance.ts';
import { applicationLines, dataFolder } from './application.ts';
import { bootTwo, trustLine, type Pair } from './pair.ts';

let pair: Pair;
beforeAll(async () => (pair = await bootTwo()));
afterAll(() => pair.lab.close());

const devicesOn = ({ host }: Appliance): Promise<string> =>
  host.must(['sqlite3', '-readonly', `${dataFolder}/registry.sqlite`, 'select vendor, name from devices order by id']);

test('a bare host has a worker, serves alone and shows its key', async () => {
  const { core1, core2 } = pair;
  await core1.until(
    'it serves alone',
    ({ state, highAvailability }) => state === 'active' && highAvailability === 'disabled',
  );
  const keys = await Promise.all(
    [core1, core2].map(async (core) => (await core.type('show failover key')).stdout.trim()),
  );
  for (const key of keys) expect(key).toMatch(/^ssh-ed25519 \S+$/);
  expect(new Set(keys).size).toBe(2);
});

test('trust is one line each way, and Test Connection then is successful in both directions (C3)', async () => {
  const { core1, core2 } = pair;
  expect((await core2.type('failover mode secondary')).exitStatus).toBe(0);
  // One server is configured by arguments, the other through standard input: both ways are in the guide.
  const lines = ['configure terminal', await trustLine(core2), 'failover peer core2', 'end', 'write memory'];
  await core1.host.must(['understudy', ...lines.flatMap((line) => ['-c', line])]);

  const before = await core1.type('failover test core2');
  expect(before.exitStatus).not.toBe(0);
  expect(before.stdout + before.stderr).not.toContain('Test was successful');

  await core2.configure([await trustLine(core1), 'failover peer core1']);
  for (const [core, other] of [
    [core1, 'core2'],
    [core2, 'core1'],
  ] as const) {
    const test = await core.type(`failover test ${other}`);
    expect(test).toMatchObject({ exitStatus: 0, stdout: expect.stringContaining('Test was successful') });
    const report = await core.read<TestReport>(`failover test ${other}`);
    expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
  }
});

test("a peer's key opens no shell and no file on the real sshd", async () => {
  const { core2 } = pair;
  const login = ['ssh', '-i', '/var/lib/understudy/ssh/id_ed25519', '-o', 'BatchMode=yes', '-o'];
  const asPeer = [...login, 'UserKnownHostsFile=/var/lib/understudy/ssh/known_hosts', 'understudy@10.77.0.1'];
  for (const command of [['id'], ['cat', '/etc/shadow'], []]) {
    const { exitStatus, stdout } = await core2.host.exec([...asPeer, ...command]);
    expect(exitStatus).toBe(5);
    expect(stdout).not.toMatch(/uid=|root:/);
  }
});

test('the data of the application comes to the other server, counted on both (D1, D3, D8)', async () => {
  const { core1, core2, client1 } = pair;
  for (const core of [core1, core2]) await core.configure([...applicationLines, 'high-availability enable']);
  await client1.untilServed();
  for (const name of ['one', 'two', 'three']) await client1.add(name);
  await client1.put('certificate.pem', 'a certificate\n');
  await core2.until('it hears core1', ({ peer }) => peer.reachable);

  expect(await core2.type('failover sync core1')).toMatchObject({ exitStatus: 0 });

  expect(await devicesOn(core2)).toBe('feed|one\nfeed|two\nfeed|three');
  expect(await core2.host.must(['cat', `${dataFolder}/files/certificate.pem`])).toBe('a certificate');
  const { runs } = await core2.read<SyncHistory>('show failover sync');
  expect(runs[0]).toMatchObject({ result: 'success', host: 'core1', generation: 1 });
  expect(runs[0]?.counts).toEqual(
    expect.arrayContaining([{ dataset: 'registry', of: 'devices', primary: 3, secondary: 3 }]),
  );
  const { orphans } = await core2.read<{ orphans: OrphanStatus[] }>('show failover orphans');
  expect(orphans).toEqual([]);
});

test('the pair is seen from both consoles: who serves, who stands by and could take over', async () => {
  const { core1, core2, client2 } = pair;
  const primary = await core1.until('it hears core2', ({ peer }) => peer.reachable && peer.state === 'standby');
  expect(primary).toMatchObject({ mode: 'primary', state: 'active', epoch: 1 });
  const standby = await core2.until('it hears core1', ({ peer }) => peer.reachable && peer.epoch === 1);
  expect(standby).toMatchObject({
    mode: 'secondary',
    state: 'standby',
    phase: 'standby',
    sync: { lastResult: 'success' },
  });
  expect(await client2.isServed()).toBe(false);
});
