import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { choosePorts } from '../../demo/ports.ts';
import { Server } from '../../demo/server.ts';
import type { AuditList, SessionList } from '../../src/control/session-shapes.ts';
import { Terminal } from '../support/terminal.ts';

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'a'.repeat(43)}`;
const user = /^core1\/\S+>$/m;

let folder: string;
let core1: Server;
const terminals: Terminal[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-operators-'));
  const [ports] = await choosePorts(1);
  core1 = new Server('core1', folder, ports!, new AbortController().signal);
  await core1.create();
  await core1.start();
  const session = [
    'configure terminal',
    `trusted-host core2 address 127.0.0.1 port 9 key "${key}"`,
    'failover peer core2',
    'failover heartbeat recheck 100ms',
    'high-availability enable',
    'enable secret s3cret-word',
    'end',
    'write memory',
  ];
  const file = join(folder, 'session.txt');
  await writeFile(file, session.join('\n'));
  expect((await core1.operator.run('session', ['-f', file])).stderr).toBe('');
});
afterEach(async () => {
  await Promise.all(terminals.splice(0).map((terminal) => terminal.stop()));
  // A console that was left open is still listed for a moment.
  await sessionsAre(0);
});
afterAll(async () => {
  await core1.stop();
  await rm(folder, { recursive: true });
});

const sit = async (): Promise<Terminal> => {
  const terminal = Terminal.start(['--root', core1.root], { env: { HOME: folder, SSH_CLIENT: '10.0.0.7 5555 22' } });
  terminals.push(terminal);
  await terminal.shows(user);
  return terminal;
};

const enable = async (terminal: Terminal, secret = 's3cret-word'): Promise<void> => {
  terminal.type('enable\r');
  await terminal.isAt('Password: ');
  terminal.type(`${secret}\r`);
  await terminal.shows(/#$/);
};

const sessions = async (): Promise<SessionList['sessions']> =>
  (await core1.operator.read<SessionList>('show users')).sessions;
const sessionsAre = async (count: number): Promise<SessionList['sessions']> => {
  for (;;) {
    const now = await sessions();
    if (now.length === count) return now;
  }
};

test('operators see who else is there; a line is freed when its console ends, however it ends', async () => {
  const [first] = [await sit(), await sit()];
  expect((await sessionsAre(2)).map(({ line, from, terminal }) => [line, from, terminal?.slice(0, 4)])).toEqual([
    [1, '10.0.0.7', 'pts/'],
    [2, '10.0.0.7', 'pts/'],
  ]);
  await first.stop();
  await sessionsAre(1);
});

test('heartbeats are shown live at the console that asked for them, until it asks no more', async () => {
  const terminal = await sit();
  await sessionsAre(1);
  await enable(terminal);
  terminal.type('debug heartbeat\r');
  await terminal.shows(/\*\d\d:\d\d:\d\d\.\d{3} GMT: heartbeat to core2 failed \(\d+ in a row\)/);
  terminal.type('no debug all\r');
  await terminal.shows('All debugging is off');
  const own = await sessions();
  expect(own.map(({ mode, debug }) => ({ mode, debug }))).toEqual([{ mode: 'privileged', debug: [] }]);
});

test('console 22: wrong secrets are refused by the worker, wait, and are in the audit; no secret is anywhere', async () => {
  const terminal = await sit();
  terminal.type('enable\r');
  for (let attempt = 1; attempt <= 3; attempt++) {
    await terminal.shows(new RegExp(`(Password:\\s*){${attempt}}$`));
    terminal.type(`wr0ng${attempt}\r`);
  }
  await terminal.shows('% Bad secrets');
  await enable(terminal);
  const { entries } = await core1.operator.read<AuditList>('show audit 10');
  const tries = entries.filter(({ command }) => command === 'enable').map(({ result, status }) => [result, status]);
  expect(tries.slice(0, 4)).toEqual([
    ['ok', 0],
    ['refused', 3],
    ['refused', 3],
    ['refused', 3],
  ]);
  const files = [
    'var/log/understudy/understudyd.log',
    'var/lib/understudy/history.sqlite',
    'var/lib/understudy/history.sqlite-wal',
  ];
  for (const file of files) {
    const bytes = await readFile(join(core1.root, file)).catch(() => Buffer.alloc(0));
    for (const secret of ['wr0ng', 's3cret-word']) expect([file, bytes.includes(secret)]).toEqual([file, false]);
  }
});

test('a console is ended by another operator, who is named', async () => {
  const first = await sit();
  await sessionsAre(1);
  const second = await sit();
  await sessionsAre(2);
  await enable(second);
  second.type('clear line 1\r');
  await second.shows('[confirm]');
  second.type('\r');
  expect(await first.ended()).toBe(0);
  expect(first.screen.text).toMatch(/% This console was ended by \S+.* at pts\/\d+ from "10\.0\.0\.7"$/);
  await second.shows(/Line 1 \(.+\) is ended/);
  second.type('clear line 2\r');
  await second.shows(/(\[confirm\][^]*){2}$/);
  second.type('\r');
  await second.shows('Line 2 is this console');
});

test('console 28: consoles outlive their worker, and are listed again when it is back', async () => {
  const terminal = await sit();
  await sessionsAre(1);
  await core1.kill();
  terminal.type('\r');
  await terminal.shows(/core1\/(pri\/)?\?>$/);
  await core1.start();
  terminal.type('\r');
  await terminal.shows(/core1\/pri\/(act|na)>$/);
  await sessionsAre(1);
});
