import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { accountName, credentialsOf, terminalOf } from '../../../src/host/caller.ts';

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-caller-'));
  await chmod(folder, 0o755);
  server = createServer();
  server.listen(join(folder, 'sock'));
  await once(server, 'listening');
  await chmod(join(folder, 'sock'), 0o666);
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const client = `require('node:net').connect(process.argv[1]).resume().on('end', () => process.exit())`;

test('the kernel says which process is at the other end, of which account and at which terminal', async () => {
  const program = [process.execPath, '-e', client, join(folder, 'sock')].map(
    (word) => `'${word.replaceAll("'", String.raw`'\''`)}'`,
  );
  const child = spawn('script', ['-qec', program.join(' '), '/dev/null'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const [socket] = (await once(server, 'connection')) as [Socket];
  const credentials = credentialsOf(socket);
  expect(credentials?.uid).toBe(userInfo().uid);
  expect(terminalOf(credentials?.pid ?? 0)).toMatch(/^pts\/\d+$/);
  socket.end();
  await once(child, 'close');
  expect(credentialsOf(socket)).toBeUndefined();
});

test('a program without a terminal has none, and another account is told apart', async () => {
  const other = userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(process.execPath, ['-e', client, join(folder, 'sock')], {
    stdio: 'ignore',
    detached: true,
    ...other,
  });
  const [socket] = (await once(server, 'connection')) as [Socket];
  expect(credentialsOf(socket)).toEqual({ pid: child.pid, uid: other.uid ?? userInfo().uid });
  expect(terminalOf(child.pid ?? 0)).toBeNull();
  socket.end();
  await once(child, 'close');
});

test('an account has a name, or its number', async () => {
  expect(await accountName(0)).toBe('root');
  expect(await accountName(4_000_000_123)).toBe('uid 4000000123');
  expect(terminalOf(2 ** 22 + 1)).toBeNull();
});
