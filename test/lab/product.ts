import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
}

/** The npm packages that are shipped: the runtime, and what the product imports. */
const shippedPackages = (): string[] => {
  const { packages } = JSON.parse(readFileSync(inProject('node_modules/.package-lock.json'), 'utf8')) as Lock;
  return Object.entries(packages)
    .filter(([path, { dev }]) => dev !== true && path.lastIndexOf('node_modules/') === 0)
    .map(([path]) => path)
    .filter((path) => existsSync(inProject(path)));
};

/** Of the runtime only the program: its headers and manuals are half of it. */
const shippedPaths = (): string[] =>
  ['build/src', 'build/snapshot', 'build/examples', 'bin', 'package.json', ...shippedPackages()].map((path) =>
    path.startsWith('node_modules/node-linux-') ? `${path}/bin` : path,
  );

const place = (from: string, to: string): void => {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
};

const link = (layer: string, path: string, target: string): void => {
  mkdirSync(dirname(join(layer, path)), { recursive: true });
  symlinkSync(target, join(layer, path));
};

/** Fills a layer of a host's file system with what the Debian package brings, services enabled. */
export const installProduct = (layer: string): void => {
  for (const path of shippedPaths()) place(inProject(path), join(layer, 'usr/lib/understudy', path));
  for (const program of ['understudy', 'understudyd', 'understudy-shell']) {
    link(layer, `usr/bin/${program}`, `/usr/lib/understudy/bin/${program}`);
  }
  const unit = 'usr/lib/systemd/system/understudyd.service';
  place(inProject('packaging/systemd/understudyd.service'), join(layer, unit));
  link(layer, 'etc/systemd/system/multi-user.target.wants/understudyd.service', `/${unit}`);
  place(inProject('packaging/sshd/understudy.conf'), join(layer, 'etc/ssh/sshd_config.d/understudy.conf'));
};
