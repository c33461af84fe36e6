import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Configurator } from '../../../src/worker/configurator.ts';
import { Files } from '../../../src/worker/files.ts';
import { RunningConfig } from '../../../src/worker/running-config.ts';
import type { Worker } from '../../../src/worker/worker.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

const hash = (salt: string): string => `scrypt$16384$8$1$${salt}$a2V5`;

/** A configuration on the disk, with as much of a worker around it as it needs; `start` again is a restart. */
class Server {
  readonly folder: string;
  readonly told: string[] = [];
  readonly events: string[] = [];
  running!: RunningConfig;
  configurator!: Configurator;
  files!: Files;
  #whenTold: (() => void) | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  get conf(): string {
    return join(this.folder, 'understudy.conf');
  }

  async start(): Promise<this> {
    this.running = await RunningConfig.open(this.conf, 'core1');
    this.files = new Files(join(this.folder, 'files'));
    const worker = {
      paths: {
        configArchive: join(this.folder, 'config-archive'),
        pendingConfirm: join(this.folder, 'pending-confirm.json'),
      },
      running: this.running,
      files: this.files,
      armSchedule: () => Promise.resolve(),
      logs: { worker: { warn: () => undefined } },
      engine: { node: { term: { counter: 1 }, phase: 'active' } },
      history: { addEvent: ({ sentence }: { sentence: string }) => this.events.push(sentence) },
      sessions: {
        notice: (sentence: string) => {
          this.told.push(sentence);
          this.#whenTold?.();
        },
      },
    } as unknown as Worker;
    this.configurator = new Configurator(worker);
    await this.configurator.open();
    return this;
  }

  stop(): void {
    this.configurator.confirmation.stop();
  }

  /** Lets time go by, and waits for what is told at the consoles then. */
  async tellsAfter(ms: number): Promise<void> {
    const told = new Promise<void>((resolve) => (this.#whenTold = resolve));
    jest.advanceTimersByTime(ms);
    await told;
  }

  get numbers(): number[] {
    return this.configurator.list.copies.map(({ number }) => number);
  }
}

let server: Server;
const change = (...lines: string[]): Promise<unknown> => server.configurator.change('alice', lines);

beforeEach(async () => {
  server = await new Server(await newFolder()).start();
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
    await server.files.write('bad.conf', 'hostname core7\nfailover heartbeat failures many\n', { append: false });
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
    server.running.onChange(async () => {
      if (isBroken) throw new Error('the port is taken');
    });
    await server.tellsAfter(60_000);
    expect(server.told.at(-1)).toContain('could not be rolled back: the port is taken. It is tried again.');
    isBroken = false;
    while (jest.getTimerCount() === 0) await new Promise(setImmediate);
    await server.tellsAfter(30_000);
    expect(server.running.config.hostname).toBe('core1');
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
