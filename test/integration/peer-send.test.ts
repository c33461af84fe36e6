import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UnderstudyError } from '../../src/error.ts';
import { PeerLink } from '../../src/peer/link.ts';
import { passFiles } from '../../src/peer/passed-files.ts';
import { remoteShellOf, remoteSourceOf } from '../../src/peer/remote-shell.ts';
import { descriptorOf, socketUnder } from '../../src/peer/worker-socket.ts';
import { receive } from '../../src/replication/rsync.ts';
import { helloOf, snapshotOf, startPeerHost, type PeerHost } from '../support/peer-host.ts';

const program = fileURLToPath(new URL('../../bin/understudy-send', import.meta.url));
const honest = 'rsync --server --sender -logtpre.iLsfxCIvu . dataset/certificates/';

/** The sending side as a service of its own, which systemd starts for every connection; here the test does. */
describe('data for a peer, sent by a service', () => {
  let host: PeerHost;
  let service: Server;
  let link: PeerLink;
  const senders: ChildProcess[] = [];

  const start = (socket: Socket): void => {
    senders.push(spawn(program, ['--root', host.root], { stdio: [socket, 'ignore', 'inherit'] }));
    socket.destroy();
  };
  /** The sending side of the newest connection, ended. */
  const ended = async (): Promise<number | null> => {
    const sender = senders.at(-1);
    if (sender === undefined) throw new Error('nothing was started');
    if (sender.exitCode === null) await once(sender, 'exit');
    return sender.exitCode;
  };
  const dial = (command: string) => {
    const [shell = 'ssh', ...words] = remoteShellOf(host);
    return spawn(shell, [...words, host.endpoint.address, command], { stdio: ['pipe', 'pipe', 'pipe'] });
  };

  const exitOf = async (child: ChildProcess): Promise<unknown> => ((await once(child, 'exit')) as unknown[])[0];

  beforeAll(async () => {
    let isOpen = false;
    host = await startPeerHost({
      openSnapshot: (_peer, { run }) => {
        isOpen = true;
        return snapshotOf(run);
      },
      closeSnapshot: () => {
        isOpen = false;
      },
      resolveSource: (_peer, { name }) => {
        if (!isOpen) throw new UnderstudyError('refused', `${name} is not being replicated now`);
        return { path: join(host.root, 'data') };
      },
    });
    await mkdir(join(host.root, 'data'));
    writeFileSync(join(host.root, 'data/a.pem'), 'a certificate');
    service = createServer({ pauseOnConnect: true }, start).listen(socketUnder(host.root, 'send.sock'));
    await once(service, 'listening');
    link = new PeerLink({ endpoint: host.endpoint, keyPath: host.keyPath, hello: () => helloOf('core2') });
    await link.request('openSnapshot', { run: 'run-1' }, { timeoutMs: 20_000 });
  });
  afterAll(async () => {
    link.close();
    for (const sender of senders) sender.kill();
    service.close();
    await host.stop();
  });

  test('arrives whole, and a refusal is told in words', async () => {
    const fetch = (what: 'dataset/certificates' | 'snapshot/run-9', into: string) =>
      receive({
        remoteShell: remoteShellOf(host),
        from: remoteSourceOf(host.endpoint, what),
        into: join(host.root, into),
        options: { signal: AbortSignal.timeout(20_000) },
      });
    await fetch('dataset/certificates', 'copy');
    expect(readFileSync(join(host.root, 'copy/a.pem'), 'utf8')).toBe('a certificate');
    expect(senders).toHaveLength(1);
    expect(await ended()).toBe(0);
  });

  test('is never what a link leads to that was put in the place of the folder', async () => {
    const [data, aside] = [join(host.root, 'data'), join(host.root, 'aside')];
    renameSync(data, aside);
    symlinkSync(aside, data);
    try {
      const led = dial(honest);
      const [status, words] = await Promise.all([exitOf(led), text(led.stderr)]);
      expect({ status, words }).toEqual({ status: 5, words: expect.stringContaining(`${data} cannot be sent`) });
    } finally {
      rmSync(data);
      renameSync(aside, data);
    }
  });

  test('ends with whoever asked for it', async () => {
    const stalled = dial(honest);
    await once(stalled.stdout, 'readable');
    stalled.kill();
    expect(await ended()).toBe(0);
  });

  test('ends with understudy-peer, whoever else has the connection to the peer open', async () => {
    const peer = createServer().listen(join(host.root, 'peer.socket'));
    await once(peer, 'listening');
    const line = connect(join(host.root, 'peer.socket'));
    const socket = connect(socketUnder(host.root, 'send.sock'));
    const [[far]] = await Promise.all([once(peer, 'connection') as Promise<[Socket]>, once(socket, 'connect')]);
    passFiles(descriptorOf(socket), JSON.stringify({ peer: 'core2', command: honest }), [
      descriptorOf(line),
      descriptorOf(line),
      2,
    ]);
    await once(far, 'readable');
    socket.destroy();
    expect(await ended()).toBe(0);
    line.destroy();
    far.destroy();
    peer.close();
  });

  test('says nothing to one who is not the command of a peer, whatever he hands over', async () => {
    const requests = [
      { peer: 'core2', command: 'rsync --server --daemon .' },
      { peer: 'core2', command: 'rsync --server --sender -lre.v . ../etc' },
      { peer: ['core2'], command: honest },
      'nothing',
    ];
    for (const request of requests) {
      const socket = connect(socketUnder(host.root, 'send.sock'));
      await once(socket, 'connect');
      passFiles(descriptorOf(socket), JSON.stringify(request), [0, 1, 2]);
      expect(JSON.parse(await text(socket))).toMatchObject({
        fault: { code: expect.stringMatching(/refused|failed/) },
      });
      expect(await ended()).toBe(0);
    }
  });

  test('ends when the worker ends the run, however still the peer holds', async () => {
    const stalled = dial(honest);
    await once(stalled.stdout, 'readable');
    const exit = exitOf(stalled);
    await link.request('closeSnapshot', { run: 'run-1' }, { timeoutMs: 5000 });
    const [status, words] = await Promise.all([exit, text(stalled.stderr)]);
    expect({ status, words }).toEqual({
      status: 5,
      words: expect.stringContaining('the synchronization was ended by this server'),
    });
    const refused = dial(honest);
    const [again, why] = await Promise.all([exitOf(refused), text(refused.stderr)]);
    expect({ again, why }).toEqual({
      again: 5,
      why: 'understudy-peer: dataset/certificates is not being replicated now\n',
    });
  });
});
