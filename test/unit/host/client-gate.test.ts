import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ClientGate } from '../../../src/host/client-gate.ts';

/** A service that says every line back. */
const echo = async (): Promise<Server> => {
  const server = createServer((socket) => socket.pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};
const freePort = async (): Promise<number> => {
  const server = await echo();
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
const enter = async (port: number): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket;
};
const said = async (socket: Socket, text: string): Promise<string> => {
  socket.write(text);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
};

describe('client gate', () => {
  let service: Server;
  let port: number;
  let mayPass: boolean;
  let gate: ClientGate;
  let faults: string[];

  beforeEach(async () => {
    service = await echo();
    port = await freePort();
    faults = [];
    mayPass = true;
    gate = new ClientGate(
      (sentence) => faults.push(sentence),
      () => mayPass,
    );
  });
  afterEach(() => {
    gate.shut();
    service.close();
  });
  const ports = () => [{ port, address: '127.0.0.1', to: (service.address() as AddressInfo).port }];

  test('leads clients to the service while it accepts', async () => {
    await gate.accept(ports());
    const client = await enter(port);
    expect(await said(client, 'hello')).toBe('hello');
    client.destroy();
  });

  test('what a client sent while this server was let serve no longer reaches no service', async () => {
    await gate.accept(ports());
    const client = await enter(port);
    expect(await said(client, 'one')).toBe('one');
    const arrived: string[] = [];
    service.on('connection', (socket) => socket.on('data', (chunk) => arrived.push(String(chunk))));
    const late = await enter(port);
    expect(await said(late, 'two')).toBe('two');
    mayPass = false;
    const ended = [client, late].map((socket) => once(socket, 'close'));
    for (const socket of [client, late]) socket.write('three');
    await Promise.all(ended);
    expect(arrived).toEqual(['two']);
  });

  test('refuses new connections and leaves the open ones alone (B4), and takes new ones again (B5)', async () => {
    await gate.accept(ports());
    const client = await enter(port);
    expect(await said(client, 'one')).toBe('one');
    gate.refuse();
    await expect(enter(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await said(client, 'two')).toBe('two');
    expect(gate.openConnections).toBe(1);
    await gate.accept(ports());
    const other = await enter(port);
    expect(await said(other, 'three')).toBe('three');
    client.destroy();
    other.destroy();
  });

  test('cuts the open connections when it shuts', async () => {
    await gate.accept(ports());
    const client = await enter(port);
    expect(await said(client, 'one')).toBe('one');
    gate.shut();
    await once(client, 'close');
    await expect(enter(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('says when the port is taken, and opens it when it is free', async () => {
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    await gate.accept(ports());
    expect(faults).toEqual([expect.stringContaining(`port ${port}: another program listens there`)]);
    squatter.close();
    await once(squatter, 'close');
    let client: Socket | undefined;
    while (client === undefined) client = await enter(port).catch(() => undefined);
    expect(await said(client, 'hello')).toBe('hello');
    client.destroy();
  });

  test('a service that is not there costs its client the connection, and nothing else', async () => {
    await gate.accept([{ port, address: '127.0.0.1', to: await freePort() }]);
    const client = await enter(port);
    await once(client, 'close');
    expect(gate.accepting).toBe(true);
  });
});
