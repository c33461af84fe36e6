import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { runQuietly, Stop } from './program.mjs';

const triplet = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch];

/** What the runtime itself is linked with. */
export const neededByRuntime = { libatomic1: [`/usr/lib/${triplet}/libatomic.so.1`] };

/** What the pair drives and the demo copies, by the files that show that a package is there. */
const needed = {
  'openssh-server': ['/usr/sbin/sshd'],
  'openssh-client': ['/usr/bin/ssh', '/usr/bin/ssh-keygen'],
  rsync: ['/usr/bin/rsync'],
  'util-linux': ['/usr/bin/setpriv'],
  tzdata: ['/usr/share/zoneinfo/Europe/Rome'],
  'usb.ids': ['/usr/share/misc/usb.ids'],
};

/** What the console's completion and manual are tried with; a test says which one is not there. */
export const triedByTranscripts = {
  zsh: ['/usr/bin/zsh'],
  fish: ['/usr/bin/fish'],
  'man-db': ['/usr/bin/man'],
  mandoc: ['/usr/bin/mandoc'],
};

/** The consoles that the bench runs beside ours. */
export const besideTheConsole = { frr: ['/usr/bin/vtysh'], crmsh: ['/usr/sbin/crm'] };

/** What knows the rules of Debian's packages. */
export const lintian = { lintian: ['/usr/bin/lintian'] };

/** The names of the Debian packages that are missing. */
const missingDebianPackages = (wanted) =>
  Object.entries(wanted)
    .filter(([, paths]) => !paths.every((path) => existsSync(path)))
    .map(([name]) => name);

const policy = '/usr/sbin/policy-rc.d';

/** Debian's own way to install a service without starting it: while this file says 101, nothing is started. */
const withoutStartingServices = async (work) => {
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    if (isOurs) rmSync(policy, { force: true });
  }
};

const aptGet = async (...options) => {
  const { exitStatus, output } = await runQuietly('apt-get', options, {
    ...process.env,
    DEBIAN_FRONTEND: 'noninteractive',
  });
  if (exitStatus !== 0)
    throw new Stop(`${output}\napt-get ${options.join(' ')} failed with exit status ${exitStatus}.`);
};

/** The pair has SSH servers of its own on high ports; one on port 22 is for whoever runs this machine to decide. */
const leavePort22Alone = async () => {
  await runQuietly('update-rc.d', ['ssh', 'disable']);
  await runQuietly('deb-systemd-helper', ['disable', 'ssh.service']);
  console.log('openssh-server is installed; its own service on port 22 was neither started nor enabled.');
};

/** Installs what is missing as root; otherwise says what is missing. @throws Stop naming the packages and the command */
export const bringDebianPackages = async (wanted = needed) => {
  const missing = missingDebianPackages(wanted);
  if (missing.length === 0) return;
  const isRoot = process.getuid() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    throw new Stop(
      `Missing here: ${missing.join(', ')}.\nInstall them (as root: apt-get install --no-install-recommends ${missing.join(' ')}) and try again.`,
    );
  }
  console.log(`Installing Debian packages: ${missing.join(', ')} …`);
  await withoutStartingServices(async () => {
    await aptGet('update', '-q');
    await aptGet('install', '-y', '-q', '--no-install-recommends', ...missing);
  });
  if (missing.includes('openssh-server')) await leavePort22Alone();
  const still = missingDebianPackages(wanted);
  if (still.length > 0)
    throw new Stop(`${still.join(', ')}: installed, but its files are not where they are expected.`);
};
