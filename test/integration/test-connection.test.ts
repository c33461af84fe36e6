import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort } from '../../demo/free-port.ts';
import type { Description, Hello } from '../../src/peer/protocol.ts';
import { testConnection, type TestOptions, type TestReport } from '../../src/peer/test-connection.ts';
import { readCertificate } from '../../src/portal/certificate.ts';
import { HealthPages } from '../../src/portal/health-pages.ts';
import { ensureCertificate } from '../../src/worker/portal/certificate.ts';
import { helloOf, startPeerHost, type PeerHost } from '../support/peer-host.ts';

const loopback = '127.0.0.1';

describe('Test Connection (C3, F4)', () => {
  let host: PeerHost;
  let pages: HealthPages;
  let ports: number[];
  let told: Description['healthPages'];
  let hello: Hello;

  beforeAll(async () => {
    host = await startPeerHost({
      hello: () => ({ ...hello, clockMs: hello.clockMs + Date.now() }),
      describe: () => ({ healthPages: told }),
    });
    ports = [await freePort(), await freePort()];
    await ensureCertificate(host.paths, 'core1');
    const certificate = await readCertificate({
      path: join(host.root, 'var/lib/understudy/tls'),
      isHandedOver: false,
    });
    pages = new HealthPages(() => Promise.resolve({ notServing: 'no', role: 'Standby' }));
    await pages.serve({ address: loopback, ports }, certificate);
    told = { address: '0.0.0.0', ports, certificate: certificate.fingerprint, faults: [] };
  });
  afterAll(async () => {
    await pages.close();
    await host.stop();
  });
  const usual = (): void => void (hello = { ...helloOf('core1'), clockMs: 0 });
  beforeEach(usual);

  const run = (options: Partial<TestOptions> = {}): Promise<TestReport> =>
    testConnection({
      ...{ endpoint: host.endpoint, keyPath: host.keyPath, knownHostsPath: host.knownHostsPath },
      ...{ hello: helloOf('core2'), maxClockDifferenceMs: 10_000, back: false },
      ...options,
    });
  const failuresOf = ({ steps }: TestReport): string[] =>
    steps.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);

  test('walks the whole way: every port, over both networks, there and back', async () => {
    const direct = { ...host.endpoint, address: '127.0.0.2' };
    told = { ...told, address: loopback };
    const report = await run({ back: true, direct });
    told = { ...told, address: '0.0.0.0' };
    expect(failuresOf(report)).toEqual([
      expect.stringMatching(/^core2 -> core1 \(direct\): reach the SSH port: .*127\.0\.0\.2.*ECONNREFUSED/),
    ]);
    expect(report.unreachable).toBe(true);
    expect(report.steps.map(({ name }) => name)).toEqual([
      'core2 -> core1: find the address',
      'core2 -> core1: reach the SSH port',
      'core2 -> core1: check the key of its SSH server',
      'core2 -> core1: log in over SSH',
      'core2 -> core1: exchange names and releases',
      'core2 -> core1: compare the hostnames',
      'core2 -> core1: compare the releases',
      'core2 -> core1: compare the clocks',
      'core2 -> core1: ask for its ports',
      'core2 -> core1: reach the sending side of rsync',
      ...ports.map((port) => `core2 -> core1: reach the health page on port ${port}`),
      'core2 -> core1 (direct): find the address',
      'core2 -> core1 (direct): reach the SSH port',
      'core2 -> core1: ask it to try the way back',
      'core1 -> core2: reach the SSH port',
    ]);
  });

  test('all well: it was successful, and the pages showed their certificate', async () => {
    const report = await run({ direct: host.endpoint });
    expect(failuresOf(report)).toEqual([]);
    expect(report).toMatchObject({ host: 'core1', ok: true, message: 'Test was successful', unreachable: false });
    const seen = report.steps.filter(({ name }) => name.includes('health page')).map(({ detail }) => detail);
    expect(seen).toHaveLength(4);
    for (const detail of seen) expect(detail).toContain('says MOBILEIRON-STATUS: OK (Mode: Standby)');
  });

  test('a key that is not the trusted one, the rsync side and the same hostname each say what to do', async () => {
    const stranger = await run({ endpoint: { ...host.endpoint, hostKey: 'ssh-ed25519 AAAA' }, back: true });
    expect(stranger.steps.map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(stranger.message).toMatch(
      /^core2 -> core1: check the key of its SSH server failed: .*make sure on its console/,
    );
    const knownHostsPath = join(host.root, 'empty_known_hosts');
    writeFileSync(knownHostsPath, '');
    const bulk = await run({ knownHostsPath });
    expect(bulk.message).toMatch(/reach the sending side of rsync failed: .*Host key verification failed/);
    const nameless = await run({ hello: helloOf('core1') });
    expect(nameless.message).toMatch(/compare the hostnames failed: core1 has the same hostname.*hostname NAME/);
    expect(nameless.steps.at(-1)?.name).toContain('compare the hostnames');
  });

  test('another release and another time are failed steps, and everything else is tried all the same', async () => {
    hello = { ...helloOf('core1', '9.0.0'), clockMs: -60_000 };
    const report = await run();
    expect(failuresOf(report)).toEqual([
      expect.stringMatching(
        /compare the releases: core1 has release 9\.0\.0, this server 0\.1\.0; nothing is replicated/,
      ),
      expect.stringMatching(/compare the clocks: core1 is (59|60)\d{3} ms behind; at most 10000 ms.*NTP/),
    ]);
    expect(report.unreachable).toBe(false);
    expect(report.steps.at(-1)?.name).toContain('health page');
  });

  test('a port that nobody serves, with what the peer knows of it; a port that another program has', async () => {
    const other = createServer((socket) => socket.resume().end('hello\n')).listen(0, loopback);
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const free = await freePort();
    const before = told;
    const fault = `Health pages are not served on 0.0.0.0 port ${free}: this account may not listen there.`;
    told = { ...told, ports: [free, port], faults: [fault] };
    const report = await run();
    told = before;
    expect(failuresOf(report)).toEqual([
      `core2 -> core1: reach the health page on port ${free}: nobody listens on port ${free}; it says: ${fault}`,
      expect.stringMatching(new RegExp(`port ${port} does not answer over HTTPS`)),
    ]);
    other.close();
    await once(other, 'close');
  });

  test('another certificate than the one told over SSH is not taken', async () => {
    const before = told;
    told = { ...told, certificate: `AA${':AA'.repeat(31)}` };
    const report = await run();
    told = before;
    expect(failuresOf(report)).toHaveLength(2);
    expect(report.message).toMatch(/shows the certificate [0-9A-F:]+, and core1 says over SSH that its own is AA:AA/);
  });

  test('a peer does not make this server knock elsewhere', async () => {
    const before = told;
    told = { ...told, address: '127.0.0.77' };
    const report = await run();
    told = before;
    expect(report.ok).toBe(true);
    expect(report.steps.at(-1)).toMatchObject({ detail: expect.stringContaining('not tried from here') });
  });
});
