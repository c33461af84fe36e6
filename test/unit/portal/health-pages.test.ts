import { request } from 'node:https';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Health } from '../../../src/control/portal-shapes.ts';
import { readCertificate, type Certificate } from '../../../src/portal/certificate.ts';
import { HealthPages } from '../../../src/portal/health-pages.ts';
import { ensureCertificate } from '../../../src/worker/portal/certificate.ts';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

describe('health pages', () => {
  let folder: string;
  let certificate: Certificate;
  let pages: HealthPages;
  let health: Health;
  const certificateOf = async (name: string): Promise<Certificate> => {
    const path = join(folder, name);
    await ensureCertificate(
      { certificate: join(path, 'certificate.pem'), certificateKey: join(path, 'key.pem') },
      name,
    );
    return readCertificate({ path, isHandedOver: false });
  };
  const get = (port: number, path: string, localAddress = '127.0.0.1'): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      request(
        { host: '127.0.0.1', localAddress, port, path, ca: certificate.certificate, servername: 'core1', agent: false },
        (answer) => {
          let body = '';
          answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
        },
      )
        .on('error', reject)
        .end();
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-pages-'));
    certificate = await certificateOf('core1');
  });
  afterEach(() => pages.close());
  afterAll(() => rm(folder, { recursive: true }));

  const open = async (now: Health): Promise<number> => {
    health = now;
    pages = new HealthPages(() => Promise.resolve(health));
    const port = await freePort();
    expect(await pages.serve({ address: '127.0.0.1', ports: [port] }, certificate)).toEqual({
      listening: [port],
      faults: [],
    });
    return port;
  };

  test('an active server is OK on both (F1, F2)', async () => {
    const port = await open({ notServing: null, role: 'Primary' });
    expect(await get(port, '/status/status.html')).toEqual({ status: 200, body: 'MOBILEIRON-STATUS: OK\n' });
    expect(await get(port, '/hastatus.html')).toEqual({ status: 200, body: 'MOBILEIRON-STATUS: OK (Mode: Primary)\n' });
  });

  test('a standby serves nobody, and says that it could take over', async () => {
    const port = await open({ notServing: 'this server is not active', role: 'Standby' });
    const status = await get(port, '/status/status.html');
    expect(status.status).toBe(503);
    expect(status.body).not.toContain('OK');
    expect(await get(port, '/hastatus.html')).toEqual({ status: 200, body: 'MOBILEIRON-STATUS: OK (Mode: Standby)\n' });
  });

  test('a server that could not take over never says OK, and its reason is escaped', async () => {
    const port = await open({ notServing: 'no', role: { neither: 'no copy <of core1>' } });
    const page = await get(port, '/hastatus.html');
    expect(page).toMatchObject({ status: 503, body: expect.stringContaining('no copy &#60;of core1&#62;') });
    expect(page.body).not.toContain('OK');
  });

  test('a port that is taken is a fault with the remedy, and the others are served; once it is free, it is had', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port: takenPort } = taken.address() as AddressInfo;
    const port = await open({ notServing: null, role: 'Primary' });
    const places = { address: '127.0.0.1', ports: [takenPort, port] };
    const { listening, faults } = await pages.serve(places, certificate);
    expect(listening).toEqual([port]);
    expect(faults).toEqual([
      `Health pages are not served on 127.0.0.1 port ${takenPort}: another program listens there. Change "health-page ports" or free the port.`,
    ]);
    expect((await get(port, '/hastatus.html')).status).toBe(200);
    taken.close();
    await once(taken, 'close');
    expect(await pages.serve(places, certificate)).toEqual({
      listening: [takenPort, port].toSorted((a, b) => a - b),
      faults: [],
    });
    expect((await get(takenPort, '/hastatus.html')).status).toBe(200);
  });

  test.each(['1.0', '1.1'])('a probe by HTTP/%s that names no host is answered', async (version) => {
    const port = await open({ notServing: null, role: 'Primary' });
    const probe = connectTls({ port, host: '127.0.0.1', ca: certificate.certificate, servername: 'core1' });
    probe.write(`GET /hastatus.html HTTP/${version}\r\nConnection: close\r\n\r\n`);
    expect(await text(probe)).toMatch(/^HTTP\/1\.1 200 OK[^]*MOBILEIRON-STATUS: OK \(Mode: Primary\)/);
  });

  test('another plan closes the ports it does not name, and keeps the others open', async () => {
    const port = await open({ notServing: null, role: 'Primary' });
    const other = await freePort();
    await pages.serve({ address: '127.0.0.1', ports: [port, other] }, certificate);
    const held = connectTls({ port, host: '127.0.0.1', ca: certificate.certificate, servername: 'core1' });
    await once(held, 'secureConnect');
    await pages.serve({ address: '127.0.0.1', ports: [port] }, certificate);
    await expect(get(other, '/hastatus.html')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    held.write('GET /hastatus.html HTTP/1.0\r\n\r\n');
    expect(await text(held)).toContain('200 OK');
  });

  test('a new certificate is shown without closing a port', async () => {
    const port = await open({ notServing: null, role: 'Primary' });
    const next = await certificateOf('core9');
    await pages.serve({ address: '127.0.0.1', ports: [port] }, next);
    const secure = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(secure, 'secureConnect');
    expect(secure.getPeerCertificate().fingerprint256).toBe(next.fingerprint);
    secure.destroy();
  });

  const silent = async (port: number): Promise<Socket> => {
    const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };

  test('silent connections of one address do not silence the page for the others', async () => {
    const port = await open({ notServing: null, role: 'Primary' });
    const sockets = await Promise.all(Array.from({ length: 300 }, () => silent(port)));
    expect((await get(port, '/hastatus.html', '127.0.0.2')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  test('a silent connection is ended, before its handshake and after it', async () => {
    const port = await open({ notServing: null, role: 'Primary' });
    const socket = await silent(port);
    const secure = connectTls({ port, host: '127.0.0.1', ca: certificate.certificate, servername: 'core1' });
    await Promise.all([once(socket, 'close'), once(secure.resume(), 'close')]);
  }, 20_000);

  test('closing does not wait for a silent connection', async () => {
    const port = await open({ notServing: null, role: 'Primary' });
    const socket = await silent(port);
    const closed = once(socket, 'close');
    await pages.close();
    await closed;
  }, 2500);
});
