import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FailoverStatus } from '../../src/control/shapes.ts';
import { Lab } from '../lab/lab.ts';
import { until } from '../lab/until.ts';
import type { Host } from '../lab/host.ts';
import { Appliance } from './appliance.ts';
import { escapes, loot } from './escapes.ts';
import { Login } from './login.ts';

const secret = 'open-sesame-7';
const owned = '/tmp/owned';
const prompt = String.raw`core1[>#] ?$`;

let lab: Lab;
let host: Host;
/** In the group that packaging/sshd/understudy.conf knows, and outside it on a stock sshd. */
let grouped: Login;
let plain: Login;

const isThere = async (path: string): Promise<boolean> => (await host.exec(['test', '-e', path])).exitStatus === 0;

const settleSshd = async (lines: readonly string[]): Promise<void> => {
  host.write('/etc/ssh/sshd_config.d/00-test.conf', `${lines.join('\n')}\n`);
  await host.must(['systemctl', 'restart', 'ssh']);
  await until(
    'sshd answers',
    () => plain.run('show privilege'),
    ({ exitStatus }) => exitStatus === 0,
  );
};

beforeAll(async () => {
  lab = await Lab.start(['core1']);
  host = lab.hosts[0]!;
  await new Appliance(host).until('the worker answers', () => true);
  grouped = await Login.create(lab, host, 'oper', ['understudy-console']);
  plain = await Login.create(lab, host, 'plain');
  await host.must(['understudy'], { input: `configure terminal\nenable secret ${secret}\nend\nwrite memory\n` });
});
afterAll(() => lab.close());
afterAll(() => Promise.all([grouped, plain].map((login) => login.forget())));

describe.each([
  ['in the group of the console', () => grouped],
  ['on a stock sshd', () => plain],
])('an account %s', (_what, login) => {
  test('one-shots: status through, the two outputs apart, no banner, JSON on request', async () => {
    const shown = await login().run('show failover');
    expect(shown).toMatchObject({ exitStatus: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^core1 is ACTIVE/);
    const { stdout } = await login().run('understudy show failover --json');
    expect((JSON.parse(stdout) as FailoverStatus).hostname).toBe('core1');
    expect(await login().run('show foo')).toMatchObject({
      exitStatus: 2,
      stdout: '',
      stderr: expect.stringContaining("% Invalid input detected at '^' marker."),
    });
    expect(await login().run('failover mode secondary')).toMatchObject({ exitStatus: 3, stdout: '' });
    expect(await login().run('failover mode secondary --yes')).toMatchObject({ exitStatus: 3, stdout: '' });
  });

  test('lines on standard input are a script, and so are several lines of one command', async () => {
    const input = 'show version\nshow privilege\nshow foo\nshow clock\n';
    const piped = await login().client('ssh', ['-T', login().at], { input });
    expect(piped).toMatchObject({ exitStatus: 2, stderr: expect.stringContaining('line 3: % Invalid input') });
    expect(piped.stdout).toContain('Current privilege level is 1');
    expect(await login().run('show privilege\nshow privilege')).toMatchObject({
      exitStatus: 0,
      stdout: 'Current privilege level is 1\nCurrent privilege level is 1',
    });
  });

  test.each(escapes)('nothing comes of %j', async (command) => {
    const { exitStatus, stdout, stderr } = await login().run(command);
    expect([2, 3, 5]).toContain(exitStatus);
    expect(`${stdout}${stderr}`).not.toMatch(loot);
    expect(await isThere(owned)).toBe(false);
  });

  test('an exclamation mark begins a remark, not a command', async () => {
    for (const command of ['!id', `!touch ${owned}`])
      expect(await login().run(command)).toEqual({ exitStatus: 0, stdout: '', stderr: '' });
    expect(await isThere(owned)).toBe(false);
  });

  test('no file goes in or out with scp, sftp and rsync', async () => {
    const { at } = login();
    for (const args of [
      ['-O', `${at}:/etc/passwd`, '/dev/null'],
      [`${at}:/etc/passwd`, '/dev/null'],
      ['/etc/hostname', `${at}:${owned}`],
    ])
      expect((await login().client('scp', args)).exitStatus).not.toBe(0);
    expect(
      (await login().client('sftp', ['-b', '-', at], { input: `put /etc/hostname ${owned}\n` })).exitStatus,
    ).not.toBe(0);
    const shell = ['ssh', ...login().clientOptions].join(' ');
    const rsync = await lab.observe(['rsync', '-e', shell, '/etc/hostname', `${at}:${owned}`]);
    expect(rsync.exitStatus).not.toBe(0);
    expect(await isThere(owned)).toBe(false);
  });

  test('an environment that sshd lets through changes nothing', async () => {
    host.write('/srv/evil/readlink', `#!/bin/sh\ntouch ${owned}\n`, 0o755);
    for (const name of ['env', 'node', 'ping']) host.write(`/srv/evil/${name}`, `#!/bin/sh\ntouch ${owned}\n`, 0o755);
    host.write('/srv/evil/evil.cjs', `require('node:fs').writeFileSync('${owned}', '')\n`);
    host.write('/srv/evil/rc', `touch ${owned}\n`);
    const bad = {
      NODE_OPTIONS: '--require=/srv/evil/evil.cjs',
      NODE_PATH: '/srv/evil',
      NODE_EXTRA_CA_CERTS: '/etc/shadow',
      UNDERSTUDY_ROOT: '/srv/evil',
      UNDERSTUDY_TRACE: '1',
      PATH: '/srv/evil:/usr/bin',
      HOME: '/srv/evil',
      ENV: '/srv/evil/rc',
      BASH_ENV: '/srv/evil/rc',
      'BASH_FUNC_readlink%%': `() { touch ${owned}; }`,
      IFS: '/',
      LC_ALL: `/srv/evil/$(touch ${owned})`,
      TERM: '../../srv/evil/x',
      SHELL: '/bin/sh',
      OPENSSL_CONF: '/srv/evil/rc',
    };
    await settleSshd(['AcceptEnv *', 'PermitUserEnvironment yes']);
    const lines = Object.entries(bad).map(([name, value]) => `${name}=${value}`);
    host.write(`${login().home}/.ssh/environment`, `${lines.join('\n')}\n`);
    host.write(`${login().home}/.ssh/rc`, `touch ${owned}\n`);
    const set = lines.map((line) => `"${line.replaceAll('"', '')}"`).join(' ');
    const shown = await login().run('show version --json', ['-o', `SetEnv=${set}`]);
    expect(shown.exitStatus).toBe(0);
    expect(JSON.parse(shown.stdout)).toMatchObject({ hostname: 'core1' });
    expect((await login().run('ping 127.0.0.1 count 1', ['-o', `SetEnv=${set}`])).stderr).not.toMatch(loot);
    expect(await isThere(owned)).toBe(false);
    await host.must(['rm', `${login().home}/.ssh/environment`, `${login().home}/.ssh/rc`]);
    await settleSshd([]);
  });

  test('a sitting: the pager, the keys and the questions lead nowhere, and nothing of it goes on afterwards', async () => {
    const shown = await login().sit([
      { after: prompt, type: 'terminal length 4\r' },
      { after: prompt, type: 'show failover\r' },
      { after: ' --More-- ', type: '!id\r' },
      { after: prompt, type: 'show failover\r' },
      { after: ' --More-- ', type: 'v' },
      { after: prompt, type: '\u001a' },
      { after: prompt, type: '\u001c\r' },
      { after: prompt, type: 'show version | redirect /tmp/owned\r' },
      { after: prompt, type: 'configure terminal\r' },
      { after: "type 'enable'[^]*" + prompt, type: 'enable\r' },
      { after: 'Password: ', type: '!id\r' },
      { after: 'Password: ', type: '\u0003' },
      { after: prompt, type: 'enable\r' },
      { after: 'Password: ', type: `${secret}\r` },
      { after: 'core1# $', type: 'show version | redirect ../../../../tmp/owned\r' },
      { after: 'core1# $', type: 'more ../state.json\r' },
      { after: 'core1# $', type: 'copy /etc/shadow running-config\r' },
      { after: 'core1# $', type: 'exit\r' },
    ]);
    expect(shown).toContain('core1# exit');
    expect(shown).not.toMatch(loot);
    expect(await isThere(owned)).toBe(false);
    await until(
      'nothing goes on',
      () => login().processes(),
      (found) => found.length === 0,
    );
  });

  test('a signal from the client opens no debugger', async () => {
    const shown = await login().sit([
      { after: prompt, signal: 'USR1' },
      { after: '', type: 'show version\r' },
      { after: prompt, type: 'exit\r' },
    ]);
    expect(shown).toContain('exit');
    expect(shown).not.toContain('Debugger');
  });

  test('a history file that is a link is left alone', async () => {
    const { home, name } = login();
    await host.must(['rm', '--force', `${home}/.understudy_history`]);
    await host.must(['ln', '--symbolic', '.ssh/authorized_keys', `${home}/.understudy_history`]);
    const before = await host.must(['cat', `${home}/.ssh/authorized_keys`]);
    await login().sit([
      { after: prompt, type: 'show version\r' },
      { after: prompt, type: 'exit\r' },
    ]);
    expect(await host.must(['cat', `${home}/.ssh/authorized_keys`])).toBe(before);
    expect(await host.must(['stat', '--format=%U', `${home}/.ssh/authorized_keys`])).toContain(name);
  });
});

test('in the group neither the built-in file server nor a tunnel is there', async () => {
  await host.must(['sed', '--in-place', 's|^Subsystem.*|Subsystem sftp internal-sftp|', '/etc/ssh/sshd_config']);
  await settleSshd([]);
  const sftp = await grouped.client('sftp', ['-b', '-', grouped.at], { input: `put /etc/hostname ${owned}\n` });
  expect(sftp.exitStatus).not.toBe(0);
  expect(await isThere(owned)).toBe(false);
  const direct = await grouped.client('ssh', ['-W', '127.0.0.1:22', grouped.at]);
  expect(direct).toMatchObject({ exitStatus: 255, stdout: '', stderr: expect.stringContaining('forwarding failed') });
  const back = await grouped.client('ssh', [
    '-o',
    'ExitOnForwardFailure=yes',
    '-N',
    '-R',
    '2222:127.0.0.1:22',
    grouped.at,
  ]);
  expect(back.stderr).toContain('remote port forwarding failed');
});
