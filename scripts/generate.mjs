import { readFileSync, writeFileSync } from 'node:fs';
import { build } from './build.mjs';
import { runQuietly, Stop } from './program.mjs';
import { at, runtime } from './project.mjs';

/** Each page that comes from code, and the program under scripts/pages that prints it. */
const pages = {
  'docs/state-machine.md': 'state-machine',
  'docs/settings.md': 'settings',
  'docs/commands.md': 'commands',
};

const printed = async (name) => {
  const { exitStatus, output } = await runQuietly(runtime, [at(`scripts/pages/${name}.mjs`)]);
  if (exitStatus !== 0) throw new Stop(`${output}\nscripts/pages/${name}.mjs failed.`);
  return output;
};

/** Writes the pages that come from code. */
export const generate = async () => {
  await build();
  for (const [path, name] of Object.entries(pages)) writeFileSync(at(path), await printed(name));
  return 0;
};

const readIfThere = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** The pages that are not what the code says now, a line each. */
export const outdatedPages = async () => {
  await build();
  const outdated = [];
  for (const [path, name] of Object.entries(pages)) {
    if (readIfThere(at(path)) !== (await printed(name))) outdated.push(`${path} is out of date: npm run generate`);
  }
  return outdated;
};
