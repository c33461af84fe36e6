import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { whileBuilt } from './build.mjs';
import { bringDebianPackages, lintian } from './debian.mjs';
import { writeDeb } from './package/deb.mjs';
import { isOurs, releaseOf } from './package/release.mjs';
import { tree } from './package/tree.mjs';
import { runForeground, Stop } from './program.mjs';
import { at } from './project.mjs';
import { builtSnapshots, settledSnapshots } from './snapshot.mjs';

const usage = `npm run package -- [OPTIONS]

  --arch amd64|arm64   the servers' architecture; this machine's by default
  --version VERSION    another release than that of package.json
  --out DIR            dist/ by default
  --quick              built in seconds, and five times as large
  --lint               asks lintian about it, too`;

const small = ['-Zxz', '-z6'];
const quick = ['-Znone'];
/** Where the lab of booted hosts looks for it. A commit alone makes no other package of it. */
const labPackage = at('build/lab/understudy.deb');
const labInstant = Date.UTC(2026, 0) / 1000;

const settings = {
  arch: { type: 'string' },
  version: { type: 'string' },
  out: { type: 'string', default: at('dist') },
  quick: { type: 'boolean', default: false },
  lint: { type: 'boolean', default: false },
};

const parse = (options) => {
  try {
    return parseArgs({ args: options, options: settings }).values;
  } catch (error) {
    throw new Stop(`${error.message}\n\n${usage}`, 2);
  }
};

const ownVersion = () => JSON.parse(readFileSync(at('package.json'), 'utf8')).version;

/** Tells what lintian complains of. Its exit status. */
const lint = async (file) => {
  await bringDebianPackages(lintian);
  return runForeground('lintian', ['--allow-root', '--fail-on=error,warning', file]);
};

/** Writes `understudy_<version>_<arch>.deb`, and says where. */
export const makePackage = async (options) => {
  const { arch, version = ownVersion(), out, ...wanted } = parse(options);
  const release = await releaseOf(version, arch);
  const file = join(resolve(out), `understudy_${version}_${release.architecture}.deb`);
  const offer = (take) => whileBuilt(async () => take(tree(release, isOurs(release) ? await settledSnapshots() : [])));
  await writeDeb(file, release, offer, wanted.quick ? quick : small);
  console.log(file);
  return wanted.lint ? lint(file) : 0;
};

/** Writes the package of what is built, for the hosts of the lab: in seconds, and five times as large. */
export const makeLabPackage = async () => {
  const release = await releaseOf(ownVersion(), undefined, labInstant);
  const offer = (take) => whileBuilt(() => take(tree(release, builtSnapshots())));
  await writeDeb(labPackage, release, offer, quick);
};
