import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ControlClient } from '../../src/control/client.ts';
import { checkRoot, rootAt } from '../../src/control/root.ts';
import { isWorkerDown } from '../../src/control/transport.ts';
import { UnderstudyError } from '../../src/error.ts';
import { FakeControl } from '../support/fake-control.ts';
import { failoverStatus, successfulRun } from '../support/status-fixtures.ts';

let worker: FakeControl;
let client: ControlClient;
beforeEach(async () => {
  worker = await FakeControl.start();
  client = new ControlClient(worker.root);
});
afterEach(() => worker.stop());

const faultOf = async (call: Promise<unknown>): Promise<UnderstudyError> => {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof UnderstudyError) return error;
  throw error;
};

test.each<[string, (to: ControlClient) => Promise<unknown>]>([
  ['GET /v1/failover', (to) => to.failover()],
  ['GET /v1/sessions', (to) => to.sessions()],
  ['GET /v1/audit?limit=7', (to) => to.audit(7)],
  ['GET /v1/version', (to) => to.version()],
  ['GET /v1/key', (to) => to.key()],
  ['GET /v1/notification', (to) => to.notification()],
  ['GET /v1/trusted-hosts', (to) => to.trustedHosts()],
  ['GET /v1/generations', (to) => to.generations()],
  ['GET /v1/orphans', (to) => to.orphans()],
  ['GET /v1/history?limit=7', (to) => to.history(7)],
  ['GET /v1/sync?limit=7', (to) => to.syncHistory(7)],
  ['GET /v1/log?lines=7', (to) => to.log(7)],
  ['GET /v1/config', (to) => to.runningConfig()],
  ['GET /v1/config?all=1', (to) => to.runningConfig(true)],
  ['GET /v1/config/startup', (to) => to.startupConfig()],
  ['GET /v1/config/archive', (to) => to.archive()],
  ['GET /v1/config/archive/copy?number=12', (to) => to.archivedConfig(12)],
  ['GET /v1/files', (to) => to.files()],
  ['GET /v1/files/text?name=a.txt', (to) => to.file('a.txt')],
])('%s gives what the worker answers', async (call, ask) => {
  expect(await ask(client)).toEqual(worker.replies.get(call.split('?')[0] ?? ''));
  expect(worker.calls()).toEqual([call]);
});

test.each<[string, object, (to: ControlClient) => Promise<unknown>]>([
  ['POST /v1/failover/mode', { mode: 'primary' }, (to) => to.setMode('primary')],
  ['POST /v1/failover/client-connection', { state: 'enable' }, (to) => to.setClientConnection('enable')],
  ['POST /v1/trusted-hosts/test', { host: 'core1' }, (to) => to.testConnection('core1')],
  ['POST /v1/services', { name: 'registry', action: 'stop' }, (to) => to.service('registry', 'stop')],
  ['POST /v1/config', { lines: ['hostname core2'] }, (to) => to.configure(['hostname core2'])],
  [
    'POST /v1/config',
    { lines: ['dataset x'], mayBeOpen: true },
    (to) => to.configure(['dataset x'], { mayBeOpen: true }),
  ],
  ['POST /v1/config/save', {}, (to) => to.saveConfig()],
  [
    'POST /v1/setup',
    { revision: 1, lines: [], mode: 'primary', save: true },
    (to) => to.setup({ revision: 1, lines: [], mode: 'primary', save: true }),
  ],
  [
    'POST /v1/config/replace',
    { source: { kind: 'file', name: 'a.conf' }, dryRun: true },
    (to) => to.replaceConfig({ kind: 'file', name: 'a.conf' }, { dryRun: true }),
  ],
  ['POST /v1/config/merge', { source: { kind: 'startup' } }, (to) => to.mergeConfig({ kind: 'startup' })],
  [
    'POST /v1/config/copy',
    { source: { kind: 'running' }, name: 'a.conf' },
    (to) => to.copyConfig({ kind: 'running' }, 'a.conf'),
  ],
  ['POST /v1/config/erase', {}, (to) => to.eraseStartup()],
  ['POST /v1/config/confirm', { minutes: 5 }, (to) => to.armConfirm(5)],
  ['POST /v1/config/confirm', {}, (to) => to.confirmChange()],
  ['POST /v1/config/revert', {}, (to) => to.revertChange()],
  [
    'POST /v1/config/difference',
    { from: { kind: 'archive', number: 12 }, to: { kind: 'running' } },
    (to) => to.configDifference({ kind: 'archive', number: 12 }, { kind: 'running' }),
  ],
  ['POST /v1/files/delete', { name: 'a.conf' }, (to) => to.deleteFile('a.conf')],
  [
    'POST /v1/files/write',
    { name: 'a.txt', text: 'one', append: true },
    (to) => to.writeFile('a.txt', 'one', { append: true }),
  ],
  ['POST /v1/sync/cancel', {}, (to) => to.cancelSync()],
  ['POST /v1/sessions/clear', { line: 2 }, (to) => to.clearLine(2)],
  ['POST /v1/debug', { topic: 'heartbeat', on: true }, (to) => to.debug('heartbeat', true)],
  ['POST /v1/enable-secret', { secret: 'nünn' }, (to) => to.setEnableSecret('nünn')],
  [
    'POST /v1/kept-secret',
    { words: 'failover notification password', secret: 'nünn' },
    (to) => to.keepSecret('failover notification password', 'nünn'),
  ],
  ['POST /v1/notification/test', {}, (to) => to.testNotification()],
])('%s sends its body as JSON', async (call, body, act) => {
  expect(await act(client)).toEqual(worker.replies.get(call));
  expect(worker.bodyOf(call)).toEqual(body);
});

test('a long file is sent in pieces that each fit a request, and comes to be the same text', async () => {
  const text = `${'x'.repeat(99_999)}😀${'é"\n'.repeat(60_000)}`;
  await client.writeFile('long.txt', text, { append: false });
  const sent = worker.seen.map(({ body }) => body as { text: string; append: boolean });
  expect(sent.map(({ append }) => append)).toEqual([false, true, true]);
  expect(sent.map((piece) => piece.text).join('')).toBe(text);
  for (const piece of sent) expect(piece.text.isWellFormed()).toBe(true);
});

test('an account that may open the admin socket uses it; others are privileged with the token of enable', async () => {
  await client.failover();
  expect(worker.seen.at(-1)).toMatchObject({ socket: 'admin', authorization: undefined });

  const others = await FakeControl.start(['control']);
  const other = new ControlClient(others.root);
  await other.failover();
  expect(others.seen.at(-1)).toMatchObject({ socket: 'control', authorization: undefined });
  await other.enable('s3cret');
  await other.until(new AbortController().signal).setMode('primary');
  expect(others.seen.at(-1)).toMatchObject({ socket: 'control', authorization: 'Bearer granted' });
  await other.disable();
  expect(others.seen.at(-1)).toMatchObject({ call: 'POST /v1/disable', authorization: 'Bearer granted' });
  await other.failover();
  expect(others.seen.at(-1)).toMatchObject({ authorization: undefined });
  await others.stop();
});

test('a token that is no longer taken is forgotten', async () => {
  await client.enable('s3cret');
  expect(client.hasToken).toBe(true);
  worker.refuse('POST /v1/failover/mode', 403, { code: 'permission', message: 'This command needs privileged mode' });
  expect(await faultOf(client.setMode('primary'))).toMatchObject({ code: 'permission', exitStatus: 3 });
  expect(client.hasToken).toBe(false);
});

test('a fault keeps its code, message and hint', async () => {
  worker.refuse('POST /v1/failover/mode', 409, { code: 'refused', message: 'Not now', hint: 'later' });
  expect((await faultOf(client.setMode('secondary'))).toBody()).toEqual({
    code: 'refused',
    message: 'Not now',
    hint: 'later',
  });
});

test('a worker that is down, before its first start or after its last, is told apart from one that failed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-none-'));
  const never = await faultOf(new ControlClient(rootAt(folder)).failover());
  expect(isWorkerDown(never)).toBe(true);
  expect(never).toMatchObject({
    code: 'failed',
    exitStatus: 1,
    message: expect.stringContaining('The worker is not running'),
  });
  await rm(folder, { recursive: true });
  worker.refuse('GET /v1/failover', 500, { code: 'failed', message: 'broken' });
  expect(isWorkerDown(await faultOf(client.failover()))).toBe(false);
});

test('asks whether there is a secret before it asks for it', async () => {
  expect(await client.secretIsSet()).toBe(true);
  expect(worker.calls()).toEqual(['GET /v1/enable']);
});

test('answers that are not understood and connections that break are failures in words', async () => {
  const broken = await FakeControl.start([]);
  await broken.listen('admin');
  const { adminSocket } = broken.root;
  await rm(adminSocket);
  const server = createServer((request, response) => {
    if (request.url === '/v1/key') response.end('{"key":');
    else if (request.url === '/v1/version') response.writeHead(502).end('{}');
    else request.socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(adminSocket, resolve));
  const to = new ControlClient(broken.root);
  expect((await faultOf(to.key())).message).toBe('The worker gave an answer that is not understood');
  expect((await faultOf(to.version())).message).toBe('The worker answered with HTTP status 502');
  expect((await faultOf(to.failover())).message).toBe('The worker ended before it had answered');
  await new Promise((resolve) => server.close(resolve));
  await broken.stop();
});

test('an aborted call ends with interrupted', async () => {
  expect(await faultOf(client.until(AbortSignal.abort()).failover())).toMatchObject({
    code: 'interrupted',
    exitStatus: 130,
  });
});

test('a synchronization is streamed event by event, and leaving it only closes the connection', async () => {
  const progress = {
    type: 'progress',
    task: 'fetch',
    bytes: 1,
    totalBytes: 2,
    bytesPerSecond: null,
    remainingMs: null,
  } as const;
  worker.events = [progress, { type: 'done', run: successfulRun }];
  const seen: unknown[] = [];
  for await (const event of client.sync('core1')) seen.push(event);
  expect(seen).toEqual([progress, { type: 'done', run: successfulRun }]);
  worker.holdOpen = true;
  for await (const event of client.sync('core1')) {
    expect(event).toEqual(progress);
    break;
  }
  expect(worker.calls()).toEqual(['POST /v1/sync', 'POST /v1/sync']);
  worker.refuse('POST /v1/sync', 409, { code: 'refused', message: 'A Primary never replicates' });
  expect(await faultOf(client.sync('core1').next())).toMatchObject({ code: 'refused' });
});

test('a console that sits down is known to the worker by its key, in the mode that it is in', async () => {
  const leave = new AbortController();
  const events = client.sit(leave.signal);
  expect((await events.next()).value).toEqual({ type: 'open', line: 1, key: 'key' });
  client.sitIn('privileged');
  await client.version();
  expect(worker.seen.at(-1)?.session).toBe('key privileged');
  worker.tell({ type: 'notice', at: 'now', text: 'core1 serves' });
  expect((await events.next()).value).toEqual({ type: 'notice', at: 'now', text: 'core1 serves' });
  leave.abort();
  await expect(events.next()).rejects.toMatchObject({ code: 'interrupted' });
  await client.version();
  expect(worker.seen.at(-1)?.session).toBeUndefined();
});

test('a root whose path is longer than a socket may be', async () => {
  const long = await FakeControl.start([], 'x'.repeat(120));
  await long.listen('admin');
  expect(await new ControlClient(long.root).failover()).toEqual(failoverStatus());
  await long.stop();
});

/** Runs as an account without any rights, where this one has all of them. */
const asNobody = <T>(work: () => T): T => {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
};

test('a root that is closed to this account is a question of permission, one that is missing of usage', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-closed-'));
  const root = rootAt(join(folder, 'root'));
  await mkdir(root.path);
  await chmod(folder, 0);
  const fault = asNobody((): unknown => {
    try {
      checkRoot(root);
      return undefined;
    } catch (error) {
      return error;
    }
  });
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
  expect(fault).toMatchObject({
    code: 'permission',
    exitStatus: 3,
    message: `This account may not speak to the worker: ${root.path} is closed to it`,
    hint: 'run the command as the administrator',
  });
  expect(() => checkRoot(root)).toThrow(`--root ${root.path} is no folder`);
});
