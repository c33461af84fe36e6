import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa, type Options } from 'execa';
import { freePort } from '../../demo/free-port.ts';
import { remoteShellOf } from '../../src/peer/remote-shell.ts';
import { refusedCommands } from '../support/refused-commands.ts';
import { startPeerHost, type PeerHost } from '../support/peer-host.ts';

/**
 * The holder of a peer's private key against a real sshd: everything of replication 5 is tried, and the secrets beside
 * the dataset, the files of the account and the worker's own are still where and what they were afterwards.
 */
describe('what the holder of a peer key can do', () => {
  let host: PeerHost;
  let folder: string;
  let loot: string;
  const secret = 'the-secret-of-the-neighbour';

  const ssh = (extra: readonly string[], words: readonly string[], options: Options = {}) => {
    const [program = 'ssh', ...shell] = remoteShellOf(host);
    return execa(program, [...shell, ...extra, host.endpoint.address, ...words], {
      reject: false,
      input: '',
      timeout: 20_000,
      ...options,
    });
  };
  const remoteShell = (): string =>
    remoteShellOf(host)
      .map((word) => `'${word.replaceAll("'", "''")}'`)
      .join(' ');
  const rsync = (...args: string[]) =>
    execa('rsync', ['-e', remoteShell(), '--timeout=15', ...args], { reject: false, timeout: 20_000 });
  const outside = (): string[] => [join(host.root, 'secret.txt'), '/etc/passwd'];
  const looted = async (): Promise<string[]> => readdir(loot, { recursive: true });

  beforeAll(async () => {
    host = await startPeerHost({
      resolveSource: () => ({ path: folder }),
    });
    folder = join(host.root, 'data/certificates');
    loot = join(host.root, 'loot');
    await mkdir(folder, { recursive: true });
    await mkdir(loot);
    await writeFile(join(host.root, 'secret.txt'), secret);
    await writeFile(join(folder, 'a.pem'), 'a certificate');
  });
  afterAll(async () => {
    expect(readFileSync(join(host.root, 'secret.txt'), 'utf8')).toBe(secret);
    expect(await readdir(folder)).toEqual(['a.pem']);
    await host.stop();
  });

  test('the gate itself answers: an honest transfer works', async () => {
    const { exitCode, stderr } = await rsync(
      '-rlptgo',
      '--no-D',
      '--old-args',
      '127.0.0.1:dataset/certificates/',
      `${loot}/honest/`,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(readFileSync(join(loot, 'honest/a.pem'), 'utf8')).toBe('a certificate');
  });

  // One of each kind goes through sshd; all of them are tried on the parser by its own test.
  const through = refusedCommands.filter((_one, index) => index % 4 === 0);

  test.each(through)('%s is refused', async (_what, command) => {
    const { exitCode, stdout, stderr } = await ssh([], [command]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
    expect(stderr).toMatch(/^understudy-peer: .+$/);
  });

  test('a shell is refused, with and without a terminal', async () => {
    const plain = await ssh([], [], { input: 'id\nexit\n' });
    expect(plain).toMatchObject({ exitCode: 5, stdout: '', stderr: expect.stringContaining('there is no shell here') });
    const terminal = await ssh(['-tt'], [], { input: 'id\nexit\n' });
    expect(terminal).toMatchObject({
      exitCode: 255,
      stdout: '',
      stderr: expect.stringContaining('PTY allocation request failed'),
    });
  });

  test('scp and sftp get and put nothing', async () => {
    const options = remoteShellOf(host).slice(1);
    const port = options.indexOf('-p');
    const shared = [
      ...options.slice(0, port).filter((word) => !['-T', '-a', '-x'].includes(word)),
      '-P',
      String(host.port),
    ];
    const at = `${host.endpoint.user}@127.0.0.1`;
    for (const legacy of [[], ['-O']]) {
      for (const file of outside()) {
        expect(
          (await execa('scp', [...shared, ...legacy, `${at}:${file}`, loot], { reject: false })).exitCode,
        ).not.toBe(0);
      }
      expect(
        (await execa('scp', [...shared, ...legacy, join(folder, 'a.pem'), `${at}:${folder}/b.pem`], { reject: false }))
          .exitCode,
      ).not.toBe(0);
    }
    const sftp = await execa('sftp', [...shared, '-b', '-', at], {
      reject: false,
      input: `get ${join(host.root, 'secret.txt')} ${loot}/\n`,
    });
    expect(sftp.exitCode).not.toBe(0);
    expect(await looted()).not.toContain('secret.txt');
  });

  test('no port is forwarded, neither way, and no device made', async () => {
    const port = await freePort();
    /** What comes back through a tunnel from the sshd behind it, after `first` was said. */
    const heardThrough = async (first: Buffer): Promise<string> => {
      const socket = connect(port, '127.0.0.1');
      socket.write(first);
      return text(socket).catch(() => '');
    };
    const socks = Buffer.from([4, 1, host.port >> 8, host.port & 255, 127, 0, 0, 1, 0]);
    const [program = 'ssh', ...safe] = remoteShellOf(host);
    const shell = safe.flatMap((word, at) => (word === '-o' || safe[at - 1] === '-o' ? [] : [word]));
    const options = safe.filter((word, at) => safe[at - 1] === '-o' && !word.startsWith('ClearAllForwardings'));
    const loose = [...shell, ...options.flatMap((option) => ['-o', option]), '-o', 'ExitOnForwardFailure=yes'];
    const still = (...extra: string[]) =>
      execa(program, [...loose, ...extra, '127.0.0.1'], { reject: false, timeout: 20_000 });
    const remote = await still('-N', '-R', `${port}:127.0.0.1:${host.port}`);
    expect(remote).toMatchObject({ exitCode: 255, stderr: expect.stringContaining('remote port forwarding failed') });
    expect(await still('-N', '-w', '0:0')).toMatchObject({ exitCode: 255 });
    const direct = await still('-W', `127.0.0.1:${host.port}`);
    expect(direct).toMatchObject({
      exitCode: 255,
      stdout: '',
      stderr: expect.stringContaining('stdio forwarding failed'),
    });
    const tunnels: readonly (readonly [Buffer, string, string])[] = [
      [Buffer.alloc(0), '-L', `${port}:127.0.0.1:${host.port}`],
      [socks, '-D', String(port)],
    ];
    for (const [first, ...kind] of tunnels) {
      const stop = new AbortController();
      const tunnel = execa(program, [...loose, '-v', '-N', ...kind, '127.0.0.1'], {
        reject: false,
        cancelSignal: stop.signal,
      });
      await new Promise<void>((resolve) => {
        tunnel.stderr.on('data', (words: Buffer) => {
          if (words.includes('Entering interactive session')) resolve();
        });
      });
      expect(await heardThrough(first)).not.toContain('SSH-');
      stop.abort();
      await tunnel;
    }
    const agent = await ssh(['-A', '-X'], ['env']);
    expect(agent.exitCode).toBe(5);
  });

  test('the caller cannot bring an environment along', async () => {
    const { exitCode, stdout } = await ssh(['-o', 'SetEnv=NODE_OPTIONS=--version LD_PRELOAD=/tmp/x.so'], ['id']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
  });

  test('options smuggled to rsync on our side are refused', async () => {
    const tries = [
      ['--rsync-path=id'],
      ['--remote-option=--log-file=/tmp/owned'],
      ['--remove-source-files'],
      ['-s'],
      ['-L'],
      ['-k'],
      ['--copy-unsafe-links'],
      ['-R'],
      ['-z'],
      ['-H'],
      ['-X'],
      ['--devices'],
    ];
    for (const options of tries) {
      const { exitCode, stderr } = await rsync(
        '-rlpt',
        ...options,
        '127.0.0.1:dataset/certificates/',
        `${loot}/smuggled/`,
      );
      expect({ options, exitCode: exitCode === 0 }).toEqual({ options, exitCode: false });
      expect(stderr).toContain('is not among the commands of a peer');
    }
    const push = await rsync('-rlpt', `${loot}/honest/`, '127.0.0.1:dataset/certificates/');
    expect(push.exitCode).not.toBe(0);
    expect(existsSync('/tmp/owned')).toBe(false);
    expect(await looted()).not.toContain('smuggled/a.pem');
  });

  test('what was refused is told to the worker, a few sentences and then no flood', () => {
    expect(host.reports[0]).toMatch(/^core2 was refused: "id" is not among the commands of a peer$/);
    expect(host.reports.length).toBeGreaterThanOrEqual(10);
    expect(host.reports.length).toBeLessThan(through.length + 12);
  });

  test('the sshd saw only forced commands', () => {
    const log = readFileSync(host.sshdLog, 'utf8');
    expect(log).toContain('Accepted publickey');
    expect(
      log.split('\n').filter((line) => line.includes('Starting session') && !line.includes('forced-command')),
    ).toEqual([]);
  });
});
