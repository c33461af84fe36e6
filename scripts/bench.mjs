import { bringDebianPackages, besideTheConsole } from './debian.mjs';
import { build } from './build.mjs';
import { runForeground, Stop } from './program.mjs';
import { at, runtime } from './project.mjs';

const benches = { console: 'scripts/bench/console.mjs' };

/** Runs a bench by its name, or says which there are. */
export const bench = async ([name, ...options]) => {
  const program = Object.hasOwn(benches, name ?? '') ? benches[name] : undefined;
  if (program === undefined) throw new Stop(`npm run bench -- ${Object.keys(benches).join(' | ')}`, 2);
  await build();
  try {
    await bringDebianPackages(besideTheConsole);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(`!!! WITHOUT PEERS\n${error.message}\n`);
  }
  return runForeground(runtime, [at(program), ...options]);
};
