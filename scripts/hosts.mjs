import { existsSync, readFileSync } from 'node:fs';
import { build } from './build.mjs';
import { bringDebianPackages, lintian } from './debian.mjs';
import { behindBar, runJest } from './jest.mjs';
import { makeLabPackage } from './package.mjs';
import { runQuietly, Stop } from './program.mjs';
import { at } from './project.mjs';

/** What the lab of booted hosts drives, by the files that show that a package is there. */
const needed = {
  mmdebstrap: ['/usr/bin/mmdebstrap'],
  'systemd-container': ['/usr/bin/systemd-nspawn'],
  iproute2: ['/usr/sbin/ip', '/usr/sbin/bridge'],
  'iputils-ping': ['/usr/bin/ping'],
  nftables: ['/usr/sbin/nft'],
  'util-linux': ['/usr/bin/nsenter', '/usr/bin/unshare'],
  'openssh-client': ['/usr/bin/ssh-keygen'],
  curl: ['/usr/bin/curl'],
  'etcd-server': ['/usr/bin/etcd'],
  openssl: ['/usr/bin/openssl'],
  ...lintian,
  'python3-netmiko': ['/usr/lib/python3/dist-packages/netmiko/__init__.py'],
};

const isDebian = () => existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');

const hasUnifiedGroups = () => /^\S+ \S+ cgroup2 /m.test(readFileSync('/proc/mounts', 'utf8'));

/** Namespaces, an overlay: a container often forbids what a machine allows. Null when they can be made. */
const whyNoNamespaces = async () => {
  const probe = ['mount', '-t', 'tmpfs', 'tmpfs', '/mnt'];
  const { exitStatus, output } = await runQuietly('unshare', ['--mount', '--net', '--pid', '--fork', ...probe]);
  return exitStatus === 0 ? null : `This machine does not let root make namespaces and mounts: ${output.trim()}`;
};

/** Null when hosts can be booted here, otherwise why not and what to do. */
const whyNot = async () => {
  if (process.getuid() !== 0) return 'Booting hosts needs root: run it as root, or in a virtual machine of your own.';
  if (!isDebian()) return 'The hosts are Debian systems that mmdebstrap makes: a Debian machine is needed.';
  if (!hasUnifiedGroups()) return 'No cgroup2 is mounted here: the systemd of a host needs one.';
  try {
    await bringDebianPackages(needed);
  } catch (error) {
    if (error instanceof Stop) return error.message;
    throw error;
  }
  return whyNoNamespaces();
};

/** Runs the suite on booted hosts. When they cannot be booted here, that is said loudly and is a failure. */
export const hosts = async (options) => {
  await build();
  const reason = await whyNot();
  if (reason !== null) {
    console.error(`\n!!! NOT RUN: hosts\n${reason}`);
    return 1;
  }
  await makeLabPackage();
  return runJest(['--config', at('jest.hosts.config.js')], behindBar(options));
};
