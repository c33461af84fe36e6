import { createHash } from 'node:crypto';
import { cpSync, createReadStream, existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { kept, withWorkshop } from './cache.ts';
import { must } from './program.ts';

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The Debian package of the product, as `npm run test:hosts` has made it. */
export const productPackage = inProject('build/lab/understudy.deb');
const installTimeoutMs = 120_000;

const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex').slice(0, 16);
};

/**
 * As in an image that is prepared for many servers: nothing is started, and what has to be each server's own is taken out
 * again. All in a namespace of its own, so that nothing stays mounted when it is killed.
 */
const installation = `
set -e
base=$1 workshop=$2 root=$2/root
mount -t overlay overlay -o "lowerdir=$base,upperdir=$workshop/layer,workdir=$workshop/work" "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
touch "$root/run/understudy.deb"
mount --bind "$workshop/understudy.deb" "$root/run/understudy.deb"
DEBIAN_FRONTEND=noninteractive chroot "$root" dpkg --force-unsafe-io --install /run/understudy.deb
rm "$root/var/lib/understudy/ssh/id_ed25519" "$root/var/lib/understudy/ssh/id_ed25519.pub"
`;

const install = async (base: string, workshop: string): Promise<string> => {
  const layer = join(workshop, 'layer');
  for (const folder of ['layer', 'work', 'root']) mkdirSync(join(workshop, folder));
  const inNamespace = ['unshare', '--mount', '--propagation=private', '--', 'sh', '-c', installation, 'sh'];
  await must([...inNamespace, base, workshop], { timeoutMs: installTimeoutMs });
  // The example that the hosts protect is no part of the package.
  cpSync(inProject('build/examples'), join(layer, 'usr/lib/understudy/build/examples'), { recursive: true });
  return layer;
};

/** The layer of a host's file system that installing our package on that base image makes; made once for each package. */
export const ensureProduct = async (base: string): Promise<string> => {
  if (!existsSync(productPackage)) throw new Error(`${productPackage} is missing: "npm run test:hosts" makes it`);
  return withWorkshop(async (workshop) => {
    // What is built meanwhile has another name there: this stays one and the same file.
    const file = join(workshop, 'understudy.deb');
    cpSync(productPackage, file);
    const name = `${basename(base)}-${await sha256Of(file)}`;
    return kept('product', name, () => install(base, workshop));
  });
};
