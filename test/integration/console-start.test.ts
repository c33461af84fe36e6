import { spawn } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FakeControl } from '../support/fake-control.ts';
import { Terminal } from '../support/terminal.ts';

const program = join(import.meta.dirname, '../../bin/understudy');

let worker: FakeControl;
beforeEach(async () => {
  worker = await FakeControl.start();
});
afterEach(() => worker.stop());

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** The launcher as it is shipped, with the snapshot that it starts. */
const understudy = (
  args: readonly string[],
  { input = '', path = program, cwd = '/', env = {} } = {},
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const environment = {
      PATH: process.env['PATH'],
      HOME: worker.root.path,
      UNDERSTUDY_ROOT: worker.root.path,
      ...env,
    };
    const child = spawn(path, args, { cwd, env: environment });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, out, err }));
    child.stdin.end(input);
  });

test('console 44, 57: a command starts from the snapshot, and options behind the program are its own', async () => {
  expect(await understudy(['-c', 'show version'])).toMatchObject({
    status: 0,
    err: '',
    out: expect.stringMatching(/^Understudy Software, Version/),
  });
  expect(JSON.parse((await understudy(['show', 'failover', '--json'])).out)).toMatchObject({ hostname: 'core2' });
  expect(await understudy(['--eval', '1'])).toMatchObject({
    status: 2,
    out: '',
    err: expect.stringContaining("Unknown option '--eval'"),
  });
  expect(await understudy(['--inspect'])).toMatchObject({ status: 2, out: '' });
});

test('it is found through a link, from its own folder, and without the settings of another Node', async () => {
  const link = join(worker.root.path, 'link');
  await symlink(program, link);
  const started = { status: 0, err: '', out: expect.stringContaining('Understudy') };
  expect(await understudy(['--version'], { path: link })).toMatchObject(started);
  expect(await understudy(['--version'], { path: './understudy', cwd: join(program, '..') })).toMatchObject(started);
  expect(await understudy(['--version'], { env: { NODE_OPTIONS: '--require=/nowhere.js' } })).toMatchObject(started);
});

test('nothing of the moment when the snapshot was made is kept: root, home, host and colours are those of the start', async () => {
  const nowhere = join(worker.root.path, 'nowhere');
  expect(await understudy(['show', 'version'], { env: { UNDERSTUDY_ROOT: nowhere } })).toMatchObject({
    status: 2,
    err: expect.stringContaining(`${nowhere} is no folder`),
  });
  const down = await FakeControl.start([]);
  const env = { UNDERSTUDY_ROOT: down.root.path, HOME: down.root.path, NO_COLOR: '', TERM: 'xterm-256color' };
  const coloured = Terminal.startProgram([program], { env });
  await coloured.isAt(`${hostname().split('.')[0] ?? ''}/?> `);
  expect(coloured.raw).toContain('\u001b[1;');
  await coloured.stop();
  await down.stop();
});

test('packages are loaded where a command needs them: the schema, the option parser, colours', async () => {
  const { status, err } = await understudy([], { input: 'configure terminal\nhostname core9\nend\nshow clock\n' });
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(worker.bodyOf('POST /v1/config')).toMatchObject({ lines: ['hostname core9'] });
  expect((await understudy(['show', '--help'])).out).toContain('show');
});

test('questions of one script follow each other on one connection', async () => {
  const { status } = await understudy([], { input: 'show version\n'.repeat(20) });
  expect(status).toBe(0);
  expect(worker.calls().filter((call) => call === 'GET /v1/version')).toHaveLength(20);
  expect(worker.connections).toBeLessThanOrEqual(2);
});

test('a worker that is stopped is given up on, from the snapshot, too: a script never hangs', async () => {
  const release = worker.hold('GET /v1/version');
  expect(await understudy(['show', 'version'])).toMatchObject({
    status: 1,
    out: '',
    err: expect.stringContaining('The worker did not answer within 10 s'),
  });
  release();
});
