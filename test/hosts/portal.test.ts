import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestReport } from '../../src/control/shapes.ts';
import { until } from '../lab/until.ts';
import type { Appliance } from './appliance.ts';
import { bootTwo, trustLine, type Pair } from './pair.ts';

const serving = '200 MOBILEIRON-STATUS: OK (Mode: Primary)';
const failed = (reason: string): string => `503 MOBILEIRON-STATUS: FAILED (${reason})`;

let pair: Pair;
beforeAll(async () => {
  pair = await bootTwo({ direct: true });
  for (const core of [pair.core1, pair.core2]) for (const port of [443, 8443]) await untilPage(core, serving, port);
});
afterAll(() => pair.lab.close());

/** What a load balancer on the switch sees: status and first line, or only how the connection failed. */
const pageOf = async (core: Appliance, port = 443): Promise<string> => {
  const url = `https://${core.host.address}:${port}/hastatus.html`;
  const curl = ['curl', '--silent', '--insecure', '--max-time', '4', '--write-out', '%{http_code}', url];
  const { stdout } = await pair.lab.observe(curl);
  const [line = '', status = line] = stdout.split('\n');
  return status === line ? status : `${status} ${line}`;
};
const untilPage = (core: Appliance, wanted: string, port?: number): Promise<string> =>
  until(
    `the page of ${core.name} is ${wanted}`,
    () => pageOf(core, port),
    (page) => page === wanted,
  );
const pidOf = async ({ host }: Appliance, unit: string): Promise<string> =>
  (await host.must(['systemctl', 'show', '--property=MainPID', '--value', unit])).trim();
const certificateOf = async ({ host }: Appliance): Promise<string> => {
  const { stdout } = await pair.lab.observe([
    'curl',
    ...['--silent', '--insecure', '--max-time', '4', '--output', '/dev/null', '--write-out', '%{certs}'],
    `https://${host.address}/hastatus.html`,
  ]);
  return stdout;
};

test('the pages are served on 443 and 8443 by a process that may bind these ports and nothing else', async () => {
  const { core1 } = pair;
  expect(await pageOf(core1, 443)).toBe(serving);
  expect(await pageOf(core1, 8443)).toBe(serving);
  const { healthPages } = await core1.until(
    'it is told of both',
    (status) => status.healthPages.listening.length === 2,
  );
  expect(healthPages).toEqual({ listening: [443, 8443], faults: [] });
  const portal = await pidOf(core1, 'understudy-portal');
  expect(await core1.host.must(['stat', '--format=%U', `/proc/${portal}`])).toBe('understudy-portal');
  const status = await core1.host.must(['cat', `/proc/${portal}/status`]);
  // Bit 10: CAP_NET_BIND_SERVICE.
  expect(status).toMatch(/^CapEff:\t0000000000000400$/m);
  expect(status).toMatch(/^CapBnd:\t0000000000000400$/m);
  expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  const sight = await core1.host.exec(['nsenter', '-t', portal, '-m', '--', 'ls', '/var/lib/understudy']);
  expect(sight.exitStatus).not.toBe(0);
  const rated = await core1.host.exec(['systemd-analyze', 'security', '--threshold=20', 'understudy-portal.service']);
  expect(rated).toMatchObject({ exitStatus: 0 });
});

test('a portal that is killed comes back by itself', async () => {
  const { core1 } = pair;
  const portal = await pidOf(core1, 'understudy-portal');
  await core1.host.must(['kill', '-KILL', portal]);
  await until(
    'systemd starts another one',
    () => pidOf(core1, 'understudy-portal'),
    (pid) => pid !== '0' && pid !== portal,
  );
  await untilPage(core1, serving);
});

test('a worker that hangs is no answer: 503, and OK as soon as it goes on', async () => {
  const { core1 } = pair;
  const worker = await pidOf(core1, 'understudyd');
  await core1.host.must(['kill', '-STOP', worker]);
  expect(await pageOf(core1)).toBe(failed('the worker did not answer within 1 s'));
  await core1.host.must(['kill', '-CONT', worker]);
  await untilPage(core1, serving);
});

test('the pages outlive the worker, and say so', async () => {
  const { core1 } = pair;
  const portal = await pidOf(core1, 'understudy-portal');
  await core1.host.must(['systemctl', 'stop', 'understudyd']);
  await untilPage(core1, failed('the worker is not running'));
  await core1.host.must(['systemctl', 'start', 'understudyd']);
  await untilPage(core1, serving);
  expect(await pidOf(core1, 'understudy-portal')).toBe(portal);
});

test('a port that another program has is said by "show failover", and had when it is free', async () => {
  const { core1 } = pair;
  const other = 'require("net").createServer().listen(9443)';
  const node = '/usr/lib/understudy/runtime/node';
  await core1.host.must(['systemd-run', '--unit=other', '--property=Type=exec', node, '-e', other]);
  await until(
    'it listens',
    () => core1.host.must(['ss', '--listening', '--numeric', '--tcp']),
    (text) => text.includes(':9443'),
  );
  await core1.configure(['health-page ports 443,9443']);
  await core1.until('the fault is told', ({ healthPages: { faults } }) => faults.length === 1);
  expect((await core1.type('show failover')).stdout).toMatch(
    /Health pages +Health pages are not served on 0\.0\.0\.0 port 9443: another program listens there/,
  );
  expect(await pageOf(core1)).toBe(serving);
  await core1.host.must(['systemctl', 'stop', 'other']);
  await untilPage(core1, serving, 9443);
  await core1.configure(['health-page ports 443,8443']);
  await untilPage(core1, serving, 8443);
});

test('another hostname brings another certificate, which systemd hands to the portal', async () => {
  const { core1 } = pair;
  const before = await certificateOf(core1);
  await core1.configure(['hostname core7']);
  await until(
    'the pages show another certificate',
    () => certificateOf(core1),
    (shown) => shown.includes('core7') && shown !== before,
  );
  await core1.configure(['hostname core1']);
  await until(
    'and the first name again',
    () => certificateOf(core1),
    (shown) => shown.includes('core1'),
  );
});

test('Test Connection tries every port over both networks in both directions (C3, F4)', async () => {
  const { core1, core2 } = pair;
  await core1.configure([`${await trustLine(core2)} direct-address ${core2.host.directAddress}`]);
  await core2.configure([`${await trustLine(core1)} direct-address ${core1.host.directAddress}`]);
  const report = await core1.read<TestReport>('failover test core2');
  expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
  const names = report.steps.map(({ name }) => name);
  const ports = ['reach the SSH port', 'reach the health page on port 443', 'reach the health page on port 8443'];
  for (const way of ['core1 -> core2', 'core2 -> core1'])
    for (const via of [way, `${way} (direct)`]) for (const step of ports) expect(names).toContain(`${via}: ${step}`);
});

test('a firewall that swallows one port is found from there, and the test ends with 4', async () => {
  const { core1, core2 } = pair;
  const rules = 'table inet wall { chain in { type filter hook input priority 0; tcp dport 8443 drop; }; }\n';
  await core1.host.must(['nft', '-f', '-'], { input: rules });
  const [there, back] = await Promise.all([core2.type('failover test core1'), core1.type('failover test core2')]);
  expect(there.exitStatus).toBe(4);
  expect(there.stdout).toContain('FAILED  core2 -> core1: reach the health page on port 8443');
  expect(there.stdout).toContain('that its firewall admits the port');
  expect(back).toMatchObject({ exitStatus: 4 });
  expect(back.stdout).toContain('FAILED  core2 -> core1: reach the health page on port 8443');
  await core1.host.must(['nft', 'delete', 'table', 'inet', 'wall']);
});
