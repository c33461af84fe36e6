import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Service } from '../../../src/host/service.ts';

const eventually = async (is: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await is())) await new Promise((resolve) => setImmediate(resolve));
};
const alive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(
      execFileSync('cat', [`/proc/${pid}/status`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch {
    return false;
  }
};

describe('protected service', () => {
  let folder: string;
  let said: string[];
  let service: Service | undefined;
  const parts = () => ({
    name: 'app',
    logFolder: folder,
    restarts: { most: 5, windowMs: 600_000 },
    onChange: (sentence: string) => void said.push(sentence),
    onAlarm: (sentence: string) => void said.push(sentence),
    onFailed: (name: string, reason: string) => void said.push(`${name} has failed: ${reason}`),
    onRecovered: (name: string) => void said.push(`${name} has recovered`),
  });
  const of = (command: string): Service => (service = new Service({ ...parts(), command }));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-service-'));
    said = [];
  });
  afterEach(async () => {
    await service?.stop();
    await rm(folder, { recursive: true });
  });

  test('starts once, stops once, and says what it is', async () => {
    const app = of('sleep 1000');
    expect(app.view()).toMatchObject({ state: 'stopped', pid: null, detail: '' });
    expect(app.start()).toBe(true);
    expect(app.start()).toBe(false);
    const { pid, state } = app.view();
    expect(state).toBe('running');
    expect(await app.stop()).toBe(true);
    expect(await app.stop()).toBe(false);
    expect(alive(pid!)).toBe(false);
  });

  test('its arguments reach it without a shell', async () => {
    const app = of(`printf '%s\\n' "two words" '$HOME;id'`);
    app.start();
    await eventually(async () =>
      (await readFile(join(folder, 'service-app.log'), 'utf8').catch(() => '')).includes('id'),
    );
    await app.stop();
    expect((await readFile(join(folder, 'service-app.log'), 'utf8')).startsWith('two words\n$HOME;id\n')).toBe(true);
  });

  test('one that ends by itself is started again, and given up on after five times', async () => {
    const app = of('false');
    app.start();
    await eventually(() => said.length === 6);
    expect(said[0]).toContain('ended with exit status 1: restart 1 of 5');
    expect(said[5]).toContain('has failed');
    expect(app.view()).toMatchObject({ state: 'failed' });
  });

  test('a program that is not there fails like one that ends', async () => {
    const app = of('/nonexistent/program');
    app.start();
    await eventually(() => said.length > 0);
    expect(said[0]).toContain('Service app ended with exit status 127');
  });

  test('what it started itself ends with it', async () => {
    const app = of(`sh -c 'sleep 1000 & echo $!; wait'`);
    app.start();
    const read = (): Promise<string> => readFile(join(folder, 'service-app.log'), 'utf8').catch(() => '');
    await eventually(async () => (await read()).includes('\n'));
    const pid = Number(await read());
    await app.stop();
    await eventually(() => !alive(pid));
  });

  test('what it started ends with it, even when it heeds no SIGTERM and left the log', async () => {
    const app = of(`sh -c 'trap "" TERM; sleep 1000 >/dev/null 2>&1 & trap - TERM; echo $!; sleep 1000'`);
    app.start();
    const read = (): Promise<string> => readFile(join(folder, 'service-app.log'), 'utf8').catch(() => '');
    await eventually(async () => (await read()).includes('\n'));
    const pid = Number(await read());
    await app.stop();
    expect(alive(pid)).toBe(false);
  });

  test('a disk that is full for its log harms neither it nor its worker', async () => {
    await symlink('/dev/full', join(folder, 'service-app.log'));
    const app = of(`sh -c 'echo one; head -c 1000000 /dev/zero; exec sleep 1000'`);
    app.start();
    await eventually(async () => (await readFile(`/proc/${app.view().pid}/comm`, 'utf8')) === 'sleep\n');
    expect(app.view().state).toBe('running');
    expect(said).toEqual([]);
  });

  test('a restart that cannot be done is reported, and tried again', async () => {
    const { PATH } = process.env;
    try {
      const app = of('sleep 0.05');
      app.start();
      process.env['PATH'] = '/nonexistent';
      await eventually(() => said.length === 2);
      expect(said[1]).toContain('could not be started (Service app cannot be started: setpriv is missing): restart 2');
      process.env['PATH'] = PATH;
      await eventually(() => app.view().state === 'running');
    } finally {
      process.env['PATH'] = PATH;
    }
  });

  test('its group is on record while it runs', async () => {
    const app = (service = new Service({ ...parts(), command: 'sleep 1000', runFolder: folder }));
    const record = join(folder, 'service-app.pgid');
    app.start();
    expect(JSON.parse(await readFile(record, 'utf8'))).toMatchObject({ pid: app.view().pid });
    await app.stop();
    await expect(readFile(record)).rejects.toThrow('ENOENT');
  });

  test('dies with the process that started it, even when that one is killed', async () => {
    const program = `import { Service } from ${JSON.stringify(join(import.meta.dirname, '../../../build/src/host/service.js'))};
      const app = new Service({ name: 'app', command: 'sleep 1000', logFolder: ${JSON.stringify(folder)}, restarts: { most: 5, windowMs: 600000 } });
      app.start(); console.log(app.view().pid); setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(alive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await eventually(() => !alive(pid));
  });
});
