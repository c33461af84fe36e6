import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Host } from '../lab/host.ts';
import { Lab } from '../lab/lab.ts';
import { run } from '../lab/program.ts';
import { productPackage } from '../lab/product.ts';
import { Appliance } from './appliance.ts';

const laterVersion = '99.0.0';
const state = '/var/lib/understudy';
const units = [
  'understudyd.service',
  'understudy-lease.service',
  'understudy-portal.service',
  'understudy-send.socket',
];

/** What a user protects, enabled by whoever installed it. */
const application = '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n';

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

let lab: Lab;
let host: Host;
let core: Appliance;
let workshop: string;
/** The package of a later release, twice, made while the host is tried. */
let later: Promise<string>;
let laterAgain: Promise<string>;

/** What no package is made of, or what is made while it is. */
const aside = new Set(['.git', 'build', 'dist', 'node_modules', '.demo', 'coverage']);

/** The sources in a folder of their own: whoever edits, builds or commits meanwhile changes nothing in them. */
const copySources = (name: string): string => {
  const folder = join(workshop, name);
  cpSync(inProject('.'), folder, { recursive: true, filter: (path) => !aside.has(basename(path)) });
  symlinkSync(inProject('node_modules'), join(folder, 'node_modules'));
  return folder;
};

/** Builds the package of a later version from nothing but sources, with the project's own script, under a umask. */
const build = async (sources: string, umask: string): Promise<string> => {
  const folder = join(sources, 'dist');
  const line = `umask ${umask} && exec "$0" "$@"`;
  const options = ['package', '--quick', '--version', laterVersion, '--out', folder];
  await promisify(execFile)('sh', ['-c', line, process.execPath, join(sources, 'scripts/run.mjs'), ...options], {
    env: { ...process.env, SOURCE_DATE_EPOCH: '1767225600' },
  });
  return join(folder, `understudy_${laterVersion}_${process.arch === 'x64' ? 'amd64' : process.arch}.deb`);
};

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Puts a package on the host, for its root. */
const bring = (file: string): string => {
  cpSync(file, host.path('/root/understudy.deb'));
  return '/root/understudy.deb';
};

const apt = (...words: string[]): Promise<string> =>
  host.must(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '--yes', '--quiet', ...words], { timeoutMs: 120_000 });

const lines = async (...argv: string[]): Promise<string[]> => (await host.must(argv)).split('\n').filter(Boolean);
const modeOf = (...paths: string[]): Promise<string[]> => lines('stat', '--format=%n %A %U:%G', ...paths);
const is = async (question: string, unit: string): Promise<string> =>
  (await host.exec(['systemctl', question, unit])).stdout;
const ownKey = (): Promise<string> => host.must(['cat', `${state}/ssh/id_ed25519.pub`]);

beforeAll(async () => {
  workshop = mkdtempSync('/var/tmp/understudy-package-');
  const [first, second] = [copySources('first'), copySources('second/of/the/two')];
  later = build(first, '022');
  laterAgain = later.then(() => build(second, '077'));
  // Whoever waits for them sees it.
  for (const built of [later, laterAgain]) built.catch(() => undefined);
  lab = await Lab.start(['core1'], { bare: true });
  host = lab.hosts[0]!;
  core = new Appliance(host);
});
afterAll(async () => {
  await laterAgain.catch(() => undefined);
  rmSync(workshop, { recursive: true, force: true });
  await lab.close();
});

test('apt-get installs it on Debian with nothing beside it, and it runs', async () => {
  await apt('install', bring(productPackage));

  await core.until('the worker answers', () => true);
  for (const unit of units) expect([unit, await is('is-enabled', unit)]).toEqual([unit, 'enabled']);
  for (const unit of units) expect([unit, await is('is-active', unit)]).toEqual([unit, 'active']);
  // The wizard asks at the next boot, not an operator who installs a package.
  expect(await is('is-enabled', 'understudy-setup.service')).toBe('enabled');
  expect(await is('is-active', 'understudy-setup.service')).toBe('inactive');
  expect(await host.must(['setpriv', '--reuid=nobody', '--clear-groups', 'understudy', 'show', 'version'])).toContain(
    'Understudy',
  );
  expect(await lines('systemctl', '--failed', '--no-legend')).toEqual([]);
});

test('accounts, folders, files and the key of this server are as they should be', async () => {
  expect((await host.must(['getent', 'passwd', 'understudy'])).split(':').slice(5)).toEqual([state, '/bin/sh']);
  expect((await host.must(['getent', 'shadow', 'understudy'])).split(':')[1]).toBe('*');
  expect(await host.must(['getent', 'passwd', 'understudy-portal'])).toMatch(/nologin$/);
  await host.must(['getent', 'group', 'understudy-console']);
  expect(await modeOf('/etc/understudy', state, `${state}/ssh`, '/var/log/understudy', '/run/understudy')).toEqual([
    '/etc/understudy drwxr-x--- root:root',
    `${state} drwx--x--x root:root`,
    `${state}/ssh drwxr-xr-x root:root`,
    '/var/log/understudy drwxr-x--- root:root',
    '/run/understudy drwxr-xr-x root:root',
  ]);
  expect(await modeOf(`${state}/ssh/id_ed25519`)).toEqual([`${state}/ssh/id_ed25519 -rw------- root:root`]);
  expect(await ownKey()).toMatch(/^ssh-ed25519 \S+ understudy@core1$/);
  expect(await lines('cat', '/etc/shells')).toContain('/usr/bin/understudy-shell');
  expect(await lines('dpkg', '--verify', 'understudy')).toEqual([]);
  // sshd shows peers the key that "show failover key" prints.
  const seen = await lab.observe(['ssh-keyscan', '-t', 'ed25519', host.address]);
  expect(seen.stdout.split(' ')[2]).toBe((await ownKey()).split(' ')[1]);
});

test('nothing of it is for developers, and every word has its completion and its manual', async () => {
  const files = await lines('dpkg', '--listfiles', 'understudy');
  const forDevelopers = /\.(?:ts|map|md|node)$|\/(?:tests?|docs?|examples?)$|typescript|jest|esbuild/;
  expect(files.filter((file) => forDevelopers.test(file) && !file.includes('/share/doc'))).toEqual([]);
  for (const file of [
    '/usr/share/bash-completion/completions/understudy',
    '/usr/share/zsh/vendor-completions/_understudy',
    '/usr/share/fish/vendor_completions.d/understudy.fish',
    '/usr/share/man/man1/understudy.1.gz',
    '/usr/share/man/man8/understudyd.8.gz',
    '/usr/share/doc/understudy/copyright',
    '/etc/logrotate.d/understudy',
  ])
    expect(files).toContain(file);
  await host.must(['logrotate', '--debug', '/etc/logrotate.d/understudy']);
});

test('every library that the product imports is whole', async () => {
  const { dependencies } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  const imports = Object.keys(dependencies).map((name) => `import ${JSON.stringify(name)};`);
  const home = '/usr/lib/understudy';
  host.write(`${home}/imports.mjs`, imports.join('\n'));
  await host.must([`${home}/runtime/node`, `${home}/imports.mjs`]);
  await host.must(['rm', `${home}/imports.mjs`]);
});

test('an upgrade keeps configuration and key, and the new release runs', async () => {
  await core.configure(['failover heartbeat interval 7s']);
  const key = await ownKey();
  const pid = await host.must(['systemctl', 'show', '--property=MainPID', '--value', 'understudyd']);

  await apt('install', bring(await later));

  await core.until('the worker answers', () => true);
  expect(await host.must(['systemctl', 'show', '--property=MainPID', '--value', 'understudyd'])).not.toBe(pid);
  expect((await core.read<{ release: string }>('show version')).release).toContain(laterVersion);
  expect(await host.must(['understudy', 'show', 'running-config'])).toContain('failover heartbeat interval 7s');
  expect(await ownKey()).toBe(key);
});

/** What sshd makes of its configuration, as files have it, for a peer that logs in. */
const sshdForPeers = (): Promise<string[]> =>
  lines('sshd', '-T', '-C', 'user=understudy,host=localhost,addr=127.0.0.1');
const reconfigure = async (): Promise<string> =>
  (await host.exec(['dpkg-reconfigure', '-fnoninteractive', 'understudy'])).stderr;

test('a snippet that sshd does not accept is taken back, sshd goes on, and no peer can log in until it is mended', async () => {
  const snippet = '/etc/ssh/sshd_config.d/understudy.conf';
  const ours = `authorizedkeysfile ${state}/ssh/authorized_keys`;
  expect(await sshdForPeers()).toContain(ours);
  expect(await reconfigure()).not.toContain('understudy:');

  host.write(snippet, `Nonsense yes\n${await host.must(['cat', snippet])}\n`);
  // Again: what was refused is not forgotten by the next installation.
  for (const time of ['once', 'again'])
    expect([time, await reconfigure()]).toEqual([time, expect.stringContaining(`sshd does not accept ${snippet}`)]);
  await host.must(['sshd', '-t']);
  expect(await is('is-active', 'ssh')).toBe('active');
  // Where sshd looks for keys then, nobody but root can put one, and there is no password.
  expect(await sshdForPeers()).toContain('authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2');
  expect((await host.exec(['test', '-e', `${state}/.ssh`])).exitStatus).toBe(1);
  expect((await host.must(['getent', 'shadow', 'understudy'])).split(':')[1]).toBe('*');

  await host.must(['sed', '-i', '/^Nonsense/d', `${snippet}.refused`]);
  expect(await reconfigure()).not.toContain('understudy:');
  expect(await sshdForPeers()).toContain(ours);

  await host.must(['mv', snippet, '/root/taken-away.conf']);
  expect(await reconfigure()).toContain(`${snippet} is not there`);
  await host.must(['mv', '/root/taken-away.conf', snippet]);

  const before = '/etc/ssh/sshd_config.d/00-before.conf';
  host.write(before, 'Match User *\n    AuthorizedKeysFile /etc/ssh/keys/%u\n');
  expect(await reconfigure()).toContain(`sshd does not heed ${snippet}`);
  await host.must(['rm', before]);
});

test('an account that an administrator has closed stays closed, and it is said what that costs', async () => {
  await host.must(['usermod', '--lock', '--shell', '/usr/sbin/nologin', 'understudy']);
  expect(await reconfigure()).toContain('the account understudy is locked and has a login shell that ends at once');
  expect((await host.must(['getent', 'shadow', 'understudy'])).split(':')[1]).toBe('!*');
  await host.must(['usermod', '--password', '*', '--shell', '/bin/sh', 'understudy']);
  expect(await reconfigure()).not.toContain('understudy:');
});

test('units are given back by root alone', async () => {
  host.write(`${state}/units.json`, '{"app.service":{"enablement":"enabled"}}\n');
  await host.must(['chmod', '0600', `${state}/units.json`]);
  const asNobody = ['setpriv', '--reuid=nobody', '--clear-groups', 'understudyd', '--give-units-back'];
  const { exitStatus, stderr } = await host.exec(asNobody);
  expect([exitStatus, stderr]).toEqual([3, expect.stringContaining(`may not read ${state}/units.json`)]);
  await host.must(['rm', `${state}/units.json`]);
});

test('removed, it is gone from the host, and its configuration, key and data are not', async () => {
  const key = await ownKey();
  host.write('/etc/systemd/system/app.service', application);
  await host.must(['systemctl', 'enable', '--quiet', 'app.service']);
  await core.configure(['service app unit app.service']);
  expect(await is('is-enabled', 'app.service')).toBe('disabled');

  expect(await apt('remove', 'understudy')).toContain('app.service is no longer protected and is enabled again');
  expect(await is('is-enabled', 'app.service')).toBe('enabled');
  expect(await host.must(['systemctl', 'show', '--property=BindsTo', '--value', 'app.service'])).toBe('');
  expect((await host.exec(['test', '-e', '/run/systemd/system/app.service.d'])).exitStatus).toBe(1);
  for (const unit of units) expect(await is('is-active', unit)).toBe('inactive');
  expect(await lines('find', '/usr', '/run', '-name', '*understudy*', '-not', '-path', '/run/lab/*')).toEqual([]);
  expect(await host.must(['cat', '/etc/understudy/understudy.conf'])).toContain('failover heartbeat interval 7s');
  expect(await ownKey()).toBe(key);

  await apt('install', bring(productPackage));
  await core.until('the worker answers', () => true);
  expect(await host.must(['understudy', 'show', 'running-config'])).toContain('failover heartbeat interval 7s');
  for (const unit of units) expect([unit, await is('is-active', unit)]).toEqual([unit, 'active']);
  expect(await is('is-enabled', 'app.service')).toBe('disabled');
});

test('purged, it asks nothing and leaves nothing but data, and a note of what that is', async () => {
  await host.must(['mkdir', '-p', `${state}/orphans/1`, '/srv/copies/1']);
  // Somebody may have put the copies elsewhere.
  await host.must(['sh', '-c', `rm -rf ${state}/generations && ln -s /srv/copies ${state}/generations`]);
  await apt('purge', 'understudy');
  expect(await is('is-enabled', 'app.service')).toBe('enabled');
  expect(await lines('ls', '/srv/copies')).toEqual(['1']);
  expect((await lines('find', state, '-mindepth', '1')).toSorted()).toEqual([
    `${state}/README`,
    `${state}/generations`,
    `${state}/orphans`,
    `${state}/orphans/1`,
  ]);
  const places = ['/etc', '/usr', '/run', '/var', '/root', '/home'];
  const left = await lines('find', ...places, '-name', '*understudy*', '-not', '-name', 'understudy.deb');
  expect(left).toEqual([state]);
  for (const name of ['understudy', 'understudy-portal', 'understudy-console'])
    expect((await host.exec(['getent', 'group', name])).exitStatus).toBe(2);
  expect(await lines('grep', '-c', 'understudy', '/etc/shells').catch(() => [])).toEqual([]);
  await host.must(['sshd', '-t']);
  expect(await is('is-active', 'ssh')).toBe('active');
});

test('two builds are the same byte for byte, whatever the umask and the folder', async () => {
  // Which file it is, where one is not.
  const sums = (file: string): Promise<string> =>
    run(['dpkg-deb', '--info', file, 'md5sums']).then(({ stdout }) => stdout);
  expect(await sums(await laterAgain)).toBe(await sums(await later));
  expect(sha256(await laterAgain)).toBe(sha256(await later));
});

test('lintian has no complaint', async () => {
  // Hardly compressed for the lab; nothing else differs from what is released.
  const quick = '--suppress-tags=uses-no-compression-for-control-tarball,uses-no-compression-for-data-tarball';
  const { stdout, stderr } = await run(['lintian', '--allow-root', quick, productPackage], { timeoutMs: 300_000 });
  expect(`${stdout}${stderr}`).toBe('');
});
