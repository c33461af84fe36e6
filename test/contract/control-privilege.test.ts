import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { initialConfig } from '../../src/config/config.ts';
import { History } from '../../src/store/history.ts';
import { Audit } from '../../src/worker/control/audit.ts';
import { Privilege } from '../../src/worker/control/privilege.ts';
import { hashSecret } from '../../src/worker/control/secret.ts';
import { Sessions } from '../../src/worker/control/sessions.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { FakeControl } from '../support/fake-control.ts';

// It is read from beside the build, and there is none beside a source.
jest.unstable_mockModule('../../src/worker/release.ts', () => ({ release: '1.0.0' }));
const { apiOf, ControlApi } = await import('../../src/worker/control/api.ts');

const client = join(import.meta.dirname, '../support/raw-calls.mjs');

let folder: string;
let socketPath: string;
let worker: Worker;
let history: History;
let touched: string[];
let token: string;
let api: InstanceType<typeof ControlApi>;

interface Route {
  readonly method: string;
  readonly path: string;
}

/** Every route of the API, those of middleware left out. */
const routesOf = (of: Worker): Route[] => {
  const all = apiOf(of, new Privilege(), false)
    .routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/v1/'))
    .map(({ method, path }) => ({ method, path }));
  return all.filter(({ method, path }, i) => all.findIndex((o) => o.method === method && o.path === path) === i);
};

const call = ({ method, path }: Route, headers: Record<string, string> = {}, body?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, agent: false, headers }, (answer) => {
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    outgoing.on('error', reject).end(body ?? (method === 'POST' ? '{}' : undefined));
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-privilege-'));
  await chmod(folder, 0o755);
  socketPath = join(folder, 'control.sock');
  history = new History(join(folder, 'history.sqlite'));
  const write = (): undefined => undefined;
  const parts: Partial<Record<string, unknown>> = {
    paths: { controlSocket: socketPath, adminSocket: join(folder, 'private', 'admin.sock') },
    logs: { worker: { info: write, warn: write, error: write } },
    config: { ...initialConfig(), enableSecret: await hashSecret('s3cret') },
    sessions: new Sessions(),
    history,
  };
  touched = [];
  worker = new Proxy(parts, {
    get: (target, key) => {
      if (typeof key === 'string' && !(key in target)) touched.push(key);
      return Reflect.get(target, key) as unknown;
    },
  }) as unknown as Worker;
  const privilege = new Privilege();
  api = new ControlApi();
  await api.open(worker, privilege);
  token = await privilege.enable('s3cret', worker.config.enableSecret ?? '', { uid: userInfo().uid, pid: process.pid });
});
afterAll(async () => {
  await api.close();
  history.close();
  await rm(folder, { recursive: true });
});

/** The portal is let in by its account, not by a token. */
const openPosts = ['POST /v1/enable', 'POST /v1/portal', 'POST /v1/sessions'];

const privileged = async (): Promise<Route[]> => {
  const routes = routesOf(worker);
  const open = new Set(openPosts);
  const answers = await Promise.all(
    routes.map(async (route) => ({
      route,
      isOpen: open.has(`${route.method} ${route.path}`) || (await call(route)) !== 403,
    })),
  );
  return answers.filter(({ isOpen }) => !isOpen).map(({ route }) => route);
};

test('everything that changes something, and whatever names secrets or limits, needs privilege', async () => {
  const names = (await privileged()).map(({ method, path }) => `${method} ${path}`);
  const posts = routesOf(worker).filter(({ method }) => method !== 'GET');
  const reached = posts.map(({ method, path }) => `${method} ${path}`).filter((name) => !names.includes(name));
  expect(reached.sort()).toEqual(openPosts);
  expect(names).toEqual(expect.arrayContaining(['GET /v1/config', 'GET /v1/config/startup', 'GET /v1/audit']));
});

test('the stand-in of the tests lets in whom the worker lets in', async () => {
  const fake = await FakeControl.start(['control']);
  const names = (await privileged()).map(({ method, path }) => `${method} ${path}`);
  const all = routesOf(worker).map(({ method, path }) => `${method} ${path}`);
  const closed: string[] = [];
  for (const name of all) if ((await fake.status(name)) === 403) closed.push(name);
  await fake.stop();
  expect(closed.sort()).toEqual(names.sort());
});

const garbage = (): Record<string, string>[] => [
  {},
  { authorization: 'Bearer' },
  { authorization: 'Bearer undefined' },
  { authorization: 'Bearer granted' },
  { authorization: `Bearer ${'A'.repeat(43)}` },
  { authorization: `Bearer ${'A'.repeat(8000)}` },
  { authorization: `Basic ${token}` },
  { authorization: `Bearer ${token.slice(0, -1)}` },
  { authorization: `Bearer ${token} ` + 'x' },
  { 'x-forwarded-user': 'root', 'understudy-origin': 'login=root', 'understudy-session': 'key privileged' },
];

test('without a token, or with an invented one, nothing privileged is reached, and nothing of the worker is touched', async () => {
  const routes = await privileged();
  touched.length = 0;
  for (const route of routes)
    for (const headers of garbage()) expect([route, await call(route, headers)]).toEqual([route, 403]);
  expect(touched).toEqual([]);
});

test('what is written as another path, method or override is no way in', async () => {
  touched.length = 0;
  for (const path of [
    '/v1//failover/mode',
    '/v1/./failover/mode',
    '/v1/enable/../failover/mode',
    '/v1/%66ailover/mode',
  ])
    expect([403, 404]).toContain(await call({ method: 'POST', path }, {}, '{"mode":"primary"}'));
  expect(await call({ method: 'PUT', path: '/v1/failover/mode' }, {}, '{"mode":"primary"}')).toBe(403);
  const override = { 'x-http-method-override': 'POST' };
  expect([403, 404]).toContain(await call({ method: 'GET', path: '/v1/failover/mode' }, override));
  expect(touched).toEqual([]);
});

const stolen = async (
  routes: readonly Route[],
  uid: number | undefined,
): Promise<{ route: Route; status: number }[]> => {
  const child = spawn(process.execPath, ['-e', await readFile(client, 'utf8')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  child.stdin.end(JSON.stringify({ socketPath, token, routes }));
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await once(child, 'close');
  return JSON.parse(out) as { route: Route; status: number }[];
};

test('a token that was stolen is worth nothing in another process, of the same account or of another one', async () => {
  expect(await call({ method: 'GET', path: '/v1/audit' }, { authorization: `Bearer ${token}` })).toBe(200);
  const thieves = userInfo().uid === 0 ? [undefined, 65_534] : [undefined];
  const routes = await privileged();
  touched.length = 0;
  for (const uid of thieves) {
    const answers = await stolen(routes, uid);
    expect(answers.length).toBeGreaterThan(10);
    expect(answers.filter(({ status }) => status !== 403)).toEqual([]);
  }
  expect(touched).toEqual([]);
  expect(await call({ method: 'GET', path: '/v1/audit' }, { authorization: `Bearer ${token}` })).toBe(200);
});

const knockers = `
  const { connect } = require('node:net');
  const all = Array.from({ length: 200 }, () => connect(process.argv[1]).on('error', () => {}));
  setInterval(() => { for (const one of all) if (one.destroyed) all[all.indexOf(one)] = connect(process.argv[1]).on('error', () => {}); }, 5);
  process.stdout.write('there');
`;

test('an account that takes every connection it can get keeps no other out', async () => {
  const [other, expected] = userInfo().uid === 0 ? [{ uid: 65_534, gid: 65_534 }, 200] : [{}, undefined];
  const child = spawn(process.execPath, ['-e', knockers, socketPath], {
    stdio: ['ignore', 'pipe', 'ignore'],
    ...other,
  });
  await once(child.stdout, 'data');
  const answered = await Promise.allSettled(
    Array.from({ length: 20 }, () => call({ method: 'GET', path: '/v1/enable' })),
  );
  child.kill('SIGKILL');
  await once(child, 'close');
  if (expected !== undefined) expect(answered).toEqual(answered.map(() => ({ status: 'fulfilled', value: expected })));
  expect(await call({ method: 'GET', path: '/v1/enable' })).toBe(200);
});

test('a body that is too large, no JSON or not what is needed is a fault of the caller', async () => {
  const enable = { method: 'POST', path: '/v1/enable' };
  expect(await call(enable, {}, 'x'.repeat(1024 * 1024 + 1))).toBe(413);
  expect(await call(enable, {}, '{"secret":')).toBe(400);
  expect(await call(enable, {}, '{"secret":7}')).toBe(400);
  expect(await call(enable, {}, JSON.stringify({ secret: 'x'.repeat(2000) }))).toBe(400);
  expect(await call(enable, {}, '{"secret":"s3cret","uid":0}')).toBe(400);
});

test('what was tried without the right to it is in the audit, with the account by the kernel', () => {
  const attempts = new Audit(worker).entries(1000).filter(({ kind }) => kind === 'attempt');
  expect(attempts.length).toBeGreaterThan(10);
  expect(attempts.every(({ result, status }) => result === 'refused' && status === 3)).toBe(true);
  if (userInfo().uid === 0) expect(new Set(attempts.map(({ user }) => user))).toEqual(new Set(['root', 'nobody']));
});

const sitDown = async (): Promise<{ text: () => string; leave: () => void; ended: Promise<unknown> }> => {
  const outgoing = request({ socketPath, method: 'POST', path: '/v1/sessions', agent: false }).end('{}');
  const [answer] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
  let text = '';
  answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
  answer.on('error', () => undefined);
  const ended = new Promise((resolve) => answer.once('close', resolve));
  await once(answer, 'data');
  return { text: () => text, leave: () => outgoing.destroy(), ended };
};

const enable = async (): Promise<string> => {
  const outgoing = request({ socketPath, method: 'POST', path: '/v1/enable', agent: false }).end('{"secret":"s3cret"}');
  const [answer] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
  return (JSON.parse(await textOf(answer)) as { token: string }).token;
};

test('a console that somebody ends loses its token with it, and so does one that goes', async () => {
  const audit = { method: 'GET', path: '/v1/audit' };
  const clear = { method: 'POST', path: '/v1/sessions/clear' };
  const first = await sitDown();
  expect(await call(clear, { authorization: `Bearer ${token}` }, '{"line":1}')).toBe(200);
  await first.ended;
  expect(first.text()).toMatch(/"type":"end","at":"[^"]+","text":"This console was ended by .+"/);
  expect(await call(audit, { authorization: `Bearer ${token}` })).toBe(403);
  const next = await enable();
  const second = await sitDown();
  expect(await call(audit, { authorization: `Bearer ${next}` })).toBe(200);
  second.leave();
  while ((await call(audit, { authorization: `Bearer ${next}` })) !== 403);
});

test('whoever changes the secret goes on with his own token; every other one ends', async () => {
  const privilege = new Privilege();
  const holder = { uid: userInfo().uid, pid: process.pid };
  const hash = worker.config.enableSecret ?? '';
  const [own, other] = [await privilege.enable('s3cret', hash, holder), await privilege.enable('s3cret', hash, holder)];
  const change = async (): Promise<void> => {
    await new Promise(setImmediate);
    privilege.clear();
  };
  const at = join(folder, 'changing');
  const changing = new Proxy(worker, {
    get: (target, key) => {
      if (key === 'paths') return { controlSocket: join(at, 'control.sock'), adminSocket: join(at, 'admin.sock') };
      return key === 'configurator' ? { change } : (Reflect.get(target, key) as unknown);
    },
  });
  const opened = new ControlApi();
  await opened.open(changing, privilege);
  const ask = (bearer: string, path: string, body?: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${bearer}` };
      const method = body === undefined ? 'GET' : 'POST';
      const to = { socketPath: join(at, 'control.sock'), method, path, agent: false as const, headers };
      const asked = request(to, (answer) => resolve(answer.resume().statusCode ?? 0));
      asked.on('error', reject).end(body);
    });
  try {
    expect(await ask(other, '/v1/audit')).toBe(200);
    expect(await ask(own, '/v1/enable-secret', '{"secret":"n3w"}')).toBe(200);
    expect(await ask(own, '/v1/audit')).toBe(200);
    expect(await ask(other, '/v1/audit')).toBe(403);
  } finally {
    await opened.close();
  }
});
