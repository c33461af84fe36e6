import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { RequestGuard, type Handler } from '../../../../src/worker/control/request-guard.ts';

const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

const closeOf = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

let guard: RequestGuard;

/** A guarded server; what is returned connects to it. */
const serve = async (handler: Handler, mostUnreadBytes?: number): Promise<() => Socket> => {
  guard = new RequestGuard(handler, mostUnreadBytes);
  server = createServer((incoming, outgoing) => guard.handle(incoming, outgoing));
  server.on('connection', (socket) => guard.watch(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return () => connect(port, '127.0.0.1').on('error', () => undefined);
};

/** Handlers that answer when they are told to. */
const held = (done = Promise.resolve()): { handler: Handler; open: ServerResponse[]; next: () => Promise<void> } => {
  const open: ServerResponse[] = [];
  let wake: () => void = () => undefined;
  const handler: Handler = async (_incoming, outgoing) => {
    open.push(outgoing);
    wake();
    await once(outgoing, 'close');
    await done;
  };
  return { handler, open, next: () => new Promise((resolve) => (wake = resolve)) };
};

test('of many requests that come at once one is begun, and the connection is destroyed', async () => {
  const { handler, open } = held();
  const client = (await serve(handler))();
  client.resume().write(request('/').repeat(2000));
  await closeOf(client);
  expect(open).toHaveLength(1);
});

test.each(['GET', '{'])('"%s" behind a request that is not answered yet costs the connection', async (text) => {
  const { handler, open, next } = held();
  const client = (await serve(handler))();
  const begun = next();
  client.resume().write(request('/'));
  await begun;
  open[0]?.write('the first line of a stream\n');
  client.write(text);
  await closeOf(client);
  expect(open).toHaveLength(1);
});

test('requests that wait for their answers, and bodies that come in pieces, use one connection', async () => {
  const { handler, open, next } = held();
  const client = (await serve(handler))();
  for (let i = 0; i < 3; i++) {
    const begun = next();
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n');
    await begun;
    client.write('{"');
    client.write('"}');
    const answered = once(client, 'data');
    open[i]?.req.resume().once('end', () => open[i]?.end('ok'));
    expect(String((await answered)[0])).toContain('200 OK');
  }
  expect(open).toHaveLength(3);
  client.destroy();
});

test('answers that nobody reads cost their connections, the largest first, once all together are too much', async () => {
  const bytes = 16 * 1024 * 1024;
  const sent: Socket[] = [];
  let isThere: () => void = () => undefined;
  const handler: Handler = (incoming, outgoing) => {
    sent.push(incoming.socket);
    outgoing.end(Buffer.alloc(incoming.url === '/large' ? 2 * bytes : bytes));
    isThere();
    return Promise.resolve();
  };
  const open = await serve(handler, 2.5 * bytes);
  for (const path of ['/', '/large', '/']) {
    const begun = new Promise<void>((resolve) => (isThere = resolve));
    open().pause().write(request(path));
    await begun;
  }
  expect(sent.map(({ destroyed }) => destroyed)).toEqual([false, true, false]);
});

test('a connection counts as busy until its handler is done, also when its client has left', async () => {
  let end: () => void = () => undefined;
  const { handler, open, next } = held(new Promise<void>((resolve) => (end = resolve)));
  const client = (await serve(handler))();
  const begun = next();
  client.write(request('/'));
  await begun;
  const socket = open[0]?.req.socket;
  if (socket === undefined) throw new Error('no request came');
  client.destroy();
  await closeOf(socket);
  const order: string[] = [];
  const idle = guard.idle(socket).then(() => order.push('idle'));
  await new Promise(setImmediate);
  order.push('done');
  end();
  await idle;
  expect(order).toEqual(['done', 'idle']);
});
