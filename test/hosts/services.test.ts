import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ServiceList } from '../../src/control/host-shapes.ts';
import type { EventList } from '../../src/control/decision-shapes.ts';
import { Lab } from '../lab/lab.ts';
import { until } from '../lab/until.ts';
import { Appliance } from './appliance.ts';

/** Debian's own Tomcat, which its package has enabled, and a unit that does not work. */
const tomcat = 'tomcat10.service';
const sick = '[Service]\nExecStart=/bin/false\n';
const well = '[Service]\nExecStart=/bin/sleep infinity\n';
/** What a user would paste. */
const example = readFileSync(join(import.meta.dirname, '../../examples/tomcat/tomcat.conf'), 'utf8').split('\n');
const sickPath = '/etc/systemd/system/sick.service';
const dropIn = `/run/systemd/system/${tomcat}.d/50-understudy.conf`;

let lab: Lab;
let core1: Appliance;
beforeAll(async () => {
  lab = await Lab.start(['core1'], { packages: ['tomcat10'] });
  core1 = new Appliance(lab.hosts[0]!);
  await core1.until('it serves', ({ state }) => state === 'active');
});
afterAll(() => lab.close());

const systemctl = async (...args: string[]): Promise<string> =>
  (await core1.host.exec(['systemctl', ...args])).stdout.trim();
/** To `kill`, 0 would mean all who are in its own group: this test, too. */
const pidOf = async (unit: string): Promise<string> => {
  const pid = await systemctl('show', '--property=MainPID', '--value', unit);
  if (Number(pid) > 0) return pid;
  throw new Error(`${unit} does not run: ${await systemctl('status', '--no-pager', unit)}`);
};
const isActive = async (unit: string): Promise<boolean> => (await systemctl('is-active', unit)) === 'active';
const log = (): Promise<string> => core1.host.must(['cat', '/var/log/understudy/understudyd.log']);
/** What a client of Tomcat's own first page gets. */
const answers = async (): Promise<boolean> => {
  const get = ['curl', '--silent', '--max-time', '2', `http://${core1.host.address}/`];
  return (await lab.observe(get)).stdout.includes('It works');
};
const untilItAnswers = (): Promise<boolean> => until('Tomcat answers a client', answers, Boolean);
const configure = (...lines: string[]) =>
  core1.host.exec(['understudy'], { input: ['configure terminal', ...lines, 'end', ''].join('\n') });
const service = async (name: string) => {
  const { services } = await core1.read<ServiceList>('show services');
  return services.find((one) => one.name === name);
};

test('a unit that does not exist, is masked, or is needed by the host is refused and nothing is changed', async () => {
  const missing = await configure('service app unit nope');
  expect(missing.exitStatus).toBe(2);
  expect(missing.stderr).toContain('nope.service does not exist on this host');
  await systemctl('mask', '--runtime', 'rsync.service');
  expect((await configure('service app unit rsync.service')).stderr).toContain('rsync.service is masked on this host');
  expect((await configure('service app unit ssh')).stderr).toContain('this host needs that unit');
  expect(await core1.read<ServiceList>('show services')).toMatchObject({ services: [] });
});

test('an enabled Tomcat is taken up as it runs: from now on only we start it, and clients reach it', async () => {
  await until('Debian has started it', () => isActive(tomcat), Boolean);
  const pid = await pidOf(tomcat);
  const { exitStatus, stdout, stderr } = await configure(
    ...example,
    'service tomcat',
    'check interval 1s',
    'check timeout 1s',
    'check failures 2',
  );
  expect(exitStatus).toBe(0);
  expect(stdout + stderr).toContain(`${tomcat} was enabled and is no longer: from now on only Understudy starts it`);
  expect(await systemctl('is-enabled', tomcat)).toBe('disabled');
  expect(await systemctl('show', '--property=BindsTo', '--value', tomcat)).toBe('understudyd.service');
  await untilItAnswers();
  expect(await pidOf(tomcat)).toBe(pid);
  const healthy = await until(
    'it is healthy',
    () => service('tomcat'),
    (seen) => seen?.check?.healthy === true,
  );
  expect(healthy).toMatchObject({ state: 'running', unit: tomcat, subState: 'running', pid: Number(pid) });
  expect((await core1.type('service tomcat logs 5')).stdout).toContain('tomcat');
  expect((await core1.type('show logging service tomcat 3')).stdout.trim().split('\n')).toHaveLength(3);
});

test('hung, it fails its health check and is started again', async () => {
  await core1.host.must(['kill', '-STOP', await pidOf(tomcat)]);
  await until('it is started again', log, (text) =>
    text.includes('Service tomcat failed its health check 2 times in a row (no answer within 1 s): restart 1 of 5'),
  );
  await untilItAnswers();
});

test('on a server that does not serve it runs only by our command, and with a warning', async () => {
  await core1.host.must(['understudy', 'failover', 'mode', 'secondary']);
  expect(await isActive(tomcat)).toBe(false);

  await systemctl('start', tomcat);
  await until(
    'it is stopped again',
    () => isActive(tomcat),
    (is) => !is,
  );
  const { events } = await core1.read<EventList>('show failover events');
  expect(events[0]?.text).toContain(`${tomcat} (service tomcat) was started, and not by Understudy: it is stopped`);

  const started = await core1.type('service tomcat start');
  expect(started).toMatchObject({ exitStatus: 0 });
  expect(started.stderr).toContain('this server is not active: the service runs for a check only');
  await until(
    'it is healthy',
    () => service('tomcat'),
    (seen) => seen?.check?.healthy === true,
  );
  expect((await core1.type('service tomcat stop')).stdout).toContain('Service tomcat is stopped');
  expect(await isActive(tomcat)).toBe(false);
  expect(await core1.type('service tomcat status')).toMatchObject({ exitStatus: 0 });
  await core1.host.must(['understudy', 'failover', 'mode', 'primary']);
  await untilItAnswers();
});

test('it goes down with the worker, killed or stopped, and comes back with it', async () => {
  await core1.host.must(['understudy', 'write', 'memory']);
  const before = await pidOf(tomcat);
  await core1.host.must(['kill', '-KILL', await pidOf('understudyd')]);
  await until(
    'the old one is gone',
    () => systemctl('show', '--property=MainPID', '--value', tomcat),
    (pid) => pid !== before,
  );
  await untilItAnswers();

  await systemctl('stop', 'understudyd');
  expect(await isActive('understudyd')).toBe(false);
  expect(await isActive(tomcat)).toBe(false);
  await systemctl('start', 'understudyd');
  await core1.until('it serves', ({ state }) => state === 'active');
  expect(await isActive(tomcat)).toBe(true);
});

test('restarts that do not help: an alarm, the status says so, and a start that works ends it', async () => {
  core1.host.write(sickPath, sick);
  await systemctl('daemon-reload');
  await configure('service sick unit sick restarts 1');
  const failed = await until(
    'it is given up',
    () => core1.type('service sick status'),
    ({ exitStatus }) => exitStatus === 1,
  );
  expect(failed.stdout).toContain('sick is failed: it ended with exit status 1');
  const alarm = await until(
    'the alarm',
    () => core1.read<EventList>('show failover events'),
    ({ events }) => events[0]?.severity === 'critical',
  );
  expect(alarm.events[0]?.text).toContain(
    'Service sick has failed: it ended with exit status 1, 1 restart did not help',
  );

  core1.host.write(sickPath, well);
  await systemctl('daemon-reload');
  expect(await core1.type('service sick restart')).toMatchObject({ exitStatus: 0 });
  await core1.until('it is told', ({ reason }) => reason === 'Service sick runs again; core1 serves.');
});

test('killed, or stopped by somebody else, it is started again', async () => {
  await configure('service sick', 'restarts 5');
  for (const [how, sentence] of [
    [['kill', '-KILL', await pidOf('sick')], 'was killed by signal 9: restart 1 of 5'],
    [['systemctl', 'stop', 'sick'], 'was stopped, and not by Understudy: restart 2 of 5'],
  ] as const) {
    await core1.host.must(how);
    await until('it is said', log, (text) => text.includes(`Service sick ${sentence}`));
    await until('it runs', () => isActive('sick'), Boolean);
  }
});

test('removed from the configuration it is the host’s again, as it was before', async () => {
  const pid = await pidOf(tomcat);
  const { stdout, stderr } = await configure(
    'no client-port 80',
    'no service tomcat',
    'no service sick',
    'no dataset webapps',
  );
  expect(stdout + stderr).toContain(`${tomcat} is no longer protected and is enabled again, as it was before`);
  expect(await systemctl('is-enabled', tomcat)).toBe('enabled');
  expect((await core1.host.exec(['test', '-e', dropIn])).exitStatus).toBe(1);
  expect(await systemctl('show', '--property=BindsTo', '--value', tomcat)).toBe('');
  expect(await pidOf(tomcat)).toBe(pid);
});
