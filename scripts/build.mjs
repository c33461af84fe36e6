import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locked } from './lock.mjs';
import { runQuietly, Stop } from './program.mjs';
import { at, runtime, tool } from './project.mjs';
import { snapshot } from './snapshot.mjs';

const sources = ['src', 'demo', 'examples'];
const settings = [
  'scripts/snapshot.mjs',
  'scripts/snapshot/make.mjs',
  'scripts/snapshot/slim.mjs',
  'node_modules/esbuild/package.json',
  `node_modules/node-linux-${process.arch}/package.json`,
  'tsconfig.base.json',
  'tsconfig.json',
  'src/failover/tsconfig.json',
  'node_modules/typescript/package.json',
];
const stamp = at('build/.stamp');

const filesUnder = (folder) => {
  if (!existsSync(at(folder))) return [];
  return readdirSync(at(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
};

const sourceFiles = () =>
  sources
    .flatMap(filesUnder)
    .filter((path) => path.endsWith('.ts'))
    .sort();

/** Changes whenever a source file or a setting of the compiler does. */
const fingerprint = () => {
  const hash = createHash('sha256');
  for (const path of [...sourceFiles(), ...settings]) {
    const { size, mtimeMs } = statSync(at(path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
};

const isUpToDate = (wanted) => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

/** Removes what was compiled from files that are gone: it would still be importable. */
const removeStale = () => {
  const expected = new Set(sourceFiles().map((path) => path.slice(0, -'.ts'.length)));
  for (const path of sources.flatMap((folder) => filesUnder(join('build', folder)))) {
    const from = path.slice('build/'.length).replace(/(\.d\.ts|\.js)(\.map)?$/, '');
    if (!path.endsWith('.tsbuildinfo') && !expected.has(from)) rmSync(at(path));
  }
};

const compile = async () => {
  const wanted = fingerprint();
  console.log('Building …');
  rmSync(stamp, { force: true });
  removeStale();
  const { exitStatus, output } = await runQuietly(runtime, [tool.tsc, '-b', 'tsconfig.json']);
  if (exitStatus !== 0) throw new Stop(`${output}\nThe build failed.`);
  await snapshot();
  writeFileSync(stamp, wanted);
};

const whileNobodyBuilds = (work) => {
  mkdirSync(at('build'), { recursive: true });
  return locked(at('build/.lock'), work);
};

/** Compiles into build/ when something has changed, and makes the console's snapshots. @throws Stop with the compiler's messages */
export const build = async () => {
  if (isUpToDate(fingerprint())) return;
  await whileNobodyBuilds(async () => {
    // Somebody else may have done it while we waited.
    if (!isUpToDate(fingerprint())) await compile();
  });
};

/** So often may somebody save a file while it is compiled. */
const mostBuilds = 3;

/** Does work on what is built of the sources as they are, which no other build changes meanwhile. @throws Stop as build does */
export const whileBuilt = (work) =>
  whileNobodyBuilds(async () => {
    for (let left = mostBuilds; !isUpToDate(fingerprint()); left--) {
      if (left === 0) throw new Stop('The sources change faster than they are compiled. Try again when they rest.');
      await compile();
    }
    return work();
  });
