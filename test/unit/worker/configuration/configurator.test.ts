import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ConfiguredServer } from '../../../support/configured-server.ts';
import { secretsTag } from '../../../../src/worker/configuration/secrets-tag.ts';
import { newFolder, removeFolder } from '../../../support/temporary-folder.ts';

const hash = (salt: string): string => `scrypt$16384$8$1$${salt}$a2V5`;

let server: ConfiguredServer;
const change = (...lines: string[]): Promise<unknown> => server.configurator.change('alice', lines);

beforeEach(async () => {
  server = await new ConfiguredServer(await newFolder()).start();
});
afterEach(async () => {
  jest.useRealTimers();
  server.stop();
  await removeFolder(server.folder);
});

describe('the archive', () => {
  test('has a copy of every change and every save with who and what, readable by the worker alone', async () => {
    await change('failover heartbeat failures 5', `enable secret ${hash('one')}`);
    await server.configurator.save('bob');
    expect(server.configurator.list.copies).toMatchObject([
      { number: 3, by: 'bob', what: 'write memory', isRunning: true },
      { number: 2, by: 'alice', what: 'failover heartbeat failures 5 and 1 more line', isRunning: false },
      { number: 1, by: 'understudyd', what: 'the worker started' },
    ]);
    const folder = join(server.folder, 'config-archive');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, '2.json'))).mode & 0o777).toBe(0o600);
    expect(server.configurator.copy(2).text).toContain('enable secret <secret>');
    expect(JSON.stringify(server.configurator.list)).not.toContain('one');
  });

  test('tells two secrets apart, and not what they are', async () => {
    await change(`enable secret ${hash('one')}`);
    await change('hostname core7');
    await change(`enable secret ${hash('two')}`);
    const tags = [1, 2, 3, 4].map((number) => server.configurator.copy(number).secretsTag);
    expect(tags).toEqual([null, tags[2], expect.stringMatching(/^[\da-f]{16}$/), expect.any(String)]);
    expect(tags[3]).not.toBe(tags[2]);
    expect(secretsTag(server.running.text)).toBe(tags[3]);
    expect(
      await server.configurator.difference({ kind: 'archive', number: 3 }, { kind: 'archive', number: 4 }),
    ).toMatchObject({ difference: ['! enable secret: changed'] });
  });

  test('keeps nothing where nothing was changed', async () => {
    await change('failover heartbeat failures 3');
    await server.configurator.save('bob');
    await server.configurator.save('bob');
    expect(server.numbers).toEqual([2, 1]);
    await expect(change('failover heartbeat failures 0')).rejects.toMatchObject({ code: 'usage' });
    expect(server.numbers).toEqual([2, 1]);
  });

  test('keeps the last 50 changes and does not lose what was saved by them; numbers go on after a restart', async () => {
    await change('hostname first');
    await server.configurator.save('bob');
    for (let i = 1; i <= 60; i++) await change(`failover heartbeat failures ${i + 3}`);
    const { copies } = server.configurator.list;
    expect(copies).toHaveLength(51);
    expect(copies.at(-1)).toMatchObject({ number: 3, what: 'write memory' });
    expect(await readdir(join(server.folder, 'config-archive'))).toHaveLength(51);
    server.stop();
    await server.start();
    expect(server.numbers[0]).toBe(64);
    expect(server.configurator.list.copies[0]).toMatchObject({ what: 'the worker started' });
  });

  test('a secret never stands in what was done', async () => {
    await change(`enable secret ${hash('salt')}`);
    expect(server.configurator.list.copies[0]?.what).toBe('enable secret <secret>');
  });
});

describe('replace and rollback', () => {
  test('make the configuration exactly what the copy says, all or nothing, and say what differs', async () => {
    await change('hostname core5', 'dataset files', 'kind files', 'path /srv/a');
    await change('no dataset files', 'failover heartbeat failures 9');
    const look = await server.configurator.replace('bob', { kind: 'archive', number: 2 }, { dryRun: true });
    expect(look.difference).toEqual([
      '- failover heartbeat failures 9',
      '+ dataset files',
      '+  kind files',
      '+  path /srv/a',
    ]);
    expect(server.running.config.heartbeatFailures).toBe(9);
    const { revision } = look;
    expect(await server.configurator.replace('bob', { kind: 'archive', number: 2 }, { revision })).toMatchObject({
      changed: true,
      message: 'The running configuration is now that of archive 2',
    });
    expect(server.running.config).toMatchObject({ heartbeatFailures: 3, datasets: { files: { path: '/srv/a' } } });
    expect(await server.configurator.replace('bob', { kind: 'archive', number: 2 })).toMatchObject({ changed: false });
    expect(server.configurator.list.copies[0]).toMatchObject({ by: 'bob', what: 'rollback 2', isRunning: true });
  });

  test('refuse what was looked at before somebody else changed it', async () => {
    await change('hostname core5');
    const { revision } = await server.configurator.replace('bob', { kind: 'archive', number: 1 }, { dryRun: true });
    await change('hostname core6');
    await expect(
      server.configurator.replace('bob', { kind: 'archive', number: 1 }, { revision }),
    ).rejects.toMatchObject({ code: 'refused' });
    expect(server.running.config.hostname).toBe('core6');
  });

  test('name the file and the line that is wrong, and change nothing', async () => {
    await server.files.write('bad.conf', 'hostname core7\nfailover heartbeat failures many\nend\n', { append: false });
    const replace = server.configurator.replace('bob', { kind: 'file', name: 'bad.conf' });
    await expect(replace).rejects.toThrow(/^bad\.conf: line 2: failover heartbeat failures: "many" is refused/);
    await expect(server.configurator.merge('bob', { kind: 'file', name: 'bad.conf' })).rejects.toThrow('line 2');
    expect(server.running.config.hostname).toBe('core1');
    await expect(server.configurator.replace('bob', { kind: 'archive', number: 77 })).rejects.toThrow(
      'There is no copy 77',
    );
    await expect(server.configurator.replace('bob', { kind: 'startup' })).rejects.toMatchObject({ code: 'refused' });
  });

  test('a copy in a file has its secrets masked, and put back leaves the secret as it is', async () => {
    await change(`enable secret ${hash('keep')}`, 'hostname core5');
    await server.configurator.copyTo({ kind: 'running' }, 'copy.conf');
    expect((await server.files.read('copy.conf')).text).not.toContain('keep');
    await change('hostname core6');
    await server.configurator.replace('bob', { kind: 'file', name: 'copy.conf' });
    expect(server.running.config).toMatchObject({ hostname: 'core5', enableSecret: hash('keep') });
  });

  test.each([
    ['', 'is empty'],
    ['!\n# nothing\n', 'is empty'],
    ['hostname core5\ndataset files\n kind fi', 'does not end with the line "end"'],
    ['end\nhostname core5\n', 'does not end with the line "end"'],
  ])('what is no whole configuration (%j) takes nothing away', async (text, state) => {
    await change('hostname core5', 'failover heartbeat failures 8');
    const before = server.running.text;
    await server.files.write('cut.conf', text, { append: false });
    for (const dryRun of [true, false])
      await expect(
        server.configurator.replace('bob', { kind: 'file', name: 'cut.conf' }, { dryRun }),
      ).rejects.toMatchObject({ code: 'usage', message: `cut.conf is no whole configuration: it ${state}` });
    expect(server.running.text).toBe(before);
  });

  test('a masked secret with none behind it is refused, and never quietly no secret', async () => {
    await change(`enable secret ${hash('gone')}`, 'hostname core5');
    await server.configurator.copyTo({ kind: 'running' }, 'good.conf');
    await change('no enable secret', 'hostname core6');
    const source = { kind: 'file', name: 'good.conf' } as const;
    const reason = /enable secret: <secret> stands for a secret that this server does not have/;
    await expect(server.configurator.replace('bob', source)).rejects.toThrow(reason);
    await expect(server.configurator.merge('bob', source)).rejects.toThrow(reason);
    await expect(change('enable secret <secret>')).rejects.toThrow(reason);
    expect(server.running.config.hostname).toBe('core6');
  });

  test("a setup takes back its own change, and nobody else's", async () => {
    const before = server.running.text;
    const own = await server.configurator.change('alice', ['hostname core5']);
    await server.configurator.takeBack('alice', 'setup: taken back', { before, revision: own.revision });
    expect(server.running.text).toBe(before);
    expect(server.configurator.list.copies[0]).toMatchObject({ what: 'setup: taken back' });
    const again = await server.configurator.change('alice', ['hostname core5']);
    await server.configurator.change('bob', ['failover heartbeat failures 8']);
    await expect(
      server.configurator.takeBack('alice', 'setup: taken back', { before, revision: again.revision }),
    ).rejects.toMatchObject({ code: 'refused' });
    expect(server.running.config).toMatchObject({ hostname: 'core5', heartbeatFailures: 8 });
  });

  test('a merge leaves what it does not name', async () => {
    await change('hostname core5', 'failover heartbeat failures 8');
    await server.files.write('add.conf', 'service app\n command /bin/app\n', { append: false });
    await server.configurator.merge('bob', { kind: 'file', name: 'add.conf' });
    expect(server.running.config).toMatchObject({ heartbeatFailures: 8, services: { app: { command: '/bin/app' } } });
    expect(await server.configurator.merge('bob', { kind: 'file', name: 'add.conf' })).toMatchObject({
      changed: false,
    });
  });
});

describe('configure confirm', () => {
  const fakeTimers = (): void => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  };

  test('a change that nobody confirms is rolled back visibly, also where it was saved', async () => {
    fakeTimers();
    await change('hostname core5');
    await server.configurator.save('alice');
    await server.configurator.confirmation.arm('alice', 5);
    await change('hostname core6');
    expect((await server.configurator.save('alice')).warnings).toEqual([
      expect.stringMatching(/^changes are not confirmed: at .* they are rolled back here and in startup-config/),
    ]);
    jest.advanceTimersByTime(299_000);
    expect(server.running.config.hostname).toBe('core6');
    await server.tellsAfter(1000);
    expect(server.running.config.hostname).toBe('core5');
    expect(await readFile(server.conf, 'utf8')).toContain('hostname core5');
    expect(server.told).toEqual([
      expect.stringMatching(
        /^The configuration was rolled back \(nobody confirmed it within 5 minutes\): what was changed since .* is no longer in force, nor in startup-config\.$/,
      ),
    ]);
    expect(server.events.at(-1)).toBe(server.told[0]);
    expect(server.configurator.list).toMatchObject({
      pending: null,
      copies: [{ by: 'understudyd', isRunning: true }, {}, {}, {}, {}, {}],
    });
  });

  test('"configure confirm" keeps it; again, and with nothing armed, it is no failure', async () => {
    fakeTimers();
    await server.configurator.confirmation.arm('alice', 5);
    await change('hostname core6');
    expect(server.configurator.list.pending).toMatchObject({ by: 'alice' });
    expect(await server.configurator.confirmation.confirm()).toMatchObject({ changed: true });
    expect(await server.configurator.confirmation.confirm()).toMatchObject({ changed: false });
    expect(await server.configurator.confirmation.revert('alice')).toMatchObject({ changed: false });
    jest.advanceTimersByTime(3_600_000);
    expect(server.running.config.hostname).toBe('core6');
    expect(await readdir(server.folder)).not.toContain('pending-confirm.json');
  });

  test('armed again the time starts anew and what is gone back to stays the first one', async () => {
    fakeTimers();
    await change('hostname core5');
    await server.configurator.confirmation.arm('alice', 1);
    await change('hostname core6');
    jest.advanceTimersByTime(50_000);
    await server.configurator.confirmation.arm('alice', 1);
    jest.advanceTimersByTime(50_000);
    expect(server.running.config.hostname).toBe('core6');
    await server.tellsAfter(10_000);
    expect(server.running.config.hostname).toBe('core5');
  });

  test('"configure revert" does not wait', async () => {
    await server.configurator.confirmation.arm('alice', 5);
    await change('hostname core6');
    expect((await server.configurator.confirmation.revert('bob')).message).toContain('rolled back (by bob)');
    expect(server.running.config.hostname).toBe('core1');
    expect(server.configurator.list.pending).toBeNull();
  });

  test('survives a restart: before its time it waits for the rest, after it the roll-back comes at once', async () => {
    fakeTimers();
    await change('hostname core5');
    await server.configurator.confirmation.arm('alice', 5);
    await change('hostname core6');
    await server.configurator.save('alice');
    server.stop();
    jest.advanceTimersByTime(120_000);
    await server.start();
    expect(server.running.config.hostname).toBe('core6');
    jest.advanceTimersByTime(179_000);
    expect(server.configurator.list.pending).not.toBeNull();
    server.stop();
    jest.advanceTimersByTime(600_000);
    await server.start();
    await server.tellsAfter(1);
    expect(server.running.config.hostname).toBe('core5');
  });

  test('what cannot be rolled back is told and tried again', async () => {
    fakeTimers();
    await server.configurator.confirmation.arm('alice', 1);
    await change('hostname core6');
    let isBroken = true;
    let whenFailed = (): void => undefined;
    server.running.onChange(async () => {
      whenFailed();
      if (isBroken) throw new Error('the port is taken');
    });
    await server.tellsAfter(60_000);
    expect(server.told.at(-1)).toContain('could not be rolled back: the port is taken. It is tried again.');
    const told = server.told.length;
    const failedAgain = new Promise<void>((resolve) => (whenFailed = resolve));
    while (jest.getTimerCount() === 0) await new Promise(setImmediate);
    jest.advanceTimersByTime(30_000);
    await failedAgain;
    while (jest.getTimerCount() === 0) await new Promise(setImmediate);
    expect(server.told).toHaveLength(told);
    isBroken = false;
    jest.advanceTimersByTime(30_000);
    // Still the same timer: it waits twice as long now.
    expect(jest.getTimerCount()).toBe(1);
    await server.tellsAfter(30_000);
    expect(server.running.config.hostname).toBe('core1');
  });

  test('what is configured while only startup-config waits to go back is not taken back', async () => {
    fakeTimers();
    await server.configurator.save('alice');
    await server.configurator.confirmation.arm('alice', 1);
    await change('hostname core6');
    await server.configurator.save('alice');
    const previous = `${server.conf}.previous`;
    await rm(previous);
    await mkdir(join(previous, 'in the way'), { recursive: true });
    await server.tellsAfter(60_000);
    expect(server.told.at(-1)).toContain('could not be rolled back');
    expect(server.running.config.hostname).toBe('core1');
    await change('failover heartbeat failures 8');
    await rm(previous, { recursive: true });
    while (jest.getTimerCount() === 0) await new Promise(setImmediate);
    await server.tellsAfter(30_000);
    expect(server.told.at(-1)).toContain('is no longer in force, nor in startup-config');
    expect(server.running.config).toMatchObject({ hostname: 'core1', heartbeatFailures: 8 });
    expect(await readFile(server.conf, 'utf8')).not.toContain('core6');
  });

  test('an armed change that cannot be read after a restart is in the log', async () => {
    await writeFile(join(server.folder, 'pending-confirm.json'), '{ torn');
    await server.start();
    expect(server.warned).toEqual([
      expect.stringMatching(/^A change may wait for "configure confirm" .*pending-confirm\.json cannot be read: /),
    ]);
  });
});

describe('a check', () => {
  const check = (...groups: string[][]): unknown => server.configurator.check(groups);

  test('reads group after group as they would be applied, and changes nothing', async () => {
    const before = server.running.text;
    expect(check(['dataset files', 'kind files', 'path /srv/a'], ['no dataset files'])).toEqual({ faults: [] });
    expect(check(['sync start-time 01:11'], ['failover peer nosuch'])).toEqual({
      faults: [{ group: 1, line: 1, message: expect.stringContaining('nosuch is no trusted host') }],
    });
    expect(check(['hostname core5', 'sync run-every soon', 'dataset x'], ['bogus'])).toEqual({
      faults: [
        { group: 0, line: 2, message: expect.stringContaining('"soon" is refused') },
        { group: 0, line: 3, message: expect.stringContaining('dataset x') },
      ],
    });
    expect(server.running.text).toBe(before);
    expect(server.numbers).toEqual([1]);
  });
});

describe('a startup-config that somebody changed by hand', () => {
  const byHand = 'hostname byhand\n! a remark\nend\n';
  const warning = expect.stringMatching(
    /^startup-config was changed by hand on the disk; .* is copy \d+ in the archive$/,
  );

  beforeEach(async () => {
    await change('hostname core5');
    await server.configurator.save('alice');
    await writeFile(server.conf, byHand);
  });

  test('is in the archive after a save, which says so and writes', async () => {
    expect(await server.configurator.save('alice')).toMatchObject({ changed: true, warnings: [warning] });
    expect(await readFile(server.conf, 'utf8')).toBe(server.running.text);
    expect(await readFile(`${server.conf}.previous`, 'utf8')).toBe(byHand);
    const copy = server.configurator.list.copies.find(({ what }) => what === 'found on the disk, changed by hand');
    expect(server.configurator.copy(copy!.number).text).toBe(byHand);
    expect(await server.configurator.save('alice')).toMatchObject({ changed: false, warnings: [] });
  });

  test('is in the archive after "write erase"', async () => {
    expect((await server.configurator.erase('alice')).warnings[0]).toEqual(warning);
    expect(server.configurator.list.copies.map(({ what }) => what)).toContain('found on the disk, changed by hand');
  });

  test('is no change by hand once the worker has read it', async () => {
    await server.start();
    expect(await server.configurator.save('alice')).toMatchObject({ changed: false, warnings: [] });
  });
});

test('"write erase" removes what is saved and the archive still has it', async () => {
  expect(await server.configurator.erase('alice')).toMatchObject({ changed: false });
  await change('hostname core5', `enable secret ${hash('kept')}`);
  await server.configurator.save('alice');
  expect(await server.configurator.erase('alice')).toMatchObject({ changed: true });
  expect(await readdir(server.folder)).toEqual(
    expect.not.arrayContaining(['understudy.conf', 'understudy.conf.previous']),
  );
  expect(server.running.unsaved).toBe(true);
  expect(server.running.config.hostname).toBe('core5');
  const [copy] = server.configurator.list.copies;
  expect(copy).toMatchObject({ what: 'write erase: what was saved until then' });
  await change('hostname core9', 'no enable secret');
  await server.configurator.replace('bob', { kind: 'archive', number: copy!.number });
  expect(server.running.config).toMatchObject({ hostname: 'core5', enableSecret: hash('kept') });
});

test('a new name that the host itself does not have is told with the change, however it comes', async () => {
  const own = expect.stringContaining('the host itself is still called');
  server.stop();
  server.root = '/';
  await server.start();
  expect(await change('hostname core7')).toMatchObject({ warnings: [own] });
  expect(await change('failover heartbeat failures 5')).toMatchObject({ warnings: [] });
  const back = await server.configurator.replace('alice', { kind: 'archive', number: 1 });
  expect(back).toMatchObject({ changed: true, warnings: [own] });
});
