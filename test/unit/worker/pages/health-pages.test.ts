import { request } from 'node:https';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureCertificate, type Certificate } from '../../../../src/worker/pages/certificate.ts';
import { HealthPages, type Health } from '../../../../src/worker/pages/health-pages.ts';

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
  const faults: string[] = [];
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
    certificate = await ensureCertificate(
      { certificate: join(folder, 'c.pem'), certificateKey: join(folder, 'k.pem') },
      'core1',
    );
  });
  afterEach(() => pages.close());
  afterAll(() => rm(folder, { recursive: true }));

  const open = async (now: Health): Promise<number> => {
    health = now;
    pages = new HealthPages(
      () => health,
      (sentence) => faults.push(sentence),
    );
    const port = await freePort();
    await pages.open('127.0.0.1', [port], certificate);
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

  test('a port that is taken is reported with the remedy', async () => {
    const port = await open({ notServing: null, role: 'Primary' });
    const second = new HealthPages(
      () => health,
      (sentence) => faults.push(sentence),
    );
    await second.open('127.0.0.1', [port], certificate);
    expect(faults.at(-1)).toContain(`port ${port}: another program listens there. Change "health-page ports"`);
    await second.close();
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

  test('the certificate is kept, and made anew for another name', async () => {
    const paths = { certificate: join(folder, 'c.pem'), certificateKey: join(folder, 'k.pem') };
    expect((await ensureCertificate(paths, 'core1')).certificate).toBe(certificate.certificate);
    expect((await ensureCertificate(paths, 'core9')).certificate).not.toBe(certificate.certificate);
    await open({ notServing: null, role: 'Primary' });
  });
});
