import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Lab } from '../lab/lab.ts';
import { until } from '../lab/until.ts';
import { Appliance } from './appliance.ts';
import { applicationLines } from './application.ts';
import { Client } from './client.ts';

const config = '/etc/understudy/understudy.conf';

let lab: Lab;
let core: Appliance;
let client: Client;
beforeAll(async () => {
  lab = await Lab.start(['core1']);
  const [host] = lab.hosts;
  if (host === undefined) throw new Error('The lab has no host');
  core = new Appliance(host);
  client = new Client(lab, host);
  await host.must(['install', '-d', '/srv/app/files']);
  await core.configure(applicationLines);
  await client.untilServed();
});
afterAll(() => lab.close());

const systemctl = (...words: string[]) => core.host.exec(['systemctl', ...words]);
const property = async (name: string, unit = 'understudyd'): Promise<string> =>
  (await core.host.must(['systemctl', 'show', `--property=${name}`, '--value', unit])).trim();
const servicePid = async (): Promise<string> => String((await core.status()).services[0]?.pid ?? '');
const isThere = async (pid: string): Promise<boolean> =>
  (await core.host.exec(['test', '-d', `/proc/${pid}`])).exitStatus === 0;
const ownJournal = ['journalctl', '--unit=understudyd', '--output=cat', '--no-pager'];
/** What a unit says reaches the journal a little later than what comes of it. */
const untilJournal = (what: string | RegExp, ...options: string[]): Promise<string> =>
  until(
    'it is in the journal',
    () => core.host.must([...ownJournal, ...options]),
    (text) => (typeof what === 'string' ? text.includes(what) : what.test(text)),
  );
const untilActive = () => core.until('it is active', ({ state }) => state === 'active');

test('the unit is ready only when the worker is, and tells in one line what this server is', async () => {
  expect(await property('Type')).toBe('notify');
  expect(await property('ActiveState')).toBe('active');
  await until(
    'systemd knows what the server is',
    () => property('StatusText'),
    (text) => text === 'core1 is Primary and active (term 0); no peer',
  );
  // Whoever waited for the start may use it at once.
  await core.host.must(['systemctl', 'restart', 'understudyd']);
  expect(await core.type('show failover')).toMatchObject({ exitStatus: 0 });
  await client.untilServed();
});

test('the worker has no more of the host than it needs', async () => {
  const score = await core.host.exec([
    'systemd-analyze',
    'security',
    '--no-pager',
    '--threshold=35',
    'understudyd.service',
  ]);
  expect(score.stdout).toMatch(/Overall exposure level for understudyd.service: [0-3]\.\d/);
  expect(score.exitStatus).toBe(0);
});

test('stop ends the service before the worker, start brings both back', async () => {
  const pid = await servicePid();
  expect((await systemctl('stop', 'understudyd')).exitStatus).toBe(0);
  expect(await isThere(pid)).toBe(false);
  expect(await client.isServed()).toBe(false);
  expect(await property('Result')).toBe('success');

  expect((await systemctl('start', 'understudyd')).exitStatus).toBe(0);
  await untilActive();
  await client.untilServed();
});

test('reload takes up the saved configuration without a restart, and nothing of a bad one', async () => {
  const [worker, service] = [await property('MainPID'), await servicePid()];
  await core.host.must(['sed', '-i', 's/^hostname core1$/&\\nbanner motd "Reloaded"/', config]);
  expect(await systemctl('reload', 'understudyd')).toMatchObject({ exitStatus: 0 });
  expect((await core.type('show running-config')).stdout).toContain('banner motd "Reloaded"');

  await core.host.must(['sed', '-i', 's/^banner motd.*$/banner of a kind/', config]);
  const bad = await systemctl('reload', 'understudyd');
  expect(bad.exitStatus).not.toBe(0);
  await untilJournal('banner of a kind', '--lines=20');
  expect((await core.type('show running-config')).stdout).toContain('banner motd "Reloaded"');
  expect([await property('MainPID'), await servicePid()]).toEqual([worker, service]);
});

test('a configuration that cannot be read is said once: systemd does not try again and again', async () => {
  await core.host.exec(['systemctl', 'restart', 'understudyd']);
  expect(await property('ActiveState')).toBe('failed');
  expect(await property('ExecMainStatus')).toBe('2');
  await untilJournal(/understudy\.conf.*banner/, '--lines=5');

  await core.host.must(['sed', '-i', '/^banner of a kind$/d', config]);
  expect(await systemctl('start', 'understudyd')).toMatchObject({ exitStatus: 0 });
  await client.untilServed();
});

test('a worker that does not get on any more is ended by the watchdog, and started again', async () => {
  const dropIn = '/etc/systemd/system/understudyd.service.d/watchdog.conf';
  core.host.write(dropIn, '[Service]\nWatchdogSec=2\n');
  await core.host.must(['systemctl', 'daemon-reload']);
  await core.host.must(['systemctl', 'restart', 'understudyd']);
  await client.untilServed();
  const [worker, service] = [await property('MainPID'), await servicePid()];

  await core.host.must(['kill', '-STOP', worker]);

  await until(
    'systemd has started another worker',
    () => property('MainPID'),
    (pid) => pid !== '0' && pid !== worker,
  );
  expect(await isThere(service)).toBe(false);
  await client.untilServed();
  await untilJournal('Watchdog timeout');
  await core.host.must(['rm', dropIn]);
  await core.host.must(['systemctl', 'daemon-reload']);
});

test('after a reboot everything is as it was, and the journal has warnings as warnings', async () => {
  await core.host.reboot();
  await untilActive();
  await client.untilServed();
  const units = await core.host.must(['systemctl', '--failed', '--no-legend', '--plain']);
  expect(units.trim()).toBe('');
  await untilJournal('starts as core1', '--boot');
  const grave = await core.host.must([...ownJournal, '--boot', '--priority=warning']);
  expect(grave).not.toContain('starts as core1');
});
