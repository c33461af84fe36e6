import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { runQuietly, Stop } from './program.mjs';
import { at, runtime } from './project.mjs';
import { settle } from './snapshot/settle.mjs';
import { slim } from './snapshot/slim.mjs';

const folder = 'build/snapshot';

/** Its name in the snapshots, whichever folder they are made in. */
const builder = '/proc/self/cwd/console.js';

/** The uses of the console, and Node's modules that each loads only later: those that cannot be kept in a snapshot. */
const uses = { once: /^$/, sitting: /^(_http_\w+|http|internal\/http|internal\/freelist)$/ };

/**
 * Within a snapshot there are no modules but Node's own. Packages are found from the folder of the program that the launcher
 * names, and only when they are needed.
 */
const prelude = `var understudy={get folder(){return nodeRequire('node:path').dirname(process.argv[1])}},nodeRequire=require,packages;
require=(id)=>id.startsWith('node:')?nodeRequire(id):(packages??=nodeRequire('node:module').createRequire(understudy.folder+'/.'))(id);`;

/** All modules of the console in one script. */
const writeScript = async (outfile) => {
  try {
    // A fresh clone has no packages yet when this script is read.
    const { build: esbuild } = await import('esbuild');
    await esbuild({
      absWorkingDir: at('.'),
      entryPoints: ['src/console/start/snapshot.ts'],
      outfile,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node26',
      packages: 'external',
      charset: 'ascii',
      minify: true,
      supported: { 'dynamic-import': false },
      define: { 'import.meta.dirname': 'understudy.folder' },
      banner: { js: prelude },
      logLevel: 'silent',
    });
    // esbuild takes a required package for CommonJS, whose default is the whole of it; Node marks those that are modules.
    const script = readFileSync(outfile, 'utf8').replace(/(\(require\("[^"]+"\)),1\)/g, '$1)');
    writeFileSync(outfile, script);
  } catch (error) {
    throw new Stop(`The console could not be put into one script: ${error.message}`);
  }
};

/** True when the runtime starts from it. */
const starts = async (blob) => {
  const start = ['--no-rehash-snapshot', '--snapshot-blob', blob, at(`${folder}/console`), '--version'];
  return (await runQuietly(runtime, start)).exitStatus === 0;
};

/** Makes a snapshot smaller where that is possible; another runtime may lay it out in another way. */
const makeSlim = async (blob, kept) => {
  const less = slim(readFileSync(blob), kept);
  if (less !== null) writeFileSync(`${blob}.slim`, less);
  if (less !== null && (await starts(`${blob}.slim`))) renameSync(`${blob}.slim`, blob);
  else console.error('!!! The snapshot of the console could not be made smaller: it starts slower than it should.');
};

/** Puts it there as a whole: a console that starts meanwhile sees the old one or the new one. */
const writeSnapshot = async (use, kept) => {
  const blob = at(`${folder}/${use}.blob`);
  const config = at(`${folder}/${use}.json`);
  writeFileSync(config, JSON.stringify({ builder }));
  const made = await runQuietly(runtime, [at('scripts/snapshot/make.mjs'), use, config, `${blob}.new`]);
  if (made.exitStatus !== 0) throw new Stop(`${made.output}\nThe snapshot "${use}" could not be made.`);
  await makeSlim(`${blob}.new`, kept);
  renameSync(`${blob}.new`, blob);
};

/**
 * Writes build/snapshot/once.blob, from which single commands start, and sitting.blob for sittings and scripts (console 57).
 *
 * @throws Stop when one of them cannot be made
 */
export const snapshot = async () => {
  mkdirSync(at(folder), { recursive: true });
  await writeScript(at(`${folder}/console.js`));
  for (const [use, kept] of Object.entries(uses)) await writeSnapshot(use, kept);
};

/** Name and bytes of each of them, as the last build has made them. */
export const builtSnapshots = () =>
  Object.keys(uses).map((use) => ({ name: `${use}.blob`, bytes: readFileSync(at(`${folder}/${use}.blob`)) }));

/** So many that what took another time in one of them is seen. */
const made = 3;

/**
 * The snapshots as they are packaged: of the same source they are the same byte for byte, wherever they are made.
 *
 * @returns for each its name and its bytes @throws Stop when they cannot be made alike
 */
export const settledSnapshots = async () => {
  const snapshots = [];
  for (const [use, kept] of Object.entries(uses)) {
    const name = `${use}.blob`;
    const blobs = [];
    for (let left = made; left > 0; left--) {
      await writeSnapshot(use, kept);
      blobs.push(readFileSync(at(`${folder}/${name}`)));
    }
    const bytes = settle(blobs);
    const trial = at(`${folder}/${name}.settled`);
    if (bytes !== null) writeFileSync(trial, bytes);
    if (bytes === null || !(await starts(trial)))
      throw new Stop(`The snapshot "${use}" is different each time it is made.`);
    rmSync(trial);
    snapshots.push({ name, bytes });
  }
  return snapshots;
};
