import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { at } from '../project.mjs';
import { changelog, copyright } from './documents.mjs';
import { filesOfPackage, shippedPackages } from './npm-packages.mjs';

const home = 'usr/lib/understudy';
const programs = ['understudy', 'understudyd', 'understudy-setup', 'understudy-shell'];

/** Entries of a package: `{ path, mode, from | text | link }`, a folder having none of the three. */
const copied = (path, from, mode = 0o644) => ({ path, mode, from: at(from) });
const folder = (path, mode) => ({ path, mode });

const filesIn = (path, wanted) =>
  existsSync(at(path))
    ? readdirSync(at(path))
        .filter((name) => wanted.test(name))
        .map((name) => ({ name, from: join(path, name) }))
    : [];

/** Without what only a compiler or a debugger reads. */
const compiled = (path) =>
  readdirSync(at(path), { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) return compiled(inside);
    return entry.name.endsWith('.js') ? [copied(join(home, inside), inside)] : [];
  });

/** What Node and the product read of the project's own package.json. */
const ownPackage = (version) => {
  const { name, license, type } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const text = `${JSON.stringify({ name, version, license, private: true, type }, null, 2)}\n`;
  return { path: join(home, 'package.json'), mode: 0o644, text };
};

const product = ({ version, runtime }, snapshots) => [
  ownPackage(version),
  { path: join(home, 'runtime/node'), mode: 0o755, from: runtime },
  ...filesIn('bin', /./).map(({ from }) => copied(join(home, from), from, 0o755)),
  ...programs.map((name) => ({ path: join('usr/bin', name), link: `../lib/understudy/bin/${name}` })),
  ...compiled('build/src'),
  ...snapshots.map(({ name, bytes }) => ({ path: join(home, 'build/snapshot', name), mode: 0o644, text: bytes })),
  ...shippedPackages().flatMap(({ path }) => filesOfPackage(path).map((file) => copied(join(home, file), file))),
];

const system = () => [
  ...filesIn('packaging/systemd', /\.(?:service|socket)$/).map(({ name, from }) =>
    copied(join('usr/lib/systemd/system', name), from),
  ),
  ...filesIn('packaging/sshd', /\.conf$/).map(({ name, from }) => copied(join('etc/ssh/sshd_config.d', name), from)),
  copied('usr/lib/sysusers.d/understudy.conf', 'packaging/sysusers/understudy.conf'),
  copied('usr/lib/tmpfiles.d/understudy.conf', 'packaging/tmpfiles/understudy.conf'),
  copied('etc/logrotate.d/understudy', 'packaging/logrotate/understudy.conf'),
  copied('usr/share/bash-completion/completions/understudy', 'completions/understudy.bash'),
  copied('usr/share/zsh/vendor-completions/_understudy', 'completions/_understudy'),
  copied('usr/share/fish/vendor_completions.d/understudy.fish', 'completions/understudy.fish'),
  folder('etc/understudy', 0o750),
];

/** As `gzip -9n` writes it: without a name and a time. */
const zipped = (text) => gzipSync(text, { level: 9 });

const documents = (release) => [
  ...filesIn('man', /\.[1-8]$/).map(({ name, from }) => ({
    path: `usr/share/man/man${name.at(-1)}/${name}.gz`,
    mode: 0o644,
    text: zipped(readFileSync(at(from))),
  })),
  // The shell is the console; its manual says so.
  { path: 'usr/share/man/man1/understudy-shell.1.gz', link: 'understudy.1.gz' },
  { path: 'usr/share/doc/understudy/changelog.gz', mode: 0o644, text: zipped(changelog(release)) },
  { path: 'usr/share/doc/understudy/copyright', mode: 0o644, text: copyright(release) },
  copied('usr/share/lintian/overrides/understudy', 'packaging/debian/lintian-overrides'),
];

/**
 * All that the Debian package puts on a host, in the order of the paths.
 *
 * @param release of releaseOf @param snapshots name and bytes of each snapshot that the console starts from
 */
export const tree = (release, snapshots) =>
  [...product(release, snapshots), ...system(), ...documents(release)].sort((a, b) => (a.path < b.path ? -1 : 1));
