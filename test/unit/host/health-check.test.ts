import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { printCheck, probe } from '../../../src/host/health-check.ts';

let web: Server;
/** Takes connections and says nothing. */
let mute: TcpServer;
let closedPort: number;
const portOf = (server: TcpServer): number => (server.address() as AddressInfo).port;
const listening = async <T extends TcpServer>(server: T): Promise<T> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

beforeAll(async () => {
  web = await listening(
    createServer((request, response) => {
      response.writeHead(
        Number(request.url?.slice(1)),
        request.url === '/302' ? { Location: 'http://192.0.2.1/' } : {},
      );
      response.end('x'.repeat(100_000));
    }),
  );
  mute = await listening(createTcpServer((socket) => void socket.on('error', () => undefined).resume()));
  const gone = await listening(createTcpServer());
  closedPort = portOf(gone);
  gone.close();
});
afterAll(() => {
  web.close();
  web.closeAllConnections();
  mute.close();
});

const http = (path: string): Promise<string | null> =>
  probe({ kind: 'http', url: `http://127.0.0.1:${portOf(web)}${path}` }, 5000);

test.each([
  ['/200', null],
  ['/204', null],
  ['/302', null],
  ['/404', 'it answers with status 404'],
  ['/503', 'it answers with status 503'],
])('http: status of %s', async (path, reason) => expect(await http(path)).toBe(reason));

test('http: nobody there, and nobody who answers', async () => {
  expect(await probe({ kind: 'http', url: `http://127.0.0.1:${closedPort}/` }, 5000)).toBe('ECONNREFUSED');
  expect(await probe({ kind: 'http', url: `http://127.0.0.1:${portOf(mute)}/` }, 100)).toBe('no answer within 0.1 s');
});

test('tcp', async () => {
  expect(await probe({ kind: 'tcp', port: portOf(mute) }, 5000)).toBeNull();
  expect(await probe({ kind: 'tcp', port: closedPort }, 5000)).toBe(`nothing listens on port ${closedPort}`);
});

test.each([
  ['true', 5000, null],
  ['test "a b" = "a b"', 5000, null],
  ['test $HOME = "" ; true', 5000, 'test ended with status 2'],
  ['/nonexistent/check', 5000, '/nonexistent/check is missing'],
  ['sleep 1000', 100, 'no answer within 0.1 s'],
])('command: %s', async (command, timeoutMs, reason) =>
  expect(await probe({ kind: 'command', command }, timeoutMs)).toBe(reason),
);

describe('what is shown of it', () => {
  test.each([
    [{ kind: 'http', url: 'http://127.0.0.1/status?token=hunter2' } as const, 'http http://127.0.0.1/status'],
    [{ kind: 'tcp', port: 80 } as const, 'tcp 80'],
    [{ kind: 'command', command: '/bin/check --password hunter2' } as const, 'command /bin/check'],
  ])('%j', (check, text) => expect(printCheck(check)).toBe(text));
});
