import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './program.ts';

const suite = 'bookworm';
/** What a bare host has before Understudy is installed: Debian, and what the product drives. */
const packages = [
  'dbus',
  'iproute2',
  'iputils-arping',
  'iputils-ping',
  'libatomic1',
  'nftables',
  'openssh-client',
  'openssh-server',
  'rsync',
  'sqlite3',
  'systemd',
  'systemd-sysv',
];
const cache = '/var/cache/understudy-lab';
const buildTimeoutMs = 600_000;

const version = createHash('sha256')
  .update([suite, ...packages].join(' '))
  .digest('hex')
  .slice(0, 12);
const image = join(cache, `${suite}-${version}`);

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** Images of another package list, and those that an interrupted build left. Another run's build goes on. */
const removeStale = (): void => {
  const dayMs = 86_400_000;
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const builder = /^building-(\d+)$/.exec(name)?.[1];
    const isStale =
      builder === undefined
        ? path !== image && Date.now() - statSync(path).ctimeMs > dayMs
        : !isRunning(Number(builder));
    if (isStale) rmSync(path, { recursive: true, force: true });
  }
};

/** The folder of the base image: made once, about half a minute, and kept outside the project for every later lab. */
export const ensureBaseImage = async (): Promise<string> => {
  if (existsSync(image)) return image;
  mkdirSync(cache, { recursive: true });
  removeStale();
  const building = join(cache, `building-${process.pid}`);
  await must(['mmdebstrap', '--variant=minbase', `--include=${packages.join(',')}`, suite, building], {
    timeoutMs: buildTimeoutMs,
  });
  try {
    renameSync(building, image);
  } catch (error) {
    // Another run was quicker.
    if (!existsSync(image)) throw error;
    rmSync(building, { recursive: true, force: true });
  }
  return image;
};
