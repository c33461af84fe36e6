import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { freePort } from '../../demo/free-port.ts';
import { inProject } from '../../demo/project.ts';
import { startSshd, type Sshd } from '../../demo/sshd.ts';
import type { FailoverStatus } from '../../src/control/shapes.ts';
import { ensureKeyPair } from '../../src/peer/keys.ts';
import { FakeControl } from '../support/fake-control.ts';
import { newFolder, removeFolder } from '../support/temporary-folder.ts';

/** The console that a key is tied to, behind a real sshd as whoever runs the tests; `test:hosts` has accounts of its own. */
let folder: string;
let worker: FakeControl;
let sshd: Sshd;
let port: number;

/** The launcher as an administrator would install it, for another root. */
const installShell = (): string => {
  for (const part of ['build', 'node_modules']) symlinkSync(inProject(part), join(folder, part));
  mkdirSync(join(folder, 'bin'));
  const shell = join(folder, 'bin/understudy-shell');
  const text = readFileSync(inProject('bin/understudy-shell'), 'utf8');
  writeFileSync(shell, text.replace('\nroot=/\n', `\nroot=${worker.root.path}\n`));
  chmodSync(shell, 0o755);
  return shell;
};

const ssh = (command: string, options: readonly string[] = [], input = '') => {
  const limits = ['-F', 'none', '-p', String(port), '-i', join(folder, 'key'), '-o', 'BatchMode=yes'];
  const hosts = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'];
  const to = `${userInfo().username}@127.0.0.1`;
  return execa('ssh', [...limits, ...hosts, ...options, to, ...(command === '' ? [] : [command])], {
    reject: false,
    input,
    timeout: 20_000,
  });
};

beforeAll(async () => {
  folder = await newFolder();
  worker = await FakeControl.start();
  port = await freePort();
  await ensureKeyPair(join(folder, 'host_key'), 'host');
  const key = await ensureKeyPair(join(folder, 'key'), 'operator');
  const authorizedKeysPath = join(folder, 'authorized_keys');
  writeFileSync(authorizedKeysPath, `restrict,command="${installShell()}" ${key}\n`, { mode: 0o600 });
  sshd = await startSshd({
    ...{ root: join(folder, 'sshd'), port, user: userInfo().username, authorizedKeysPath },
    ...{ hostKeyPath: join(folder, 'host_key'), logPath: join(folder, 'sshd.log') },
  });
});
afterAll(async () => {
  await sshd.stop();
  await worker.stop();
  await removeFolder(folder);
});

test("console 44 and 45: `ssh host 'show failover'` gives its status, and keeps the two outputs apart", async () => {
  const shown = await ssh('show failover');
  expect(shown).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining('core2') });
  expect(shown.stdout).not.toContain('\u001b');
  const { stdout } = await ssh('understudy show failover --json');
  expect((JSON.parse(stdout) as FailoverStatus).hostname).toBe('core2');
  expect(await ssh('show foo')).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining("% Invalid input detected at '^' marker."),
  });
});

test('console 46: lines on standard input are a script that stops at the first error', async () => {
  const { exitCode, stdout, stderr } = await ssh('', ['-T'], 'show clock\nshow foo\nshow failover\n');
  expect({ exitCode, shown: stdout.includes('standby') }).toEqual({ exitCode: 2, shown: false });
  expect(stderr).toContain('line 2: ');
});

test.each(['id', 'sh -c id', 'show version; id', 'internal-sftp', 'scp -f /etc/passwd', 'rsync --server --sender . /'])(
  'there is no command %j',
  async (command) => {
    const { exitCode, stdout } = await ssh(command);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  },
);

test('neither settings for Node nor a locale that crashes it get through the launcher', async () => {
  const owned = join(folder, 'owned');
  const evil = join(folder, 'evil.cjs');
  writeFileSync(evil, `require('node:fs').writeFileSync(${JSON.stringify(owned)}, '')\n`);
  const { exitCode, stdout } = await execa(join(folder, 'bin/understudy-shell'), ['-c', 'show failover --json'], {
    extendEnv: false,
    env: {
      NODE_OPTIONS: `--require=${evil}`,
      UNDERSTUDY_ROOT: '/nowhere',
      PATH: folder,
      LC_ALL: `/srv/evil/$(touch ${owned})`,
      LANG: 'z0Cxz+B1Azy+-',
      IFS: '/',
    },
  });
  expect(exitCode).toBe(0);
  expect((JSON.parse(stdout) as FailoverStatus).hostname).toBe('core2');
  expect(existsSync(owned)).toBe(false);
});
