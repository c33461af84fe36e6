import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { FailoverStatus, HistoryList } from '../../src/control/shapes.ts';
import type { Host } from '../lab/host.ts';
import type { Appliance } from './appliance.ts';
import { until } from '../lab/until.ts';
import { Client } from './client.ts';
import { bootPair, type Pair } from './pair.ts';
import { nowMs, Watcher } from './watcher.ts';

const address = '10.77.0.100';
const leaseMs = 5000;
/** The kernel counts an address's life in whole seconds, and this machine is busy. */
const lateMs = 1500;
/** A client that asks at a bad moment tries again after so long. */
const noGapMs = 700;

const linesFor = (witness: Host): string[] => [
  'failover health-monitor interface host0',
  `failover virtual-address ${address} 255.255.255.0`,
  'failover heartbeat timeout 500ms',
  `failover lease ${leaseMs / 1000}s`,
  `failover witness etcd endpoints http://${witness.address}:2379`,
];

let pair: Pair;
let witness: Host;
let clients: Client;
let watcher: Watcher;
/** When core1 was synchronized after its power had been lost. */
let backAtMs = 0;

const startEtcd = async (host: Host): Promise<void> => {
  const url = `http://${host.address}:2379`;
  host.write(
    '/etc/default/etcd',
    `ETCD_LISTEN_CLIENT_URLS=http://127.0.0.1:2379,${url}\nETCD_ADVERTISE_CLIENT_URLS=${url}\n`,
  );
  await host.must(['systemctl', 'restart', 'etcd']);
};

beforeAll(async () => {
  pair = await bootPair('promote-to-primary', { more: ['witness'], packages: ['etcd-server'] });
  const { lab, core1, core2 } = pair;
  const third = lab.hosts[2];
  if (third === undefined) throw new Error('There is no third host');
  witness = third;
  await Promise.all([
    startEtcd(witness),
    ...[core1, core2].map((core) => core.host.must(['systemctl', 'disable', '--now', 'etcd'])),
  ]);
  clients = new Client(lab, { address });
  await core2.configure(linesFor(witness));
  await core1.configure(linesFor(witness));
  await clients.untilServed();
  watcher = new Watcher(address);
  watcher.onSwitch(lab);
  for (const core of [core1, core2]) watcher.on(core.host);
});
afterAll(async () => {
  // Who watches from inside the lab ends with it.
  await pair.lab.close();
  await watcher.close();
});
afterEach(() => {
  expect(watcher.newViolations()).toEqual([]);
});

const isStandby = ({ phase, peer, readiness }: FailoverStatus): boolean =>
  phase === 'standby' && peer.reachable && readiness.blockers.length === 0;
const serves = ({ state, virtualIp }: FailoverStatus): boolean => state === 'active' && virtualIp?.held === true;

const newestSentence = async (core: Appliance, row: string): Promise<string> => {
  const { events } = await core.read<HistoryList>('show failover history');
  const found = events.toSorted((a, b) => b.id - a.id).find((event) => event.row === row);
  if (found === undefined) throw new Error(`${core.name}: no ${row} in the history`);
  return found.sentence;
};

/** The one that was overtaken is the Standby again, and can take over. */
const bringBack = async (core: Appliance, other: Appliance): Promise<void> => {
  const fenced = await core.until('it is fenced', ({ phase }) => phase === 'fenced');
  expect(fenced.reason).toContain(`"failover sync ${other.name}"`);
  expect(await core.type(`failover sync ${other.name}`)).toMatchObject({ exitStatus: 0 });
  await core.until('it can take over', isStandby);
  await other.until('it serves', serves);
};

const workerSignal = async (core: Appliance, signal: 'STOP' | 'CONT'): Promise<void> => {
  const pid = await core.host.must(['systemctl', 'show', '--property=MainPID', '--value', 'understudyd']);
  await core.host.must(['kill', `-${signal}`, pid.trim()]);
};

/** Nothing that the other one says is heard, by either; everybody else is. */
const cutBetween = async (one: Appliance, other: Appliance): Promise<void> => {
  for (const [core, { host }] of [
    [one, other],
    [other, one],
  ] as const) {
    const rules = `table inet cut { chain input { type filter hook input priority -300; ip saddr ${host.address} drop; }; }`;
    await core.host.must(['nft', rules]);
  }
};
const mendBetween = async (...cores: Appliance[]): Promise<void> => {
  for (const core of cores) await core.host.must(['nft', 'delete', 'table', 'inet', 'cut']);
};

test('a pair with a witness says that never two serve', async () => {
  const { core1, core2 } = pair;
  await core1.until('it serves', serves);
  await core2.until('it can take over', isStandby);
  for (const core of [core1, core2]) {
    expect((await core.status()).safety.class).toBe('A');
    const { stdout } = await core.type('show failover');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'a server serves only while the other one or the witness lets it, and they let one at a time',
    );
  }
});

test('the link between the two is cut: the Primary serves on by the word of the witness, and the Standby is held', async () => {
  const { core1, core2 } = pair;
  const sinceMs = nowMs();
  await cutBetween(core1, core2);
  const held = await core2.until('it is held', ({ phase }) => phase === 'held');
  expect(held.reason).toMatch(
    /^core1 did not answer \d+ heartbeats in a row .*Not promoted: core1 has the lease of the witness\. "failover mode primary" takes over\.$/,
  );
  await core1.until('it has missed core2 for longer than a lease', ({ peer }) => peer.failures > 5);
  expect((await core1.status()).state).toBe('active');

  await mendBetween(core1, core2);
  await core2.until('it can take over', isStandby);
  expect(await newestSentence(core2, 'F40')).toContain('core1 is heard again');
  expect(watcher.longestGapMs(sinceMs)).toBeLessThan(noGapMs);
});

test('the Primary is isolated: it loses the address within its lease, then the other one serves', async () => {
  const { lab, core1, core2 } = pair;
  const cutAtMs = nowMs();
  await lab.cables.cut('core1');
  await core2.until('it serves', serves);
  await clients.untilServed();
  expect(watcher.lastMs(core1.host).address - cutAtMs).toBeLessThan(leaseMs + lateMs);
  expect(watcher.lastMs(core1.host).answer - cutAtMs).toBeLessThan(leaseMs + lateMs);
  const alone = await core1.until('it serves nobody', ({ phase }) => phase === 'hold');
  expect(alone.reason).toMatch(/^Neither core2 nor the witness lets this server serve/);
  expect(await newestSentence(core2, 'F24')).toMatch(
    /^core1 did not answer .* and the witness lets this server serve: promoting/,
  );

  await lab.cables.mend('core1');
  await bringBack(core1, core2);
});

test('the worker of the Primary hangs: one after the other serves, and it is fenced when it goes on', async () => {
  const { core1, core2 } = pair;
  const stoppedAtMs = nowMs();
  await workerSignal(core2, 'STOP');
  await core1.until('it serves', serves);
  await clients.untilServed();
  expect(watcher.lastMs(core2.host).address - stoppedAtMs).toBeLessThan(leaseMs + lateMs);

  await workerSignal(core2, 'CONT');
  await bringBack(core2, core1);
});

test('the Primary loses power: the other one takes over', async () => {
  const { core1, core2 } = pair;
  await core1.host.cutPower();
  await core2.until('it serves', serves);
  await clients.untilServed();

  await core1.host.powerOn();
  watcher.on(core1.host);
  await bringBack(core1, core2);
  backAtMs = nowMs();
});

test('the witness is lost: the Primary serves by the word of its Standby; without both it serves nobody, until one is back', async () => {
  const { core1, core2 } = pair;
  // Who has just started lets nobody serve before its own last lease can be over.
  await until(
    'core1 lets its Primary serve',
    () => Promise.resolve(nowMs() - backAtMs),
    (ms) => ms > leaseMs + lateMs,
  );
  const sinceMs = nowMs();
  await witness.cutPower();
  await core1.until('it knows', ({ readiness }) => readiness.blockers.some((one) => one.includes('witness')));
  expect(watcher.longestGapMs(sinceMs)).toBeLessThan(noGapMs);

  const cutAtMs = nowMs();
  await core1.host.cutPower();
  const hold = await core2.until('it serves nobody', ({ phase }) => phase === 'hold');
  expect(hold.reason).toMatch(/^Neither core1 nor the witness lets this server serve/);
  expect(hold.reason).toContain('"failover mode primary" serves without them.');
  expect(watcher.lastMs(core2.host).address - cutAtMs).toBeLessThan(leaseMs + lateMs);

  await witness.powerOn();
  await core2.until('it serves', serves);
  expect(await newestSentence(core2, 'S38')).toMatch(/^The witness lets this server serve: serves, term \d+\.$/);
  await core1.host.powerOn();
  watcher.on(core1.host);
  await core1.until('it hears core2', ({ phase, peer }) => phase === 'standby' && peer.reachable);
  expect(await core1.type('failover sync core2')).toMatchObject({ exitStatus: 0 });
  await core1.until('it can take over', isStandby);
});

test('an operator makes an isolated server Primary: it serves without anybody’s word', async () => {
  const { lab, core1, core2 } = pair;
  await lab.cables.cut('core1');
  await core2.host.cutPower();
  const held = await core1.until('it is held', ({ phase }) => phase === 'held');
  expect(held.reason).toMatch(/^core2 did not answer .*Not promoted: .*"failover mode primary" takes over\.$/);
  expect(await core1.type('--yes failover mode primary')).toMatchObject({ exitStatus: 0 });
  await core1.until('it serves', serves);

  await lab.cables.mend('core1');
  await clients.untilServed();
  await core2.host.powerOn();
  watcher.on(core2.host);
  await bringBack(core2, core1);
});
