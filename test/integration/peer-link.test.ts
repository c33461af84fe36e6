import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../demo/free-port.ts';
import { UnderstudyError } from '../../src/error.ts';
import { ensureKeyPair } from '../../src/peer/keys.ts';
import { PeerLink, type PeerLinkOptions } from '../../src/peer/link.ts';
import type { Hello } from '../../src/peer/protocol.ts';
import { helloOf, startPeerHost, statusOf, type PeerHost } from '../support/peer-host.ts';

describe('the link to a peer, over a real sshd', () => {
  let host: PeerHost;
  let slow = Promise.withResolvers<undefined>();
  const links: PeerLink[] = [];
  const linkTo = (changes: Partial<PeerLinkOptions> = {}): PeerLink => {
    const link = new PeerLink({
      endpoint: host.endpoint,
      keyPath: host.keyPath,
      hello: () => helloOf('core2'),
      ...changes,
    });
    links.push(link);
    return link;
  };
  const heartbeat = (link: PeerLink, timeoutMs = 10_000) => link.request('heartbeat', statusOf('core2'), { timeoutMs });
  const faultOf = async (promise: Promise<unknown>): Promise<UnderstudyError> => {
    const outcome = await promise.then(
      () => new Error('it was not refused'),
      (error: unknown) => error,
    );
    if (!(outcome instanceof UnderstudyError)) throw outcome;
    return outcome;
  };

  beforeAll(async () => {
    host = await startPeerHost({
      refreshSnapshot: async () => {
        await slow.promise;
      },
    });
  });
  afterEach(() => {
    slow.resolve(undefined);
    slow = Promise.withResolvers();
    for (const link of links.splice(0)) link.close();
  });
  afterAll(() => host.stop());

  test('connects on demand, says hello, and answers heartbeats', async () => {
    const link = linkTo();
    const up: Hello[] = [];
    link.on('up', (hello) => up.push(hello));
    expect(link.isUp).toBe(false);
    const answer = await heartbeat(link);
    expect(answer).toEqual(statusOf('core1'));
    expect(link.isUp).toBe(true);
    expect(up.map(({ hostname }) => hostname)).toEqual(['core1']);
    expect(host.calls.slice(-2)).toEqual(['hello core2', 'heartbeat core2 core2']);
  });

  test('many requests at once share one connection', async () => {
    const link = linkTo();
    let ups = 0;
    link.on('up', () => (ups += 1));
    await Promise.all([
      heartbeat(link),
      heartbeat(link),
      link.request('openSnapshot', { run: 'r1' }, { timeoutMs: 10_000 }),
    ]);
    expect(ups).toBe(1);
  });

  test('an answer that does not come in time is a fault of the peer, and the link goes on', async () => {
    const link = linkTo();
    await heartbeat(link);
    const fault = await faultOf(link.request('refreshSnapshot', { run: 'r1' }, { timeoutMs: 50 }));
    expect(fault.code).toBe('peer');
    expect(fault.message).toBe('core1 did not answer "refreshSnapshot" within 50 ms');
    slow.resolve(undefined);
    await expect(heartbeat(link)).resolves.toMatchObject({ name: 'core1' });
  });

  test('a request that is called off is interrupted', async () => {
    const link = linkTo();
    await heartbeat(link);
    const stop = new AbortController();
    const fault = faultOf(link.request('refreshSnapshot', { run: 'r1' }, { timeoutMs: 10_000, signal: stop.signal }));
    stop.abort();
    expect((await fault).code).toBe('interrupted');
  });

  test('the peer learns that the link is gone, and a later request connects anew', async () => {
    const link = linkTo();
    await heartbeat(link);
    const before = host.calls.length;
    const down = once(link, 'down');
    host.server.drop('core2');
    const [reason] = (await down) as [UnderstudyError];
    expect(reason.message).toBe('The link to core1 broke: the peer ended it');
    expect(host.calls.slice(before)).toEqual(['closed core2']);
    await expect(heartbeat(link)).resolves.toMatchObject({ name: 'core1' });
  });

  test('a peer that calls anew supersedes its old link', async () => {
    const [old, young] = [linkTo(), linkTo()];
    await heartbeat(old);
    const down = once(old, 'down');
    await heartbeat(young);
    await down;
    expect(young.isUp).toBe(true);
    expect(host.calls.slice(-3)).toEqual(['closed core2', 'hello core2', 'heartbeat core2 core2']);
  });

  test('a server with another key is not talked to', async () => {
    const other = await ensureKeyPair(join(host.root, 'other/id_ed25519'), 'other');
    const fault = await faultOf(heartbeat(linkTo({ endpoint: { ...host.endpoint, hostKey: other } })));
    expect(fault.code).toBe('refused');
    expect(fault.message).toBe(
      `The SSH server of core1 (127.0.0.1 port ${host.port}) shows another key than the one trusted: ${host.endpoint.hostKey}`,
    );
    expect(fault.hint).toContain(`trusted-host core1 host-key ${host.endpoint.hostKey}`);
  });

  test('a key that the peer does not trust is not let in', async () => {
    const keyPath = join(host.root, 'stranger/id_ed25519');
    await ensureKeyPair(keyPath, 'stranger');
    const fault = await faultOf(heartbeat(linkTo({ keyPath })));
    expect(fault.code).toBe('refused');
    expect(fault.message).toContain('does not let this server in');
    expect(fault.hint).toContain('show failover key');
  });

  test('nobody listening, an unknown name, and silence are faults of the peer', async () => {
    const nobody = await faultOf(heartbeat(linkTo({ endpoint: { ...host.endpoint, port: await freePort() } })));
    expect(nobody).toMatchObject({ code: 'peer', message: expect.stringContaining('ECONNREFUSED') });
    const unknown = await faultOf(heartbeat(linkTo({ endpoint: { ...host.endpoint, address: 'core1.invalid' } })));
    expect(unknown).toMatchObject({
      code: 'peer',
      message: expect.stringContaining('The name core1.invalid of core1 is not known'),
    });
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const link = linkTo({ endpoint: { ...host.endpoint, port } });
    const silence = await faultOf(heartbeat(link, 100));
    expect(silence).toMatchObject({ code: 'peer', message: 'No connection to core1 within 100 ms' });
    link.close();
    silent.close();
  });

  test('two servers of one name, or of two protocols, are no pair', async () => {
    const same = await faultOf(heartbeat(linkTo({ hello: () => helloOf('core1') })));
    expect(same).toMatchObject({ code: 'refused', message: 'core1 has the same hostname as this server, core1' });
    const later = { ...helloOf('core2', '9.0.0'), protocol: 99 };
    const newer = await faultOf(heartbeat(linkTo({ hello: () => later })));
    expect(newer).toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/protocol \d+; this server runs 9\.0\.0 with protocol 99/),
    });
  });

  test('a closed link says so, also to requests under way', async () => {
    const link = linkTo();
    await heartbeat(link);
    const fault = faultOf(link.request('refreshSnapshot', { run: 'r1' }, { timeoutMs: 10_000 }));
    link.close();
    expect((await fault).message).toBe('The link to core1 was closed by this server');
    expect((await faultOf(heartbeat(link))).message).toBe('The link to core1 is closed');
  });

  test('a peer whose worker is not running is told from one that is down', async () => {
    const down = await startPeerHost();
    await down.server.close();
    try {
      const link = linkTo({ endpoint: down.endpoint, keyPath: down.keyPath });
      const fault = await faultOf(heartbeat(link));
      expect(fault).toMatchObject({
        code: 'peer',
        message: expect.stringContaining('the worker of this server is not running'),
      });
    } finally {
      await down.stop();
    }
  });

  test('a damaged key of ours is named', async () => {
    const keyPath = join(host.root, 'damaged');
    await writeFile(keyPath, 'not a key');
    const fault = await faultOf(heartbeat(linkTo({ keyPath })));
    expect(fault.code).toBe('resource');
    expect(fault.message).toContain(keyPath);
  });
});
