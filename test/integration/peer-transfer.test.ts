import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { UnderstudyError } from '../../src/error.ts';
import { PeerLink } from '../../src/peer/link.ts';
import { parseOriginalCommand } from '../../src/peer/original-command.ts';
import { remoteShellOf, remoteSourceOf } from '../../src/peer/remote-shell.ts';
import { parseRsync, rsyncArguments } from '../../src/peer/rsync-command.ts';
import { receive, receiveArguments } from '../../src/replication/rsync.ts';
import type { Fetchable, FetchOptions } from '../../src/replication/source.ts';
import { helloOf, snapshotOf, startPeerHost, type PeerHost } from '../support/peer-host.ts';

const statusOf = async (child: ChildProcess): Promise<number | null> => {
  const [status] = (await once(child, 'exit')) as [number | null];
  return status;
};

/** Every kind of fetch that the receiving side makes. */
const kinds: readonly (readonly [Fetchable, Omit<FetchOptions, 'signal'>])[] = [
  ['dataset/certificates', {}],
  ['dataset/certificates', { checksum: true }],
  ['dataset/certificates', { linkDest: ['/nowhere'] }],
  ['dataset/certificates', { linkDest: ['/nowhere'], checksum: true }],
  ['snapshot/run-1', {}],
  ['snapshot/run-1', { blockDelta: true }],
  ['snapshot/run-1', { blockDelta: true, checksum: true }],
  ['snapshot/run-1', { blockDelta: true, linkDest: ['/nowhere'] }],
];

describe('data for a peer', () => {
  let host: PeerHost;
  let folder: string;
  let opened: string | undefined;
  const links: PeerLink[] = [];
  const secret = 'the-secret-of-the-neighbour';

  const openRun = async (run = 'run-1'): Promise<PeerLink> => {
    const link = new PeerLink({ endpoint: host.endpoint, keyPath: host.keyPath, hello: () => helloOf('core2') });
    links.push(link);
    await link.request('openSnapshot', { run }, { timeoutMs: 20_000 });
    return link;
  };
  const fetchInto = (name: string, what: Fetchable, options: Omit<FetchOptions, 'signal'> = {}) =>
    receive({
      remoteShell: remoteShellOf(host),
      from: remoteSourceOf(host.endpoint, what),
      into: join(host.root, name),
      options: { ...options, signal: AbortSignal.timeout(20_000) },
    });
  /** A process of ours on the peer that asks for a transfer and then says whatever it likes. */
  const dial = (command: string) => {
    const [program = 'ssh', ...words] = remoteShellOf(host);
    return spawn(program, [...words, host.endpoint.address, command], { stdio: ['pipe', 'pipe', 'pipe'] });
  };

  beforeAll(async () => {
    host = await startPeerHost({
      openSnapshot: (_peer, { run }) => {
        opened = run;
        return snapshotOf(run);
      },
      closeSnapshot: () => {
        opened = undefined;
      },
      closed: () => {
        opened = undefined;
        return Promise.resolve();
      },
      resolveSource: (peer, { name }) => {
        if (opened === undefined) throw new UnderstudyError('refused', `${name} is not being replicated now`);
        if (name !== 'dataset/certificates' && name !== `snapshot/${opened}`) {
          throw new UnderstudyError('refused', `there is no ${name} for ${peer}`);
        }
        return { path: folder };
      },
    });
    folder = join(host.root, 'data/a folder [1]');
    await mkdir(join(folder, 'deep'), { recursive: true });
    await writeFile(join(folder, 'a.pem'), 'a certificate');
    await writeFile(join(folder, 'deep/b.sqlite'), Buffer.alloc(300_000, 'page'));
    await writeFile(join(host.root, 'secret.txt'), `${secret}\n`);
    symlinkSync('../../secret.txt', join(folder, 'way-out'));
  });
  afterEach(() => {
    for (const link of links.splice(0)) link.close();
  });
  afterAll(() => host.stop());

  test.each(kinds)('the real receiver gets %s with %j', async (what, options) => {
    await openRun();
    await fetchInto('copy', what, options);
    expect(readFileSync(join(host.root, 'copy/a.pem'), 'utf8')).toBe('a certificate');
    expect(
      readFileSync(join(host.root, 'copy/deep/b.sqlite')).equals(readFileSync(join(folder, 'deep/b.sqlite'))),
    ).toBe(true);
    // The link arrives as a link that leads nowhere, not as what it points to.
    expect(statSync(join(host.root, 'copy/way-out'), { throwIfNoEntry: false })).toBeUndefined();
    await rm(join(host.root, 'copy'), { recursive: true });
  });

  test('exactly what the real receiver sends is accepted, and no variation of it', async () => {
    const recorder = join(host.root, 'recorder');
    await writeFile(recorder, '#!/bin/sh\nshift\nprintf "%s\\n" "$*" >> "$0.log"\n');
    await chmod(recorder, 0o755);
    for (const [from, options] of kinds) {
      const call = { remoteShell: [recorder], from: `core1:${from}`, into: join(host.root, 'nowhere') };
      await execa('rsync', receiveArguments({ ...call, options: { ...options, signal: AbortSignal.timeout(5000) } }), {
        reject: false,
      });
    }
    const sent = (await readFile(`${recorder}.log`, 'utf8')).trim().split('\n');
    expect(sent).toHaveLength(kinds.length);
    const accepted = new Set(sent);
    const isAccepted = (command: string): boolean => parseOriginalCommand(command).kind === 'transfer';
    for (const command of sent) {
      expect({ command, accepted: isAccepted(command) }).toEqual({ command, accepted: true });
      const words = command.split(' ');
      const harmful = [
        '-L',
        '-z',
        '--daemon',
        '--files-from=-',
        '--remove-source-files',
        '/etc/passwd',
        '..',
        '',
        '-',
        '--',
        '.',
      ];
      for (let at = 0; at <= words.length; at += 1) {
        for (const word of harmful) {
          const varied = words.toSpliced(at, 0, word).join(' ');
          expect({ varied, accepted: isAccepted(varied) }).toEqual({ varied, accepted: accepted.has(varied) });
        }
      }
      for (const letter of 'sLkKRDdxXAHSzZEnvqbumOJyFNUCPaihe') {
        for (const bundle of [`${letter}$1`, `$1${letter}`]) {
          const varied = command.replace(/ -([a-zA-Z]+)e\./, ` -${bundle}e.`);
          expect({ varied, accepted: isAccepted(varied) }).toEqual({ varied, accepted: false });
        }
      }
    }
  });

  test('what runs is ours: our folder, our time limit', () => {
    const command = parseRsync(
      'rsync --server --sender -logtpre.iLsfxCIvu --timeout=9 --info=STATS2 . dataset/certificates/',
    );
    expect(command === undefined ? [] : rsyncArguments(command, '/srv/certs/')).toEqual([
      ...['--server', '--sender', '-logtpre.iLsfxCIvu', '--info=STATS2', '--timeout=60', '.', '/srv/certs/'],
    ]);
  });

  test('nothing is sent while no synchronization is open', async () => {
    const fault = await fetchInto('nothing', 'dataset/certificates').catch((error: unknown) => error);
    expect(String(fault)).toContain('dataset/certificates is not being replicated now');
    const link = await openRun();
    await link.request('closeSnapshot', { run: 'run-1' }, { timeoutMs: 5000 });
    const after = await fetchInto('nothing', 'dataset/certificates').catch((error: unknown) => error);
    expect(String(after)).toContain('is not being replicated now');
  });

  test('a name that is no dataset is refused while one is open', async () => {
    await openRun();
    const fault = await fetchInto('nothing', 'dataset/passwords').catch((error: unknown) => error);
    expect(String(fault)).toContain('there is no dataset/passwords for core2');
    const stale = await fetchInto('nothing', 'snapshot/run-0').catch((error: unknown) => error);
    expect(String(stale)).toContain('there is no snapshot/run-0 for core2');
  });

  /** What a hand-made receiver sends to have the sender read its filter rules from a file of its choice. */
  const opening = (rule: string): Buffer => {
    const version = Buffer.from([31, 0, 0, 0]);
    const checksums = Buffer.concat([Buffer.from([3]), Buffer.from('md5')]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(rule.length);
    const data = Buffer.concat([length, Buffer.from(rule), Buffer.alloc(4)]);
    const frame = Buffer.alloc(4);
    frame.writeUInt32LE(data.length | (7 << 24));
    return Buffer.concat([version, checksums, frame, data]);
  };

  test('rsync alone would read any file as filter rules and tell; ours is never asked to', async () => {
    const rule = `. ${join(host.root, 'secret.txt')}`;
    const bare = spawn('rsync', ['--server', '--sender', '-logtpre.iLsfxCIvu', '.', `${folder}/`]);
    bare.stdin.end(opening(rule));
    // Newer ones name the file and the line, older ones quote it.
    expect((await text(bare.stdout)) + (await text(bare.stderr))).toMatch(/rule from .*secret\.txt|the-secret/);

    await openRun();
    const gated = dial('rsync --server --sender -logtpre.iLsfxCIvu . dataset/certificates/');
    gated.stdin.write(opening(rule));
    const [status, out, err] = await Promise.all([statusOf(gated), text(gated.stdout), text(gated.stderr)]);
    expect(status).toBe(5);
    expect(err).toContain('filter rules are not accepted');
    expect(out + err).not.toContain(secret);
  });

  test('what is being sent ends when the synchronization is closed, however still the peer holds', async () => {
    const link = await openRun();
    const stalled = dial('rsync --server --sender -logtpre.iLsfxCIvu . dataset/certificates/');
    await once(stalled.stdout, 'readable');
    const exit = statusOf(stalled);
    await link.request('closeSnapshot', { run: 'run-1' }, { timeoutMs: 5000 });
    const [status, err] = await Promise.all([exit, text(stalled.stderr)]);
    expect(status).toBe(5);
    expect(err).toContain('the synchronization was ended by this server');
  });

  test('it ends, too, when the link that opened it is gone', async () => {
    const link = await openRun();
    const stalled = dial('rsync --server --sender -logtpre.iLsfxCIvu . dataset/certificates/');
    await once(stalled.stdout, 'readable');
    const exit = statusOf(stalled);
    link.close();
    expect(await exit).toBe(5);
  });

  test('a peer has three transfers at a time, and the fourth is refused', async () => {
    await openRun();
    const command = 'rsync --server --sender -logtpre.iLsfxCIvu . dataset/certificates/';
    const held = [dial(command), dial(command), dial(command)];
    await Promise.all(held.map((one) => once(one.stdout, 'readable')));
    const more = dial(command);
    const [status, err] = await Promise.all([statusOf(more), text(more.stderr)]);
    expect(status).toBe(5);
    expect(err).toContain('core2 has too many connections of this kind open');
    await Promise.all(
      held.map((one) => {
        one.kill();
        return statusOf(one);
      }),
    );
  });
});
