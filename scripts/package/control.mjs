import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { at } from '../project.mjs';

/** What the runtime is linked with, and every program that the product drives. */
const dependencies = [
  'libatomic1',
  'libc6 (>= 2.28)',
  'libgcc-s1',
  'libstdc++6',
  'dbus',
  'iproute2',
  'iputils-arping',
  'iputils-ping',
  'nftables',
  'openssh-client',
  'openssh-server (>= 1:9.2)',
  'passwd',
  'rsync (>= 3.2)',
  'systemd (>= 247)',
];

const summary = 'pair of servers with a warm standby for one application';
const description = `Turns two servers that run one application (its databases, its files, its
services) into a pair with a warm standby: heartbeats over SSH, replication
on a schedule, failover by rule or by hand, a console in the manner of network
equipment, a setup wizard, and health pages for a load balancer.
.
The package brings a Node.js runtime of its own.`;

/** Enabled by the package, where the release has them. The wizard is started by a boot only. */
const enabled = [
  'understudyd.service',
  'understudy-lease.service',
  'understudy-portal.service',
  'understudy-send.socket',
  'understudy-setup.service',
];
const atBootOnly = new Set(['understudy-setup.service']);

const bytesOf = (entry) => (entry.text === undefined ? readFileSync(entry.from) : Buffer.from(entry.text));
const isFile = ({ from, text }) => from !== undefined || text !== undefined;

/** In KiB, every file rounded up and every folder one, as Debian counts. */
const installedSize = (entries) =>
  entries.reduce((sum, entry) => sum + (isFile(entry) ? Math.ceil(bytesOf(entry).length / 1024) : 1), 0);

const control = ({ version, architecture, maintainer, homepage }, entries) =>
  [
    'Package: understudy',
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${maintainer}`,
    `Installed-Size: ${installedSize(entries)}`,
    `Depends: ${dependencies.join(', ')}`,
    'Recommends: logrotate, systemd-timesyncd | time-daemon',
    'Suggests: bash-completion, mariadb-client, postgresql-client',
    'Section: admin',
    'Priority: optional',
    ...(homepage === undefined ? [] : [`Homepage: ${homepage}`]),
    `Description: ${summary}`,
    ...description.split('\n').map((line) => ` ${line}`),
    '',
  ].join('\n');

const conffiles = (entries) =>
  entries
    .filter((entry) => isFile(entry) && entry.path.startsWith('etc/'))
    .map(({ path }) => `/${path}\n`)
    .join('');

const sums = (entries) =>
  entries
    .filter((entry) => isFile(entry) && !entry.path.startsWith('etc/'))
    .map((entry) => `${createHash('md5').update(bytesOf(entry)).digest('hex')}  ${entry.path}\n`)
    .join('');

const script = (name, units) => {
  const started = units.filter((unit) => !atBootOnly.has(unit));
  const text = readFileSync(at(`packaging/debian/${name}`), 'utf8')
    .replaceAll('@UNITS@', units.join(' '))
    .replaceAll('@STARTED@', started.join(' '));
  return { path: `DEBIAN/${name}`, mode: 0o755, text };
};

/** What tells dpkg about a package of these entries. */
export const controlFiles = (release, entries) => {
  const units = enabled.filter((unit) => existsSync(at(`packaging/systemd/${unit}`)));
  const file = (name, text) => ({ path: `DEBIAN/${name}`, mode: 0o644, text });
  return [
    file('control', control(release, entries)),
    file('conffiles', conffiles(entries)),
    file('md5sums', sums(entries)),
    ...['postinst', 'prerm', 'postrm'].map((name) => script(name, units)),
  ];
};
