import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly, Stop } from './program.mjs';
import { at, runtime } from './project.mjs';
import { knownWords, settle } from './snapshot/settle.mjs';
import { slim } from './snapshot/slim.mjs';

const built = at('build/snapshot');

const script = 'console.js';
/** Its name in the snapshots, whichever folder they are made in. */
const builder = `/proc/self/cwd/${script}`;

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
    const text = readFileSync(outfile, 'utf8').replace(/(\(require\("[^"]+"\)),1\)/g, '$1)');
    writeFileSync(outfile, text);
  } catch (error) {
    throw new Stop(`The console could not be put into one script: ${error.message}`);
  }
};

/** True when the runtime starts from it. */
const starts = async (blob) => {
  const start = ['--no-rehash-snapshot', '--snapshot-blob', blob, join(built, 'console'), '--version'];
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
const writeSnapshot = async (folder, use, kept) => {
  const blob = join(folder, `${use}.blob`);
  const config = join(folder, `${use}.json`);
  writeFileSync(config, JSON.stringify({ builder }));
  const made = await runQuietly(runtime, [at('scripts/snapshot/make.mjs'), use, config, `${blob}.new`]);
  if (made.exitStatus !== 0) throw new Stop(`${made.output}\nThe snapshot "${use}" could not be made.`);
  await makeSlim(`${blob}.new`, kept);
  renameSync(`${blob}.new`, blob);
  return blob;
};

/**
 * Writes build/snapshot/once.blob, from which single commands start, and sitting.blob for sittings and scripts (console 57).
 *
 * @throws Stop when one of them cannot be made
 */
export const snapshot = async () => {
  mkdirSync(built, { recursive: true });
  await writeScript(join(built, script));
  for (const [use, kept] of Object.entries(uses)) await writeSnapshot(built, use, kept);
};

/** Name and bytes of each of them, as the last build has made them. */
export const builtSnapshots = () =>
  Object.keys(uses).map((use) => ({ name: `${use}.blob`, bytes: readFileSync(join(built, `${use}.blob`)) }));

/** Not fewer: what is another number in each of them has to be another number in these, down to its last byte. */
const fewestMade = 5;
const mostMade = 12;

const settledSnapshot = async (folder, use, kept) => {
  const blobs = [];
  let settled;
  do {
    blobs.push(readFileSync(await writeSnapshot(folder, use, kept)));
    settled = settle(blobs);
  } while (blobs.length < fewestMade || (blobs.length < mostMade && settled !== null && settled.words < knownWords));
  const trial = join(folder, `${use}.settled`);
  if (settled !== null) writeFileSync(trial, settled.bytes);
  if (settled === null || !(await starts(trial)))
    throw new Stop(`The snapshot "${use}" is different each time it is made.`);
  return { name: `${use}.blob`, bytes: settled.bytes };
};

/**
 * The snapshots of the last build as they are packaged: of the same source they are the same byte for byte, wherever they are
 * made. Consoles go on to start from those that are built.
 *
 * @returns for each its name and its bytes @throws Stop when they cannot be made alike
 */
export const settledSnapshots = async () => {
  const folder = mkdtempSync(at('build/.snapshot-'));
  try {
    copyFileSync(join(built, script), join(folder, script));
    const snapshots = [];
    for (const [use, kept] of Object.entries(uses)) snapshots.push(await settledSnapshot(folder, use, kept));
    return snapshots;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
