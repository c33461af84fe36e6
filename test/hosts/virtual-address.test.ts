import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FailoverStatus } from '../../src/control/shapes.ts';
import { until } from '../lab/until.ts';
import type { Appliance } from './appliance.ts';
import { Client } from './client.ts';
import { bootPair, type Pair } from './pair.ts';

const address = '10.77.0.100';
const lines = ['failover health-monitor interface host0', `failover virtual-address ${address} 255.255.255.0`];
/** Of the grant, and of what the kernel may be late. */
const leaseMs = 5000 + 500;

let pair: Pair;
let clients: Client;
beforeAll(async () => {
  pair = await bootPair('promote-to-primary');
  clients = new Client(pair.lab, { address });
  await Promise.all([pair.core1, pair.core2].map((core) => core.configure(lines)));
});
afterAll(() => pair.lab.close());

const held = ({ virtualIp }: FailoverStatus): boolean => virtualIp?.held === true;

interface Address {
  readonly local: string;
  readonly valid_life_time: number;
}
/** As the kernel of a host has it, or undefined. */
const inKernel = async (core: Appliance): Promise<Address | undefined> => {
  const [link] = JSON.parse(await core.host.must(['ip', '-json', 'address', 'show', 'dev', 'host0'])) as {
    addr_info: Address[];
  }[];
  return link?.addr_info.find(({ local }) => local === address);
};
const macOf = async (core: Appliance): Promise<string> =>
  (await core.host.must(['cat', '/sys/class/net/host0/address'])).trim();

const mainPid = async (core: Appliance, unit: string): Promise<string> =>
  (await core.host.must(['systemctl', 'show', '--value', '--property=MainPID', unit])).trim();
const kill = async (core: Appliance, unit: string, signal: string): Promise<void> => {
  await core.host.must(['kill', `-${signal}`, await mainPid(core, unit)]);
};

/** Where the observer's own table of neighbours has the address, without asking anybody. */
const neighbour = async (): Promise<string> => {
  const { stdout } = await pair.lab.observe(['ip', '-json', 'neighbour', 'show', address]);
  const [entry] = JSON.parse(stdout === '' ? '[]' : stdout) as { lladdr?: string }[];
  return entry?.lladdr ?? '';
};

test('E3: the server that serves has the address for a few seconds at a time, and clients use it', async () => {
  const { core1, core2 } = pair;
  await core1.until('it has the address', held);
  expect((await inKernel(core1))?.valid_life_time).toBeLessThanOrEqual(5);
  expect(await inKernel(core2)).toBeUndefined();
  await clients.untilServed();
  expect(await neighbour()).toBe(await macOf(core1));

  expect((await core1.type('show failover')).stdout).toMatch(/^ +Virtual address +10\.77\.0\.100\/24, here on host0$/m);
  const rated = await core1.host.exec(['systemd-analyze', 'security', '--threshold=20', 'understudy-lease.service']);
  expect(rated.exitStatus).toBe(0);
  const standby = await core2.until('it lacks nothing', ({ readiness }) => readiness.blockers.length === 0);
  expect(standby.virtualIp).toEqual({
    address: `${address}/24`,
    interface: 'host0',
    held: false,
    reason: 'this server does not serve',
    usedBy: null,
  });
});

test('the worker hangs: the address goes within its lease, the other server takes it, and neighbours learn of it', async () => {
  const { core1, core2 } = pair;
  await kill(core1, 'understudyd', 'STOP');
  await until(
    'core1 has no address any more',
    () => inKernel(core1),
    (seen) => seen === undefined,
    { limitMs: leaseMs },
  );
  await core2.until('it has the address', held);
  // Told, not asked: nothing has been sent to it yet.
  await until('the observer knows', neighbour, (seen) => seen !== '');
  expect(await neighbour()).toBe(await macOf(core2));
  await clients.untilServed();

  await kill(core1, 'understudyd', 'CONT');
  const fenced = await core1.until('it is fenced', ({ phase }) => phase === 'fenced');
  expect(fenced.virtualIp?.held).toBe(false);
  expect(await inKernel(core1)).toBeUndefined();
  expect(await neighbour()).toBe(await macOf(core2));
});

test('the renewer is killed: systemd starts another, which goes on; without one the kernel drops the address', async () => {
  const { core2 } = pair;
  const first = await mainPid(core2, 'understudy-lease');
  await kill(core2, 'understudy-lease', 'KILL');
  await until(
    'another renewer is there',
    () => mainPid(core2, 'understudy-lease'),
    (pid) => pid !== '0' && pid !== first,
  );
  await core2.host.must(['systemctl', 'start', 'understudy-lease']);
  await core2.until('it has the address', held);
  expect(await inKernel(core2)).toBeDefined();

  core2.host.write('/etc/systemd/system/understudy-lease.service.d/once.conf', '[Service]\nRestart=no\n');
  await core2.host.must(['systemctl', 'daemon-reload']);
  await kill(core2, 'understudy-lease', 'KILL');
  await until(
    'the kernel has dropped it',
    () => inKernel(core2),
    (seen) => seen === undefined,
    { limitMs: leaseMs },
  );
  const { virtualIp, readiness } = await core2.until('it knows', (status) => !held(status));
  expect(virtualIp).toMatchObject({ held: false, reason: expect.stringContaining('understudy-lease') });
  expect(readiness.blockers).toContainEqual(
    expect.stringContaining('The virtual address 10.77.0.100/24 is not on host0'),
  );
});

test('somebody else has the address: it is not taken, an alert says who, and it is taken when it is free', async () => {
  const { lab, core2 } = pair;
  await lab.observe(['ip', 'address', 'add', `${address}/32`, 'dev', 'br0']);
  const { stdout } = await lab.observe(['ip', '-json', 'link', 'show', 'br0']);
  const [stranger = ''] = (JSON.parse(stdout) as { address: string }[]).map((link) => link.address);
  await core2.host.must(['systemctl', 'start', 'understudy-lease']);
  const used = await core2.until('it says who', ({ virtualIp }) => virtualIp?.usedBy !== null);
  expect(used.virtualIp).toMatchObject({ held: false, usedBy: stranger });
  expect(await inKernel(core2)).toBeUndefined();
  const alert = expect.stringMatching(
    new RegExp(
      `^The virtual address 10.77.0.100/24 is not on host0, though this server serves: ${stranger} on host0 answers`,
    ),
  );
  await until(
    'the alert is in the history',
    () => core2.sentences(),
    (sentences) => sentences.some((sentence) => sentence.includes(stranger)),
  );
  expect(await core2.sentences()).toContainEqual(alert);
  expect((await core2.type('show failover')).stdout).toMatch(/^ +Virtual address +10\.77\.0\.100\/24 is NOT HERE: /m);

  await lab.observe(['ip', 'address', 'del', `${address}/32`, 'dev', 'br0']);
  await core2.until('it has the address', held);
  await clients.untilServed();
});

test('the worker is stopped: the address goes with it at once; power loss: it moves', async () => {
  const { core1, core2 } = pair;
  expect(await core1.type('failover sync core2')).toMatchObject({ exitStatus: 0 });
  await core2.host.cutPower();
  await core1.until('it has the address', held);
  await clients.untilServed();
  expect(await neighbour()).toBe(await macOf(core1));

  await core1.host.must(['systemctl', 'stop', 'understudyd']);
  expect(await inKernel(core1)).toBeUndefined();
});
