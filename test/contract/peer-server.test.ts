import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { UnderstudyError } from '../../src/error.ts';
import { maxLineBytes } from '../../src/peer/envelope.ts';
import { PeerServer, type PeerHandlers } from '../../src/peer/peer-server.ts';
import type { PeerStatus } from '../../src/peer/protocol.ts';
import { handlersOf, helloOf, statusOf } from '../support/peer-host.ts';

type Reply =
  { id: number; ok: true; body?: unknown } | { id: number; ok: false; fault: { code: string; message: string } };

/** Another program at the socket that `understudy-peer` uses, which may say anything. */
class Caller {
  readonly socket: Socket;
  readonly #lines: AsyncIterator<string, undefined>;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    this.#lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  }

  say(message: unknown): this {
    this.socket.write(typeof message === 'string' ? message : `${JSON.stringify(message)}\n`);
    return this;
  }

  ask(id: number, op: string, body: unknown = {}): this {
    return this.say({ id, op, body });
  }

  /** The next reply, or undefined when the server has ended the connection. */
  async reply(): Promise<Reply | undefined> {
    const next: IteratorResult<string, undefined> = await this.#lines.next();
    return next.done === true ? undefined : (JSON.parse(next.value) as Reply);
  }
}

describe('the worker against whoever speaks through understudy-peer', () => {
  let folder: string;
  let server: PeerServer;
  let calls: string[];
  let reports: string[];
  const callers: Caller[] = [];

  const serve = async (replaced: Partial<PeerHandlers> = {}): Promise<void> => {
    const made = handlersOf('core1', replaced);
    ({ calls, reports } = made);
    server = new PeerServer({ socketPath: join(folder, 'peer.sock'), handlers: made.handlers });
    await server.listen();
  };
  const call = async (): Promise<Caller> => {
    const socket = connect(join(folder, 'peer.sock'));
    await once(socket, 'connect');
    const caller = new Caller(socket);
    callers.push(caller);
    return caller;
  };
  const callAs = async (purpose: string, peer = 'core2'): Promise<Caller> => (await call()).say({ peer, purpose });
  const hello = helloOf('core2');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'understudy-server-'));
  });
  afterEach(async () => {
    jest.useRealTimers();
    await server.close();
    for (const { socket } of callers.splice(0)) socket.destroy();
    rmSync(folder, { recursive: true });
  });

  test('only the owner may open the socket', async () => {
    await serve();
    expect(statSync(join(folder, 'peer.sock')).mode & 0o777).toBe(0o600);
  });

  test('a socket left behind by a killed worker is no obstacle', async () => {
    await serve();
    const again = new PeerServer({ socketPath: join(folder, 'peer.sock'), handlers: handlersOf('core1').handlers });
    await again.listen();
    await again.close();
  });

  test('answers are matched by number, whatever their order', async () => {
    const late = Promise.withResolvers<PeerStatus>();
    await serve({ heartbeat: () => late.promise });
    const caller = await callAs('link');
    caller.ask(7, 'heartbeat', statusOf('core2')).ask(8, 'hello', hello);
    expect(await caller.reply()).toMatchObject({ id: 8, ok: true, body: { hostname: 'core1' } });
    late.resolve(statusOf('core1'));
    expect(await caller.reply()).toMatchObject({ id: 7, ok: true, body: { name: 'core1' } });
  });

  test.each([
    ['no JSON', 'hello\n'],
    ['a number', '7\n'],
    ['nothing', '\n'],
    ['an unknown purpose', { peer: 'core2', purpose: 'shell' }],
    ['no peer', { purpose: 'link' }],
    ['a peer with a path for a name', { peer: '../core2', purpose: 'link' }],
    ['a line without end', 'x'.repeat(maxLineBytes + 1)],
  ])('%s as the first line ends the connection', async (_what, line) => {
    await serve();
    const caller = (await call()).say(line);
    expect(await caller.reply()).toMatchObject({ id: 0, ok: false, fault: { code: 'usage' } });
    expect(await caller.reply()).toBeUndefined();
    expect(calls).toEqual([]);
  });

  test.each([
    ['no JSON', '}{\n'],
    ['a list', [1, 2]],
    ['no number', { op: 'hello', body: hello }],
    ['number 0', { id: 0, op: 'hello', body: hello }],
    ['a fraction', { id: 1.5, op: 'hello', body: hello }],
    ['an operation that is no word', { id: 1, op: { toString: 1 }, body: hello }],
    ['a second opening', { peer: 'core3', purpose: 'link' }],
    ['a line without end', '['.repeat(maxLineBytes + 1)],
    ['bytes that are no text', '\u0000\u0001\ufffd\n'],
  ])('%s after that ends the connection, and the log says so', async (_what, line) => {
    await serve();
    const caller = (await callAs('link')).say(line);
    expect(await caller.reply()).toMatchObject({ id: 0, ok: false });
    expect(await caller.reply()).toBeUndefined();
    expect(calls).toEqual(['closed core2']);
    expect(reports).toEqual([expect.stringMatching(/^core2 does not keep to the protocol: ./)]);
  });

  test('a body outside the schema is a fault of that request alone', async () => {
    await serve();
    const caller = await callAs('link');
    caller.ask(1, 'openSnapshot', { run: '../../etc' });
    expect(await caller.reply()).toMatchObject({ id: 1, ok: false, fault: { code: 'usage' } });
    caller.ask(2, 'heartbeat', { ...statusOf('core2'), term: { counter: 2 ** 53, owner: 'core2' } });
    expect(await caller.reply()).toMatchObject({ id: 2, ok: false, fault: { code: 'usage' } });
    caller.say('{"id":3,"op":"hello","body":{"__proto__":{"protocol":1}}}\n');
    expect(await caller.reply()).toMatchObject({ id: 3, ok: false, fault: { code: 'usage' } });
    caller.ask(4, 'hello', hello);
    expect(await caller.reply()).toMatchObject({ id: 4, ok: true });
    expect(calls).toEqual(['hello core2']);
  });

  test.each([
    ['link', 'resolveSource', { name: 'dataset/x' }],
    ['link', 'constructor', {}],
    ['link', 'shutdown', {}],
    ['hello', 'heartbeat', statusOf('core2')],
    ['hello', 'openSnapshot', { run: 'r1' }],
    ['transfer', 'hello', hello],
  ])('a connection for "%s" does not give "%s"', async (purpose, op, body) => {
    await serve();
    const caller = (await callAs(purpose)).ask(1, op, body);
    expect(await caller.reply()).toEqual({
      id: 1,
      ok: false,
      fault: { code: 'refused', message: `"${op}" is not to be had on this connection` },
    });
  });

  test('who is not trusted at this moment is sent away', async () => {
    await serve({ knows: (peer) => peer !== 'core2' });
    const caller = await callAs('link');
    expect(await caller.reply()).toMatchObject({
      id: 0,
      ok: false,
      fault: { code: 'refused', message: 'core2 is no trusted host of this server' },
    });
    expect(await caller.reply()).toBeUndefined();
  });

  test('eight requests are under way at most, one of each costly kind', async () => {
    const never = new Promise<never>(() => undefined);
    await serve({ heartbeat: () => never, openSnapshot: () => never, testBack: () => never });
    const caller = await callAs('link');
    caller.ask(1, 'openSnapshot', { run: 'r1' }).ask(2, 'openSnapshot', { run: 'r2' });
    expect(await caller.reply()).toMatchObject({
      id: 2,
      ok: false,
      fault: { code: 'refused', message: '"openSnapshot" has to wait until earlier requests are answered' },
    });
    caller.ask(3, 'testBack').ask(4, 'testBack');
    expect(await caller.reply()).toMatchObject({ id: 4, ok: false });
    for (let id = 10; id < 17; id += 1) caller.ask(id, 'heartbeat', statusOf('core2'));
    expect(await caller.reply()).toMatchObject({ id: 16, ok: false, fault: { code: 'refused' } });
  });

  test('a number that is under way cannot be used again', async () => {
    await serve({ heartbeat: () => new Promise<never>(() => undefined) });
    const caller = await callAs('link');
    caller.ask(1, 'heartbeat', statusOf('core2')).ask(1, 'heartbeat', statusOf('core2'));
    expect(await caller.reply()).toMatchObject({
      id: 0,
      ok: false,
      fault: { message: 'That is not in the protocol: request 1 is under way already' },
    });
  });

  test('a fault of ours goes out as it is, any other error only into our log', async () => {
    await serve({
      openSnapshot: () => Promise.reject(new UnderstudyError('refused', 'core1 is not active', { hint: 'ask core2' })),
      refreshSnapshot: () => Promise.reject(new Error('ENOENT /srv/secret/path')),
    });
    const caller = (await callAs('link')).ask(1, 'openSnapshot', { run: 'r1' });
    expect(await caller.reply()).toEqual({
      id: 1,
      ok: false,
      fault: { code: 'refused', message: 'core1 is not active', hint: 'ask core2' },
    });
    caller.ask(2, 'refreshSnapshot', { run: 'r1' });
    expect(await caller.reply()).toEqual({
      id: 2,
      ok: false,
      fault: { code: 'failed', message: '"refreshSnapshot" failed there; its log says why' },
    });
    expect(reports).toEqual(['"refreshSnapshot" from core2 failed: ENOENT /srv/secret/path']);
  });

  test('who hangs up has its requests called off', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    await serve({
      openSnapshot: (_peer, _body, signal) => {
        begun.resolve(signal);
        return new Promise<never>(() => undefined);
      },
    });
    const caller = (await callAs('link')).ask(1, 'openSnapshot', { run: 'r1' });
    const signal = await begun.promise;
    expect(signal.aborted).toBe(false);
    caller.socket.destroy();
    await once(signal, 'abort');
    expect(calls).toEqual(['closed core2']);
  });

  test('closing a snapshot, or losing the link, ends what is being sent of it', async () => {
    await serve({ resolveSource: () => ({ path: '/srv/data' }) });
    const link = await callAs('link');
    const transfer = async (): Promise<Caller> => {
      const caller = (await callAs('transfer')).ask(1, 'resolveSource', { name: 'dataset/x' });
      expect(await caller.reply()).toEqual({ id: 1, ok: true, body: { path: '/srv/data' } });
      return caller;
    };
    const first = await transfer();
    const stranger = (await callAs('transfer', 'core3')).ask(1, 'resolveSource', { name: 'dataset/x' });
    expect(await stranger.reply()).toMatchObject({ ok: true });
    link.ask(1, 'closeSnapshot', { run: 'r1' });
    expect(await link.reply()).toEqual({ id: 1, ok: true });
    expect(await first.reply()).toBeUndefined();
    const second = await transfer();
    link.socket.destroy();
    expect(await second.reply()).toBeUndefined();
    expect(stranger.socket.destroyed).toBe(false);
  });

  test('a newer link of a peer ends the older one, and what that held is released first', async () => {
    await serve();
    const old = (await callAs('link')).ask(1, 'hello', hello);
    await old.reply();
    const young = (await callAs('link')).ask(1, 'openSnapshot', { run: 'r2' });
    await young.reply();
    expect(await old.reply()).toBeUndefined();
    expect(calls).toEqual(['hello core2', 'closed core2', 'open core2 r2']);
  });

  test('four questions of Test Connection are open at most', async () => {
    await serve();
    const open = await Promise.all([1, 2, 3, 4].map(() => callAs('hello')));
    await Promise.all(open.map((caller) => caller.ask(1, 'hello', hello).reply()));
    const fifth = await callAs('hello');
    expect(await fifth.reply()).toMatchObject({
      id: 0,
      fault: { message: 'core2 has too many connections of this kind open' },
    });
  });

  test('a flood from one peer leaves the worker free for another', async () => {
    await serve();
    const flood = await callAs('link');
    const line = `${JSON.stringify({ id: 1, op: 'nonsense' })}\n`;
    flood.say(line.repeat(50_000));
    const other = (await callAs('link', 'core3')).ask(1, 'hello', hello);
    expect(await other.reply()).toMatchObject({ id: 1, ok: true });
    flood.socket.destroy();
  });

  test('a peer cannot flood the log', async () => {
    await serve();
    for (let i = 0; i < 40; i += 1) {
      const caller = (await call()).say({ peer: 'core2', purpose: 'refused', sentence: `try ${i}\u001b[2J` });
      await caller.reply();
    }
    expect(reports[0]).toBe('try 0 [2J');
    expect(reports.length).toBeLessThan(15);
  });

  test('who says nothing, or asks a little for ever, is not waited for', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
    await serve();
    const silent = await call();
    const asking = (await callAs('hello')).ask(1, 'hello', hello);
    await asking.reply();
    jest.advanceTimersByTime(5000);
    expect(await silent.reply()).toBeUndefined();
    expect(asking.socket.destroyed).toBe(false);
    jest.advanceTimersByTime(60_000);
    expect(await asking.reply()).toBeUndefined();
  });
});
