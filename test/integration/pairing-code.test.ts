import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { choosePorts } from '../../demo/ports.ts';
import { Server } from '../../demo/server.ts';
import { ControlClient } from '../../src/control/client.ts';
import type { PairingProposal } from '../../src/control/pairing-shapes.ts';
import { rootAt } from '../../src/control/root.ts';

const { username: user } = userInfo();
let folder: string;
let core1: Server;
let core2: Server;

const conf = ({ root }: Server): string => join(root, 'etc/understudy/understudy.conf');
const saved = (server: Server): Promise<string> => readFile(conf(server), 'utf8');
const authorizedKeysOf = ({ root }: Server): string => join(root, 'var/lib/understudy/ssh/authorized_keys');
const authorized = (server: Server): Promise<string> => readFile(authorizedKeysOf(server), 'utf8');
const client = ({ root }: Server): ControlClient => new ControlClient(rootAt(root));
const running = async (server: Server): Promise<string> => (await client(server).runningConfig()).text;

const propose = (code: string, port = core1.ports.ssh): Promise<PairingProposal> =>
  client(core2).proposePairing({ host: '127.0.0.1', port, user, code });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-code-'));
  const ports = await choosePorts(2);
  const { signal } = new AbortController();
  [core1, core2] = ['core1', 'core2'].map((name, i) => new Server(name, folder, ports[i]!, signal)) as [Server, Server];
  await Promise.all(
    [core1, core2].map(async (server) => {
      await server.create();
      const text = (await saved(server)).replace('!\nend', `failover ssh-port ${server.ports.ssh}\n!\nend`);
      await writeFile(conf(server), text);
      await server.start();
    }),
  );
});
afterAll(async () => {
  await Promise.all([core1, core2].map((server) => server.stop()));
  await rm(folder, { recursive: true });
});

/** Passes everything on to core1's SSH server until `isTime`; then it cuts that connection, and later ones are whole. */
const cuttingRelay = async (isTime: () => boolean): Promise<{ port: number; close: () => void }> => {
  let hasCut = false;
  const server = createServer((near) => {
    const far = connect(core1.ports.ssh, '127.0.0.1');
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    near.pipe(far);
    far.on('data', (chunk: Buffer) => {
      if (hasCut || !isTime()) near.write(chunk);
      else {
        hasCut = true;
        end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
};

describe('pairing by code, over real SSH servers (E10)', () => {
  let code: string;

  test('a withdrawn code lets nobody in, and ends what was begun with it', async () => {
    const before = [await running(core1), await running(core2)];
    const { code: withdrawn } = await client(core1).pairingCode();
    expect(await authorized(core1)).toContain('pairing');
    const { id } = await propose(withdrawn);
    expect(await client(core1).cancelPairing()).toMatchObject({ message: 'The pairing code is withdrawn' });
    expect(await authorized(core1)).not.toContain('pairing');
    await expect(client(core2).commitPairing(id, 'there')).rejects.toMatchObject({ code: 'peer' });
    expect([await running(core1), await running(core2)]).toEqual(before);
    await expect(propose(withdrawn)).rejects.toMatchObject({ code: 'refused' });
  });

  test('the right one makes the two a pair, saved and tested, although the last word is lost', async () => {
    const isPaired = (): boolean => readFileSync(conf(core1), 'utf8').includes('failover peer core2');
    const relay = await cuttingRelay(isPaired);
    ({ code } = await client(core1).pairingCode());
    const { id } = await propose(code, relay.port);
    const report = await client(core2).commitPairing(id, 'there');
    expect(report.warnings).toContain(
      'the connection to core1 broke, and it has done its part: it lets this server in',
    );
    expect(report.test.ok).toBe(true);
    for (const [server, other] of [
      [core1, core2],
      [core2, core1],
    ] as const) {
      const { key } = await client(other).key();
      const lines = [`trusted-host ${other.name}`, ` key ${key}`, ` host-key ${await other.hostKey()}`];
      for (const line of [...lines, `failover peer ${other.name}`]) expect(await saved(server)).toContain(`${line}\n`);
    }
    expect(await saved(core2)).toContain(` port ${relay.port}\n`);
    expect(await client(core1).failover()).toMatchObject({ mode: 'primary', state: 'active' });
    expect(await client(core2).failover()).toMatchObject({ mode: 'secondary', state: 'standby' });
    relay.close();
  });

  test('and is worth nothing any more', async () => {
    expect(await authorized(core1)).not.toContain('pairing');
    await expect(propose(code)).rejects.toMatchObject({ code: 'refused' });
    for (const { logs, root } of [core1, core2]) {
      const found = await execa('grep', ['-rlia', code, logs, root], { reject: false });
      expect(found.stdout).toBe('');
    }
  });
});
