import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import ssh2, { type Connection } from 'ssh2';
import { choosePorts } from '../../demo/ports.ts';
import { inProject } from '../../demo/project.ts';
import { Server } from '../../demo/server.ts';
import { ControlClient } from '../../src/control/client.ts';
import type { PairingProposal } from '../../src/control/pairing-shapes.ts';
import { rootAt } from '../../src/control/root.ts';
import { newPairingCode, pairingSecretsOf } from '../../src/peer/pairing-code.ts';
import { TypedPairing } from '../../src/peer/pairing-typing.ts';
import { cardOf } from '../support/server-cards.ts';

const { username: user } = userInfo();
let folder: string;
let core1: Server;
let core2: Server;

const conf = ({ root }: Server): string => join(root, 'etc/understudy/understudy.conf');
const saved = (server: Server): Promise<string> => readFile(conf(server), 'utf8');
const authorized = ({ root }: Server): Promise<string> =>
  readFile(join(root, 'var/lib/understudy/ssh/authorized_keys'), 'utf8');
const client = ({ root }: Server): ControlClient => new ControlClient(rootAt(root));
const running = async (server: Server): Promise<string> => (await client(server).runningConfig()).text;

const propose = (code: string): Promise<PairingProposal> =>
  client(core2).proposePairing({ host: '127.0.0.1', port: core1.ports.ssh, user, code });

/** `failover pair HOST …` with a code on standard input. */
const typeCode = (server: Server, code: string, ...options: string[]) =>
  execa(
    inProject('bin/understudy'),
    ['--root', server.root, 'failover', 'pair', `${user}@127.0.0.1:${core1.ports.ssh}`, ...options],
    { reject: false, input: `${code}\n`, env: { NO_COLOR: '1' } },
  );

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

describe('pairing by code, over real SSH servers (E10)', () => {
  let code: string;
  let before: readonly string[];
  const state = async (): Promise<string[]> => [await running(core1), await running(core2)];

  test('one server shows a code, and lets its key in for the pairing alone', async () => {
    before = await state();
    ({ code } = await client(core1).pairingCode());
    const { login } = await pairingSecretsOf(code);
    expect(await authorized(core1)).toContain(login.publicKey);
    const key = join(folder, 'login');
    await writeFile(key, login.privateKey, { mode: 0o600 });
    const ssh = (...words: string[]) =>
      execa(
        'ssh',
        ['-F', 'none', '-i', key, '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=no']
          .concat(['-o', `UserKnownHostsFile=${join(folder, 'hosts')}`, '-p', String(core1.ports.ssh)])
          .concat([`${user}@127.0.0.1`, ...words]),
        { reject: false, input: '' },
      );
    const asked = ['', 'hello', 'pair; id', 'rsync --server --sender -logtpre.iLsfxCIvu . snapshot/x/'];
    const answers = await Promise.all(asked.map((words) => (words === '' ? ssh() : ssh(words))));
    for (const { exitCode, stdout, stderr } of answers)
      expect({ exitCode, stdout, stderr: stderr.split('\n').at(-1) }).toEqual({
        exitCode: 5,
        stdout: '',
        stderr: 'understudy-peer: a pairing code opens nothing but the pairing itself',
      });
  });

  test('a wrong code, and a right one that nobody agrees to, change nothing', async () => {
    await expect(propose(newPairingCode())).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('the code is wrong, used or expired'),
    });
    const unasked = await typeCode(core2, code);
    expect(unasked).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('add --yes to agree') });
    expect(await state()).toEqual(before);
  });

  test('the right one makes the two a pair: trust, peer, roles, saved, tested in both directions', async () => {
    const { exitCode, stdout } = await typeCode(core2, code.toLowerCase().replaceAll('-', ''), '--yes');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('core2 and core1 are a pair: core1 is the Primary, core2 the Secondary'),
    });
    expect(stdout).toContain('Test was successful');
    for (const [server, other] of [
      [core1, core2],
      [core2, core1],
    ] as const) {
      const { key } = await client(other).key();
      const lines = [`trusted-host ${other.name}`, ` key ${key}`, ` host-key ${await other.hostKey()}`];
      for (const line of [...lines, `failover peer ${other.name}`]) expect(await saved(server)).toContain(`${line}\n`);
    }
    expect(await client(core1).failover()).toMatchObject({
      mode: 'primary',
      state: 'active',
    });
    expect(await client(core2).failover()).toMatchObject({
      mode: 'secondary',
      state: 'standby',
    });
  });

  test('and is worth nothing any more', async () => {
    expect(await authorized(core1)).not.toContain('pairing');
    await expect(propose(code)).rejects.toMatchObject({ code: 'refused' });
    for (const { logs, root } of [core1, core2]) {
      const found = await execa('grep', ['-rlia', code, logs, root], { reject: false });
      expect(found.stdout).toBe('');
    }
  });

  test('a withdrawn code lets nobody in, and ends what was begun with it', async () => {
    const { code: next } = await client(core1).pairingCode();
    before = await state();
    const { id } = await propose(next);
    expect(await client(core1).cancelPairing()).toMatchObject({ message: 'The pairing code is withdrawn' });
    expect(await authorized(core1)).not.toContain('pairing');
    await expect(client(core2).commitPairing(id, 'there')).rejects.toMatchObject({ code: 'peer' });
    expect(await state()).toEqual(before);
    await expect(propose(next)).rejects.toMatchObject({ code: 'refused' });
  });

  test('a pairing that is cut off after everything was agreed leaves this server as it was', async () => {
    const { code: next } = await client(core1).pairingCode();
    before = await state();
    const proposal = await propose(next);
    expect(proposal).toMatchObject({ primary: 'there', isOpen: false });
    await core1.kill();
    await expect(client(core2).commitPairing(proposal.id, 'there')).rejects.toMatchObject({ code: 'peer' });
    expect(await running(core2)).toBe(before[1]);
    await core1.start();
    expect(await running(core1)).toBe(before[0]);
    expect(await authorized(core1)).not.toContain('pairing');
  });
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

test('a pairing whose last word is lost is found to be done', async () => {
  const paired = (): number =>
    readFileSync(join(core1.root, 'var/log/understudy/HighAvailability.log'), 'utf8').split('Paired with core2').length;
  const before = paired();
  const relay = await cuttingRelay(() => paired() > before);
  const { code } = await client(core1).pairingCode();
  const proposal = await client(core2).proposePairing({ host: '127.0.0.1', port: relay.port, user, code });
  const report = await client(core2).commitPairing(proposal.id, 'there');
  expect(report.warnings).toContain('the connection to core1 broke, and it has done its part: it lets this server in');
  expect(report.test.ok).toBe(true);
  expect(await running(core2)).toContain(` port ${relay.port}\n`);
  relay.close();
});

describe('somebody in between', () => {
  const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519');

  /** An SSH server that lets everybody in and answers every request with what it pleases. */
  const impostor = async (answer: (line: string) => string): Promise<{ port: number; close: () => void }> => {
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection: Connection) => {
      connection.on('error', () => undefined);
      connection.on('authentication', (attempt) => attempt.accept());
      connection.on('session', (accept) =>
        accept().on('exec', (acceptExec) => {
          const channel = acceptExec();
          channel.on('data', (line: Buffer) => channel.write(answer(line.toString('utf8'))));
        }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port, close: () => server.close() };
  };

  test('cannot prove that it knows the code, whatever it says of itself', async () => {
    const { port, close } = await impostor((line) => {
      const { id, body } = JSON.parse(line) as { id: number; body: { hostKeySeen: string; nonce: string } };
      const card = cardOf('core1', { hostKey: body.hostKeySeen });
      return `${JSON.stringify({ id, ok: true, body: { nonce: body.nonce, card, proof: 'A'.repeat(43) } })}\n`;
    });
    const host = { name: '127.0.0.1', port, user };
    const opening = TypedPairing.open({ host, code: newPairingCode(), cardAt: () => Promise.resolve(cardOf('core2')) });
    await expect(opening).rejects.toMatchObject({
      code: 'refused',
      message: '127.0.0.1 cannot prove that it shows this code: somebody may be in between',
    });
    close();
  });

  test('that shows no SSH at all is a fault of the way there', async () => {
    const silent = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const host = { name: '127.0.0.1', port: (silent.address() as AddressInfo).port, user };
    const opening = TypedPairing.open({ host, code: newPairingCode(), cardAt: () => Promise.resolve(cardOf('core2')) });
    await expect(opening).rejects.toMatchObject({ code: 'peer' });
    silent.close();
  });
});
