import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { kept, withWorkshop } from './cache.ts';
import { must } from './program.ts';

const suite = 'bookworm';
/** What a bare host has before Understudy is installed: Debian, and what the product drives. */
const packages = [
  'dbus',
  'iproute2',
  'iputils-arping',
  'iputils-ping',
  'libatomic1',
  'libstdc++6',
  'logrotate',
  'nftables',
  'openssh-client',
  'openssh-server',
  'rsync',
  'sqlite3',
  'systemd',
  'systemd-sysv',
];
const buildTimeoutMs = 600_000;

/**
 * The folder of the base image: made once, about half a minute, and kept outside the project for every later lab.
 *
 * @param more Debian packages beside those that every host has
 */
export const ensureBaseImage = (more: readonly string[] = []): Promise<string> => {
  const wanted = [...packages, ...more];
  const version = createHash('sha256')
    .update([suite, ...wanted].join(' '))
    .digest('hex')
    .slice(0, 12);
  return withWorkshop((workshop) =>
    kept('debian', `${suite}-${version}`, async () => {
      const image = join(workshop, 'image');
      await must(['mmdebstrap', '--variant=minbase', `--include=${wanted.join(',')}`, suite, image], {
        timeoutMs: buildTimeoutMs,
      });
      return image;
    }),
  );
};
