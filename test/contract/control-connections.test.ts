import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { initialConfig } from '../../src/config/config.ts';
import { History } from '../../src/store/history.ts';
import { Privilege } from '../../src/worker/control/privilege.ts';
import { hashSecret } from '../../src/worker/control/secret.ts';
import { Sessions } from '../../src/worker/control/sessions.ts';
import type { Worker } from '../../src/worker/worker.ts';

// It is read from beside the build, and there is none beside a source.
jest.unstable_mockModule('../../src/worker/release.ts', () => ({ release: '1.0.0' }));
const { apiOf, ControlApi } = await import('../../src/worker/control/api.ts');

let folder: string;
let control: string;
let worker: Worker;
let history: History;
let api: InstanceType<typeof ControlApi>;
let asked: number;
let endSync: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-connections-'));
  control = join(folder, 'control.sock');
  history = new History(join(folder, 'history.sqlite'));
  asked = 0;
  const over = new Promise<void>((resolve) => (endSync = resolve));
  const journal = {
    async *follow() {
      yield { type: 'task' };
      await over;
    },
  };
  const write = (): undefined => undefined;
  worker = {
    paths: { controlSocket: control, adminSocket: join(folder, 'private', 'admin.sock') },
    logs: { worker: { info: write, warn: write, error: write } },
    config: {
      ...initialConfig(),
      enableSecret: await hashSecret('s3cret'),
      services: { db: { command: 'db --pin hunter2' } },
    },
    services: {
      views: () => [{ name: 'db', state: 'running', since: null, pid: 7, detail: '' }],
      healthOf: () => null,
    },
    state: { state: { clientConnection: 'enabled' } },
    gate: { openConnections: 0 },
    engine: { node: { phase: 'standby' } },
    syncs: { begin: () => Promise.resolve(journal) },
    get publicKey() {
      asked += 1;
      return 'the key';
    },
    sessions: new Sessions(),
    history,
  } as unknown as Worker;
  api = new ControlApi();
  await api.open(worker, new Privilege());
});
afterEach(async () => {
  endSync();
  await api.close();
  history.close();
  await rm(folder, { recursive: true });
});

const headers = (more: string): string => `HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const post = (path: string, body: string, more = ''): string =>
  `POST /v1${path} ${headers(`Content-Type: application/json\r\nContent-Length: ${body.length}\r\n${more}`)}${body}`;
const get = (path: string, more = ''): string => `GET /v1${path} ${headers(more)}`;

const closeOf = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

const reach = (path = control): { socket: Socket; text: () => string; has: (part: string) => Promise<void> } => {
  const socket = connect(path).on('error', () => undefined);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const has = async (part: string): Promise<void> => {
    while (!text.includes(part)) await once(socket, 'data');
    text = text.slice(text.indexOf(part));
  };
  return { socket, text: () => text, has };
};

test('a client that sends request behind request has one of them answered at most, and loses its connection', async () => {
  const clients = Array.from({ length: 8 }, () => reach());
  const closed = clients.map(({ socket }) => closeOf(socket));
  for (const { socket } of clients) socket.write(get('/key').repeat(2000));
  await Promise.all(closed);
  expect(asked).toBeLessThanOrEqual(clients.length);
});

test('whoever sends anything behind an open console loses it', async () => {
  const { socket, has } = reach();
  socket.write(post('/sessions', '{}'));
  await has('"type":"open"');
  expect(worker.sessions.statuses(undefined)).toHaveLength(1);
  socket.write(get('/key'));
  await closeOf(socket);
  expect(asked).toBe(0);
  expect(worker.sessions.statuses(undefined)).toEqual([]);
});

test('whoever sends anything behind a synchronization that is followed loses its connection', async () => {
  const { socket, has } = reach(worker.paths.adminSocket);
  socket.write(post('/sync', '{"host":"core1"}'));
  await has('"type":"task"');
  socket.write('G');
  await closeOf(socket);
});

test('a client that has left before its console is open leaves none behind', async () => {
  const socket = Object.assign(new EventEmitter(), { destroyed: true, setTimeout: () => undefined });
  const env = { incoming: { socket } };
  const answer = await apiOf(worker, new Privilege(), false).request(
    '/v1/sessions',
    { method: 'POST', body: '{}' },
    env,
  );
  expect(answer.status).toBe(409);
  expect(worker.sessions.statuses(undefined)).toEqual([]);
});

/** A client at the control socket: what it is answered, as JSON. */
const ask = async (path: string, more = '', body?: string): Promise<unknown> => {
  const { socket, text } = reach();
  socket.write(
    body === undefined ? get(path, `Connection: close\r\n${more}`) : post(path, body, `Connection: close\r\n${more}`),
  );
  await closeOf(socket);
  const [, answer = ''] = text().split('\r\n\r\n');
  return JSON.parse(answer.replace(/^[0-9a-f]+\r\n/, '').replace(/\r\n0$/, '')) as unknown;
};
const bearerOf = async (): Promise<string> =>
  `Authorization: Bearer ${((await ask('/enable', '', '{"secret":"s3cret"}')) as { token: string }).token}\r\n`;

test('the mode of a console is what its token is worth, whatever it says, and debugging ends with the privilege', async () => {
  const { socket, text, has } = reach();
  socket.write(post('/sessions', '{}'));
  await has('"type":"open"');
  const key = /"key":"([^"]+)"/.exec(text())?.[1] ?? '';
  const sits = (mode: string): string => `understudy-session: ${key} ${mode}\r\n`;
  const modes = async (mode: string, bearer = ''): Promise<unknown> => {
    const { sessions } = (await ask('/sessions', sits(mode) + bearer)) as { sessions: unknown[] };
    return sessions[0];
  };
  for (const claim of ['user', 'privileged', 'config', 'root'])
    expect(await modes(claim)).toMatchObject({ mode: 'user' });
  const bearer = await bearerOf();
  for (const claim of ['user', 'privileged', 'root'])
    expect(await modes(claim, bearer)).toMatchObject({ mode: 'privileged', isOwn: true });
  expect(await modes('config', bearer)).toMatchObject({ mode: 'config' });
  await ask('/debug', sits('config') + bearer, '{"topic":"heartbeat","on":true}');
  expect(await modes('config', bearer)).toMatchObject({ mode: 'config', debug: ['heartbeat'] });
  await ask('/disable', sits('config') + bearer, '{}');
  expect(worker.sessions.statuses(undefined)).toMatchObject([{ mode: 'user', debug: [] }]);
  socket.destroy();
});

test('the command line of a service, in which passwords may stand, is shown in privileged mode only', async () => {
  expect(JSON.stringify(await ask('/services'))).not.toContain('hunter2');
  expect(await ask('/services')).toMatchObject({ services: [{ name: 'db', command: null }] });
  expect(await ask('/services', await bearerOf())).toMatchObject({ services: [{ command: 'db --pin hunter2' }] });
});
