import { beforeEach, describe, expect, test } from '@jest/globals';
import { UnitService } from '../../../src/host/unit.ts';
import { FakeSystemd } from '../../support/fake-systemd.ts';

const name = 'tomcat10.service';
let systemd: FakeSystemd;
let said: string[];
let serves: boolean;
let tomcat: UnitService;

const serviceWith = (parts: Partial<ConstructorParameters<typeof UnitService>[0]> = {}): UnitService =>
  new UnitService({
    name: 'tomcat',
    unit: name,
    restarts: { most: 2, windowMs: 600_000 },
    systemd: systemd.asSystemd,
    mayRun: () => serves,
    onChange: (sentence) => void said.push(sentence),
    onAlarm: (sentence) => void said.push(`ALARM ${sentence}`),
    onFailed: (service, reason) => void said.push(`FAILED ${service}: ${reason}`),
    onRecovered: (service) => void said.push(`RECOVERED ${service}`),
    ...parts,
  });

/** What the watch does, once. */
const look = async (): Promise<void> => {
  const { version } = tomcat;
  tomcat.seen((await systemd.show([name]))[0]!, version);
};
const ordered = (order: string): Promise<void> =>
  new Promise((resolve) => {
    systemd.onOrder = (one) => (one === order ? resolve() : undefined);
  });
const eventually = async (is: () => boolean): Promise<void> => {
  while (!is()) await new Promise((resolve) => setImmediate(resolve));
};

beforeEach(() => {
  systemd = new FakeSystemd(name);
  said = [];
  serves = true;
  tomcat = serviceWith();
});

test('it is started once, stopped once, and says what it is', async () => {
  expect(tomcat.view()).toMatchObject({ state: 'stopped', subState: null });
  expect(await tomcat.start()).toBe(true);
  expect(await tomcat.start()).toBe(false);
  expect(tomcat.view()).toMatchObject({ state: 'running', subState: 'running', pid: 101, detail: '' });
  expect(await tomcat.stop()).toBe(true);
  expect(await tomcat.stop()).toBe(false);
  expect(tomcat.view()).toMatchObject({ state: 'stopped', subState: 'dead', pid: null });
  expect(systemd.orders).toEqual([`start ${name}`, `stop ${name}`]);
});

test('one that runs already is left as it runs', async () => {
  systemd.is(name, { active: 'active', sub: 'running', pid: 7 });
  expect(await tomcat.start()).toBe(false);
  expect(systemd.orders).toEqual([]);
});

describe('taken up while it runs', () => {
  const running = { active: 'active', sub: 'running', pid: 7 } as const;

  test('where services run it goes on', async () => {
    expect(await tomcat.taken(systemd.is(name, running))).toEqual([]);
    await look();
    expect(tomcat.view().state).toBe('running');
    expect(systemd.orders).toEqual([]);
  });

  test('elsewhere it is stopped, and that is said', async () => {
    serves = false;
    expect(await tomcat.taken(systemd.is(name, running))).toEqual([
      `${name} was running and is stopped: this server does not serve`,
    ]);
    expect(systemd.orders).toEqual([`stop ${name}`]);
  });
});

describe('what becomes of it', () => {
  test('it is restarted when it ends by itself, each time with the reason', async () => {
    await tomcat.start();
    const again = ordered(`restart ${name}`);
    systemd.dies(name);
    await look();
    expect(tomcat.view()).toMatchObject({ state: 'failed', detail: 'it ended with exit status 1' });
    await again;
    await eventually(() => tomcat.view().state === 'running');
    expect(said).toEqual(['Service tomcat ended with exit status 1: restart 1 of 2.']);
    expect(tomcat.view().restarts).toBe(1);
  });

  test.each([
    [{ result: 'signal', exitKind: 2, exitStatus: 9 }, 'was killed by signal 9'],
    [{ result: 'success' }, 'was stopped, and not by Understudy'],
    [{ result: 'timeout', exitKind: 0 }, 'failed (timeout)'],
  ])('%j: %s', async (parts, reason) => {
    await tomcat.start();
    systemd.dies(name, parts);
    await look();
    expect(tomcat.view().detail).toBe(`it ${reason}`);
    await tomcat.stop();
  });

  test('restarts that do not help end in a failure, and a start that works ends that', async () => {
    await tomcat.start();
    systemd.onOrder = () => {
      throw new Error('no memory');
    };
    systemd.dies(name);
    await look();
    await eventually(() => tomcat.isGivenUp);
    expect(said).toEqual([
      'Service tomcat ended with exit status 1: restart 1 of 2.',
      'Service tomcat could not be started (Service tomcat cannot be started: no memory): restart 2 of 2.',
      'FAILED tomcat: it could not be started (Service tomcat cannot be started: no memory), 2 restarts did not help',
    ]);
    await look();
    expect(said).toHaveLength(3);
    systemd.onOrder = () => undefined;
    await tomcat.stop();
    expect(await tomcat.start()).toBe(true);
    expect(said.at(-1)).toBe('RECOVERED tomcat');
    expect(tomcat.view()).toMatchObject({ state: 'running', detail: '' });
  });

  test('one that fails its checks runs on when it is given up, and is well when it is healthy again', async () => {
    tomcat = serviceWith({ restarts: { most: 0, windowMs: 1000 } });
    await tomcat.start();
    tomcat.mend('failed its health check 3 times in a row (no answer)');
    await eventually(() => tomcat.isGivenUp);
    expect(said).toEqual([
      'FAILED tomcat: it failed its health check 3 times in a row (no answer), it is not to be restarted',
    ]);
    expect(tomcat.view()).toMatchObject({ state: 'failed', pid: 101 });
    tomcat.heal();
    expect(tomcat.view().state).toBe('running');
    expect(said.at(-1)).toBe('RECOVERED tomcat');
  });

  test('a stop while a restart is about to come: it stays stopped', async () => {
    await tomcat.start();
    systemd.dies(name);
    await look();
    await tomcat.stop();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(systemd.orders).toEqual([`start ${name}`]);
    expect(tomcat.view()).toMatchObject({ state: 'stopped', detail: '' });
  });

  test('what was seen before an order says nothing of the time behind it', async () => {
    await tomcat.start();
    const { version } = tomcat;
    const before = (await systemd.show([name]))[0]!;
    await tomcat.stop();
    tomcat.seen(before, version);
    expect(tomcat.view().state).toBe('stopped');
    expect(said).toEqual([]);
  });
});

describe('started by somebody else', () => {
  test('on a server that does not serve it is stopped, and people are told', async () => {
    serves = false;
    const stopped = ordered(`stop ${name}`);
    systemd.is(name, { active: 'active', sub: 'running', pid: 7 });
    await look();
    await stopped;
    await eventually(() => tomcat.view().state === 'stopped');
    expect(said[0]).toContain(`ALARM ${name} (service tomcat) was started, and not by Understudy: it is stopped`);
  });

  test('where services run it is taken as started', async () => {
    systemd.is(name, { active: 'active', sub: 'running', pid: 7 });
    await look();
    expect(said[0]).toContain('it is watched again');
    expect(await tomcat.start()).toBe(false);
  });
});

describe('what cannot be started', () => {
  test.each([
    [{ load: 'not-found' }, 'does not exist on this host'],
    [{ load: 'masked' }, 'is masked on this host'],
    [{ load: 'bad-setting' }, 'cannot be loaded (bad-setting)'],
    [{ id: 'tomcat.service' }, 'is another name of tomcat.service'],
  ])('%j is refused with the reason, and not tried again', async (parts, reason) => {
    systemd.is(name, parts);
    systemd.onOrder = () => {
      throw new Error('Unit failed to load');
    };
    await expect(tomcat.start()).rejects.toThrow(`Service tomcat cannot be started: ${name} ${reason}`);
    expect(tomcat.isGivenUp).toBe(true);
  });

  test('under a root that is a folder there is no systemd', async () => {
    tomcat = serviceWith({ systemd: undefined });
    await expect(tomcat.start()).rejects.toThrow('this worker has a folder and not a host');
    expect(await tomcat.stop()).toBe(false);
  });
});
