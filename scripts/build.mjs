import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Compiles into build/ when something has changed, and makes the console's snapshots. @throws Stop with the compiler's messages */
export const build = async () => {
  const wanted = fingerprint();
  if (isUpToDate(wanted)) return;
  mkdirSync(at('build'), { recursive: true });
  removeStale();
  console.log('Building …');
  const { exitStatus, output } = await runQuietly(runtime, [tool.tsc, '-b', 'tsconfig.json']);
  if (exitStatus !== 0) throw new Stop(`${output}\nThe build failed.`);
  await snapshot();
  writeFileSync(stamp, wanted);
};
