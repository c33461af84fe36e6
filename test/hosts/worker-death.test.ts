import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Explanation } from '../../src/control/decision-shapes.ts';
import type { HistoryList } from '../../src/control/shapes.ts';
import { until } from '../lab/until.ts';
import type { Appliance } from './appliance.ts';
import { bootPair, type Pair } from './pair.ts';

let pair: Pair;
beforeAll(async () => (pair = await bootPair('keep-in-standby')));
afterAll(() => pair.lab.close());

const workerOf = async ({ host }: Appliance): Promise<string> =>
  (await host.must(['systemctl', 'show', '--property=MainPID', '--value', 'understudyd'])).trim();
const isRunning = async ({ host }: Appliance, pid: string | number): Promise<boolean> =>
  (await host.exec(['test', '-d', `/proc/${pid}`])).exitStatus === 0;
const serviceOf = async (core: Appliance): Promise<number> => {
  const { services } = await core.status();
  const pid = services[0]?.pid;
  if (pid === undefined || pid === null) throw new Error('The service does not run');
  return pid;
};
const killWorker = async (core: Appliance): Promise<string> => {
  const worker = await workerOf(core);
  await core.host.must(['kill', '-KILL', worker]);
  return worker;
};

test('SIGKILL of the worker: its service dies with it, systemd starts both again, and core1 serves', async () => {
  const { core1, core2, client1 } = pair;
  const service = await serviceOf(core1);

  const worker = await killWorker(core1);

  await until(
    'the service is dead',
    () => isRunning(core1, service),
    (is) => !is,
  );
  await until(
    'systemd starts the worker',
    () => workerOf(core1),
    (pid) => pid !== '0' && pid !== worker,
  );
  const back = await core1.until('it is active', ({ state }) => state === 'active');
  expect(back).toMatchObject({ mode: 'primary', epoch: 1 });
  await client1.untilServed();
  expect(await client1.count()).toBe(3);
  expect(await serviceOf(core1)).not.toBe(service);
  // A peer that is to keep in Standby has not taken over in the meantime.
  expect(await core2.until('it hears core1', ({ phase, peer }) => phase === 'standby' && peer.reachable)).toMatchObject(
    { epoch: 1 },
  );
});

test('when the peer took over while the worker was dead, core1 comes back fenced and serves nobody', async () => {
  const { core1, core2, client1, client2 } = pair;
  await core2.configure(['failover on-failure promote-to-primary']);
  core1.host.write('/etc/systemd/system/understudyd.service.d/later.conf', '[Service]\nRestartSec=10\n');
  await core1.host.must(['systemctl', 'daemon-reload']);

  const worker = await killWorker(core1);

  const { served } = await client1.servedDuring(async () => {
    await core2.until('it is active', ({ state }) => state === 'active');
    await client2.untilServed();
    await until(
      'systemd starts the worker',
      () => workerOf(core1),
      (pid) => pid !== '0' && pid !== worker,
    );
    const fenced = await core1.until('it is fenced', ({ phase }) => phase === 'fenced');
    expect(fenced).toMatchObject({ mode: 'secondary', state: 'notAvailable', epoch: 2 });
    expect(fenced.reason).toContain('"failover sync core2"');
    expect(fenced.services).toMatchObject([{ state: 'stopped' }]);
  });
  expect(served).toBe(0);
  expect(await client2.isServed()).toBe(true);
});

test('a fenced server is made Primary beside one that serves: done, and said what that means (B1)', async () => {
  const { core1, core2, client1 } = pair;
  const { exitStatus, stderr } = await core1.type('--yes failover mode primary');
  expect(exitStatus).toBe(0);
  const said = stderr.replace(/\s+/g, ' ');
  expect(said).toMatch(/core2 is Primary and serves the clients now \(it answered \d+ m?s ago\)\./);
  expect(said).toContain('core2 stops serving as soon as core1 takes over.');
  expect(said).toContain('what was written on core2 since is lost to the clients');
  expect(said).toContain('"show failover switchover"');

  await core2.until('it is fenced', ({ phase }) => phase === 'fenced');
  await client1.untilServed();
  expect(await core1.sentences()).toContainEqual(
    expect.stringMatching(
      /^Promoted by the operator: term 3\. core2 served at that time, and the operator was told so\./,
    ),
  );
  const { events } = await core1.read<HistoryList>('show failover history');
  const order = events.find(({ row }) => row === 'O10');
  const { seen } = await core1.read<Explanation>(`show failover explain ${order?.id ?? ''}`);
  expect(seen).toContain('The operator was told: core2 stops serving as soon as core1 takes over.');
});
