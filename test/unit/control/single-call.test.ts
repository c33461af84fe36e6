import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Call } from '../../../src/control/call.ts';
import { rootAt } from '../../../src/control/root.ts';
import { singleCall } from '../../../src/control/single-call.ts';

let folder: string;
let server: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-single-'));
});
afterEach(async () => {
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
  await rm(folder, { recursive: true });
});

/** A worker that does with each connection what the test says; `request` is all that has come by then. */
const serve = async (answer: (socket: Socket, request: string) => void): Promise<Call> => {
  const socket = join(folder, 'sock');
  const made = createServer((connection) => {
    connection.on('error', () => undefined);
    connection.once('data', (bytes) => answer(connection, bytes.toString('utf8')));
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(socket, resolve));
  return { root: rootAt(folder), socket, method: 'GET', path: '/version', timeoutMs: 5000 };
};

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

test('a call is one HTTP/1.0 request with its body, headers and token', async () => {
  let seen = '';
  const call = await serve((socket, request) => {
    seen = request;
    socket.end(`${ok}\r\n{}`);
  });
  await singleCall({
    ...call,
    method: 'POST',
    body: { secret: 'nünn' },
    token: 't',
    headers: { 'understudy-origin': 'from=x' },
  });
  expect(seen).toBe(
    'POST /v1/version HTTP/1.0\r\nhost: understudy\r\naccept: application/json\r\ncontent-type: application/json\r\n' +
      'content-length: 18\r\nunderstudy-origin: from=x\r\nauthorization: Bearer t\r\n\r\n{"secret":"nünn"}',
  );
});

test('an answer is whole at its length, however it comes in pieces and whatever is behind it', async () => {
  const call = await serve((socket) => {
    const [first, ...rest] = Buffer.from(`${ok}Content-Length: 7\r\n\r\n"grün"behind`);
    socket.write(Buffer.from([first!]), () => socket.write(Buffer.from(rest)));
  });
  expect(await singleCall(call)).toEqual({ status: 200, text: '"grün"' });
});

test('an answer without a length ends with its connection', async () => {
  const call = await serve((socket) => socket.end('HTTP/1.1 409 Conflict\r\n\r\n{"fault":{}}'));
  expect(await singleCall(call)).toEqual({ status: 409, text: '{"fault":{}}' });
});

test.each([
  ['before its head', ''],
  ['within its head', 'HTTP/1.1 200 OK\r\nContent-'],
  ['within its body', `${ok}Content-Length: 9\r\n\r\n{"a"`],
])('an answer that is cut off %s is an end of the worker', async (_, text) => {
  const call = await serve((socket) => socket.end(text));
  await expect(singleCall(call)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test.each([
  ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ['chunked', `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['of two lengths', `${ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
  ['of a negative length', `${ok}Content-Length: -2\r\n\r\n{}`],
  ['of an endless head', `HTTP/1.1 200 OK\r\n${'x'.repeat(20_000)}`],
])('an answer that is %s is refused', async (_, text) => {
  const call = await serve((socket) => socket.end(text));
  await expect(singleCall(call)).rejects.toThrow('the answer is not HTTP');
});

test('a silent worker is given up, and an abort ends the call', async () => {
  const call = await serve(() => undefined);
  await expect(singleCall({ ...call, timeoutMs: 1 })).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  const controller = new AbortController();
  const asked = singleCall({ ...call, signal: controller.signal });
  controller.abort();
  await expect(asked).rejects.toMatchObject({ code: 'ABORT_ERR' });
  await expect(singleCall({ ...call, signal: controller.signal })).rejects.toThrow();
});

test('a header cannot bring another with it', async () => {
  const call = await serve((socket) => socket.end(`${ok}\r\n{}`));
  await expect(singleCall({ ...call, token: 'x\r\nunderstudy-session: y' })).rejects.toThrow('none may hold');
});
