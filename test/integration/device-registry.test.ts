import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const server = fileURLToPath(new URL('../../examples/device-registry/server.ts', import.meta.url));
const usbIds = [
  '# a list',
  '1d6b  Linux Foundation',
  '\t0001  1.1 root hub',
  '\t0002  2.0 root hub',
  '',
  '0000  Nobody',
  'C 00  (Defined at Interface level)',
  '\t01  Audio',
  '',
];
const hub = { vendor: '1d6b', product: '0003', name: '3.0 root hub' };

let folder: string;
const running: ChildProcess[] = [];

const start = async (...options: string[]): Promise<{ app: ChildProcess; port: number }> => {
  const app = spawn(process.execPath, [server, '--data', join(folder, 'data'), '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(app);
  for await (const line of createInterface({ input: app.stdout })) {
    const port = /listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port !== undefined) return { app, port: Number(port) };
  }
  throw new Error('the application ended before it listened');
};

const end = async (app: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  const ended = once(app, 'exit');
  app.kill(signal);
  await ended;
};

interface Reply {
  readonly status: number;
  readonly body: string;
}

/** Node's own client, because `fetch` would tidy up a path such as `/files/../x` before it is sent. */
const ask = (port: number, method: string, path: string, body?: string | object): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(typeof body === 'object' ? JSON.stringify(body) : body);
  });

const countOf = async (port: number): Promise<unknown> => JSON.parse((await ask(port, 'GET', '/devices/count')).body);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'device-registry-'));
  await writeFile(join(folder, 'usb.ids'), usbIds.join('\n'));
});

afterEach(async () => {
  for (const app of running.splice(0)) if (app.exitCode === null && app.signalCode === null) await end(app, 'SIGKILL');
  await rm(folder, { recursive: true });
});

describe('device-registry', () => {
  test('an empty registry is filled from usb.ids, vendor names in front, other lists left out', async () => {
    const { port } = await start('--seed', join(folder, 'usb.ids'));
    const devices = JSON.parse((await ask(port, 'GET', '/devices')).body) as object[];
    expect(devices).toMatchObject([
      { id: 1, vendor: '1d6b', product: '0001', name: 'Linux Foundation 1.1 root hub' },
      { id: 2, vendor: '1d6b', product: '0002', name: 'Linux Foundation 2.0 root hub' },
    ]);
  });

  test('a registry with devices in it is not filled again', async () => {
    const first = await start('--seed', join(folder, 'usb.ids'));
    await ask(first.port, 'DELETE', '/devices/1');
    await end(first.app, 'SIGTERM');
    const second = await start('--seed', join(folder, 'usb.ids'));
    expect(await countOf(second.port)).toEqual({ count: 1 });
  });

  test('the tree of files is copied without the links that lead out of it', async () => {
    const tree = join(folder, 'tree');
    await mkdir(join(tree, 'Europe'), { recursive: true });
    await writeFile(join(tree, 'Europe/Rome'), 'CET');
    await symlink('Europe/Rome', join(tree, 'Vatican'));
    await symlink('/etc/hostname', join(tree, 'localtime'));
    const { port } = await start('--seed-files', tree);
    expect((await readdir(join(folder, 'data/files'))).sort()).toEqual(['Europe', 'Vatican']);
    expect((await lstat(join(folder, 'data/files/Vatican'))).isSymbolicLink()).toBe(true);
    expect(await ask(port, 'GET', '/files/Vatican')).toEqual({ status: 200, body: 'CET' });
  });

  test('a device that was answered for is there after SIGKILL', async () => {
    const before = await start();
    expect(await ask(before.port, 'POST', '/devices', hub)).toEqual({ status: 201, body: '{"id":1}\n' });
    await end(before.app, 'SIGKILL');
    const after = await start();
    expect(JSON.parse((await ask(after.port, 'GET', '/devices')).body)).toMatchObject([{ id: 1, ...hub }]);
  });

  test('after SIGTERM the database is one file, whole', async () => {
    const { app, port } = await start();
    await ask(port, 'POST', '/devices', hub);
    await end(app, 'SIGTERM');
    expect(app.exitCode).toBe(0);
    expect((await readdir(join(folder, 'data'))).sort()).toEqual(['files', 'registry.sqlite']);
    const database = new DatabaseSync(join(folder, 'data/registry.sqlite'), { readOnly: true });
    expect(database.prepare('SELECT count(*) AS n FROM devices').get()).toEqual({ n: 1 });
    database.close();
  });

  test('devices are listed by page and removed once', async () => {
    const { port } = await start();
    for (let i = 0; i < 3; i += 1) await ask(port, 'POST', '/devices', hub);
    const page = JSON.parse((await ask(port, 'GET', '/devices?limit=1&after=1')).body) as object[];
    expect(page).toMatchObject([{ id: 2 }]);
    expect((await ask(port, 'DELETE', '/devices/2')).status).toBe(204);
    expect((await ask(port, 'DELETE', '/devices/2')).status).toBe(404);
    expect(await countOf(port)).toEqual({ count: 2 });
    expect(JSON.parse((await ask(port, 'GET', '/health')).body)).toEqual({ status: 'ok', devices: 2 });
  });

  test('files are written, replaced and removed', async () => {
    const { port } = await start();
    expect((await ask(port, 'PUT', '/files/certificates/portal.pem', 'one')).status).toBe(204);
    expect((await ask(port, 'PUT', '/files/certificates/portal.pem', 'two')).status).toBe(204);
    expect(await ask(port, 'GET', '/files/certificates/portal.pem')).toEqual({ status: 200, body: 'two' });
    expect(await readdir(join(folder, 'data/files/certificates'))).toEqual(['portal.pem']);
    expect((await ask(port, 'DELETE', '/files/certificates/portal.pem')).status).toBe(204);
    expect((await ask(port, 'GET', '/files/certificates/portal.pem')).status).toBe(404);
  });

  test.each([
    '/files/../registry.sqlite',
    '/files/.hidden',
    '/files//etc/passwd',
    '/files/a/../../x',
    '/files/%2e%2e/x',
    `/files/${'a/'.repeat(9)}x`,
  ])('no file outside: %s', async (path) => {
    const { port } = await start();
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect((await ask(port, method, path, 'x')).status).toBeGreaterThanOrEqual(400);
    expect((await readdir(join(folder, 'data'))).sort().slice(0, 2)).toEqual(['files', 'registry.sqlite']);
  });

  test('no file through a link that leads outside', async () => {
    const { port } = await start();
    await writeFile(join(folder, 'secret'), 'secret');
    await symlink(folder, join(folder, 'data/files/out'));
    await symlink(join(folder, 'secret'), join(folder, 'data/files/direct'));
    expect((await ask(port, 'GET', '/files/out/secret')).status).toBe(404);
    expect((await ask(port, 'GET', '/files/direct')).status).toBe(404);
    expect((await ask(port, 'PUT', '/files/out/secret', 'overwritten')).status).toBe(404);
    expect((await ask(port, 'PUT', '/files/out/new/secret', 'new')).status).toBe(404);
    expect((await readdir(folder)).sort()).toEqual(['data', 'secret', 'usb.ids']);
    expect(await readFile(join(folder, 'secret'), 'utf8')).toBe('secret');
  });

  test.each([
    ['no JSON', '{', 400, 'the body is no JSON'],
    ['no object', 'null', 400, 'the body is no JSON object'],
    ['a bad vendor', { ...hub, vendor: 'xyz' }, 400, '"vendor" is missing or not in its form'],
    ['no name', { vendor: '1d6b', product: '0001' }, 400, '"name" is missing or not in its form'],
    ['too much', { ...hub, name: 'x'.repeat(70_000) }, 413, 'the body is longer than 65536 bytes'],
  ])('%s is refused and nothing is registered', async (_, body, status, error) => {
    const { port } = await start();
    const reply = await ask(port, 'POST', '/devices', body);
    expect({ status: reply.status, ...(JSON.parse(reply.body) as object) }).toEqual({ status, error });
    expect(await countOf(port)).toEqual({ count: 0 });
  });

  test('an open connection is told the count as it changes', async () => {
    const { port } = await start();
    const counts: number[] = [];
    const response = await fetch(`http://127.0.0.1:${port}/events`);
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      counts.push(...[...chunk.matchAll(/"count":(\d+)/g)].map((match) => Number(match[1])));
      if (counts.length === 1) await ask(port, 'POST', '/devices', hub);
      if (counts.at(-1) === 1) break;
    }
    expect(counts[0]).toBe(0);
  });

  test('bad arguments are explained on stderr, exit status 1', async () => {
    const app = spawn(process.execPath, [server, '--data', folder, '--port', 'many'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const text = await new Response(app.stderr).text();
    expect(text).toMatch(/^device-registry: --port is no port\n\ndevice-registry --data DIR/);
    if (app.exitCode === null) await once(app, 'exit');
    expect(app.exitCode).toBe(1);
  });
});
