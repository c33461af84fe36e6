import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { build as esbuild } from 'esbuild';
import { runQuietly, Stop } from './program.mjs';
import { at, runtime } from './project.mjs';

const folder = 'build/snapshot';

/**
 * Within a snapshot there are no modules but Node's own. Packages are found from the folder of the program that the launcher
 * names, and only when they are needed.
 */
const prelude = `var understudy={get folder(){return nodeRequire('node:path').dirname(process.argv[1])}},nodeRequire=require,packages;
require=(id)=>id.startsWith('node:')?nodeRequire(id):(packages??=nodeRequire('node:module').createRequire(understudy.folder+'/.'))(id);`;

/** All modules of the console in one script. */
const writeScript = async (outfile) => {
  try {
    await esbuild({
      absWorkingDir: at('.'),
      entryPoints: ['src/console/snapshot.ts'],
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

/** Puts it there as a whole: a console that starts meanwhile sees the old one or the new one. */
const writeSnapshot = async (use, builder) => {
  const blob = at(`${folder}/${use}.blob`);
  const config = at(`${folder}/${use}.json`);
  writeFileSync(config, JSON.stringify({ builder }));
  const made = await runQuietly(runtime, [at('scripts/snapshot/make.mjs'), use, config, `${blob}.new`]);
  if (made.exitStatus !== 0) throw new Stop(`${made.output}\nThe snapshot "${use}" could not be made.`);
  renameSync(`${blob}.new`, blob);
};

/**
 * Writes build/snapshot/once.blob, from which single commands start, and sitting.blob for sittings and scripts (console 57).
 *
 * @throws Stop when one of them cannot be made
 */
export const snapshot = async () => {
  mkdirSync(at(folder), { recursive: true });
  const builder = at(`${folder}/console.js`);
  await writeScript(builder);
  for (const use of ['once', 'sitting']) await writeSnapshot(use, builder);
};
