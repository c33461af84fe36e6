import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { initialConfig, type Config } from '../../../src/config/config.ts';
import { readLines } from '../../../src/config/lines.ts';
import { UnitCustody } from '../../../src/host/unit-custody.ts';
import { Services } from '../../../src/worker/services.ts';
import { FakeSystemd } from '../../support/fake-systemd.ts';

let folder: string;
let systemd: FakeSystemd;
let said: string[];
let services: Services;
let serves: boolean;
const never = new AbortController().signal;

const servicesOn = (isHost: boolean): Services =>
  new Services({
    logFolder: folder,
    runFolder: join(folder, 'run'),
    host: isHost
      ? {
          systemd: systemd.asSystemd,
          custody: new UnitCustody({
            systemd: systemd.asSystemd,
            recordPath: join(folder, 'units.json'),
            unitsFolder: join(folder, 'units'),
          }),
        }
      : undefined,
    mayRun: () => serves,
    onChange: (sentence) => void said.push(sentence),
    onAlarm: (sentence) => void said.push(`ALARM ${sentence}`),
    onFailed: (name, reason) => void said.push(`FAILED ${name}: ${reason}`),
    onRecovered: (name) => void said.push(`RECOVERED ${name}`),
  });

const configOf = (...lines: string[]): Config => {
  const { config, faults } = readLines(lines, initialConfig());
  expect(faults).toEqual([]);
  return config;
};
const acts = (): string[] => systemd.orders.filter((order) => /^(start|stop|restart) /.test(order));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-services-'));
  systemd = new FakeSystemd('db.service', 'web.service', 'mail.service');
  said = [];
  serves = true;
  services = servicesOn(true);
});
afterEach(async () => {
  await services.stopAll();
  await services.close();
  await rm(folder, { recursive: true });
});

test('they start in order, each step when the one before it runs, and stop in the opposite order', async () => {
  const config = configOf('service web unit web after db', 'service db unit db');
  expect(await services.configure(config)).toMatchObject({ added: ['web', 'db'], warnings: [] });
  await services.startAll(config, never);
  await services.stopAll();
  expect(acts()).toEqual(['start db.service', 'start web.service', 'stop web.service', 'stop db.service']);
});

test('a unit that is not there is refused when it is configured, and nothing is taken', async () => {
  const config = configOf('service app unit nope', 'service web unit web');
  await expect(services.configure(config)).rejects.toMatchObject({
    code: 'usage',
    message: 'nope.service does not exist on this host',
    hint: 'install the application, or correct the name',
  });
  expect(services.views()).toEqual([]);
  expect(systemd.orders).toEqual([]);
});

test('at the start of the worker it is told, is in the way of a takeover, and the others are taken', async () => {
  await services.configure(configOf('service app unit nope', 'service web unit web'), { isStart: true });
  expect(said).toEqual([
    'ALARM nope.service does not exist on this host: install the application, or correct the name.',
  ]);
  expect(existsSync(join(folder, 'units', 'web.service.d'))).toBe(true);
  expect(existsSync(join(folder, 'units', 'nope.service.d'))).toBe(false);
  await expect(services.byName('app').start()).rejects.toThrow('nope.service does not exist on this host');
  expect(services.blockers).toEqual([
    {
      sentence: 'Service app cannot be started: nope.service does not exist on this host',
      remedy: 'install the application, or correct the name',
    },
  ]);
});

test('under a root that is a folder units are accepted with a warning, and in the way of a takeover', async () => {
  services = servicesOn(false);
  const { warnings } = await services.configure(configOf('service web unit web'));
  expect(warnings).toEqual(['web.service: this worker has a folder and not a host, and cannot run it']);
  expect(services.blockers[0]?.sentence).toContain('Service web cannot be started: it is web.service');
  await expect(services.journal('web', 5)).rejects.toMatchObject({ code: 'refused' });
});

describe('a change of the configuration', () => {
  const web = 'service web unit web';

  test('of a check or of restarts leaves a running service alone', async () => {
    await services.configure(configOf(web));
    await services.startAll(configOf(web), never);
    const { added } = await services.configure(configOf(`${web} check command true restarts 0`));
    expect(added).toEqual([]);
    expect(acts()).toEqual(['start web.service']);
    expect(services.healthOf('web')).toMatchObject({ what: 'command true' });
    await services.configure(configOf(web));
    expect(services.healthOf('web')).toBeNull();
  });

  test('another unit: the first is stopped and given back', async () => {
    await services.configure(configOf(web));
    await services.startAll(configOf(web), never);
    const { added, warnings } = await services.configure(configOf('service web unit mail'));
    expect(added).toEqual(['web']);
    expect(warnings).toEqual(['web.service is no longer protected; it is not enabled, as it was before']);
    expect(acts()).toEqual(['start web.service', 'stop web.service']);
  });

  test('removed: the unit goes on as it is', async () => {
    await services.configure(configOf(web));
    await services.startAll(configOf(web), never);
    await services.configure(configOf());
    expect(acts()).toEqual(['start web.service']);
    expect(systemd.units.get('web.service')?.active).toBe('active');
  });

  test('a unit that runs where nothing serves is stopped when it is taken', async () => {
    serves = false;
    systemd.is('web.service', { active: 'active', sub: 'running' });
    const { warnings } = await services.configure(configOf(web));
    expect(warnings).toEqual(['web.service was running and is stopped: this server does not serve']);
  });
});

describe('starting all', () => {
  test('a unit whose first start fails is mended by its restarts', async () => {
    const config = configOf('service web unit web');
    await services.configure(config);
    services.watch();
    let failures = 1;
    systemd.onOrder = (order) => {
      if (order === 'start web.service' && failures-- > 0) throw new Error('a fault that passes');
    };
    await services.startAll(config, never);
    expect(services.views()).toMatchObject([{ state: 'running', restarts: 1 }]);
  });

  test('one that is not healthy in time is named', async () => {
    const config = configOf('service web unit web check command false check grace 0s check timeout 100ms');
    await services.configure(config);
    await expect(services.startAll(config, never)).rejects.toThrow(
      'service web was started and is not healthy: false ended',
    );
    expect(services.fault).toMatch(/^service web (fails its health check|is failed)$/);
  });

  test('stopped on the way nobody is waited for', async () => {
    const config = configOf('service web unit web after db', 'service db unit db check command false');
    await services.configure(config);
    const over = new AbortController();
    const starting = services.startAll(config, over.signal);
    over.abort();
    await starting;
    expect(acts()).not.toContain('start web.service');
  });
});

test('the journal of a unit, and none for a command', async () => {
  await services.configure(configOf('service web unit web', 'service app command "sleep 1000"'));
  expect(await services.journal('web', 5)).toEqual(['5 lines of web.service']);
  expect(await services.journal('app', 5)).toBeUndefined();
  expect(() => services.byName('nope')).toThrow('There is no protected service "nope"');
});
