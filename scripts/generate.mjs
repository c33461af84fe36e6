import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build } from './build.mjs';
import { runQuietly, Stop } from './program.mjs';
import { at, runtime } from './project.mjs';

/** Each page that comes from code, and the program under scripts/pages that prints it. */
const pages = {
  'docs/state-machine.md': 'state-machine',
  'docs/settings.md': 'settings',
  'docs/commands.md': 'commands',
  'docs/json.md': 'json',
};

/** Each folder that comes from code as a whole, and the program that prints its files as JSON: their text by name. */
const folders = {
  completions: 'completions',
  'docs/schemas': 'schemas',
  man: 'man',
};

const printed = async (name) => {
  const { exitStatus, output } = await runQuietly(runtime, [at(`scripts/pages/${name}.mjs`)]);
  if (exitStatus !== 0) throw new Stop(`${output}\nscripts/pages/${name}.mjs failed.`);
  return output;
};

/** Everything that comes from code: text by path. */
const wanted = async () => {
  const files = new Map();
  for (const [path, name] of Object.entries(pages)) files.set(path, await printed(name));
  for (const [folder, name] of Object.entries(folders)) {
    const texts = JSON.parse(await printed(name));
    for (const [file, text] of Object.entries(texts)) files.set(`${folder}/${file}`, text);
  }
  return files;
};

const filesIn = (folder) => (existsSync(at(folder)) ? readdirSync(at(folder)).map((file) => `${folder}/${file}`) : []);

/** Files in folders of ours that no program prints any more. */
const leftOver = (files) =>
  Object.keys(folders)
    .flatMap(filesIn)
    .filter((path) => !files.has(path));

/** Writes the pages that come from code, and removes what is left over. */
export const generate = async () => {
  await build();
  const files = await wanted();
  for (const [path, text] of files) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  }
  for (const path of leftOver(files)) rmSync(at(path));
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
  const files = await wanted();
  const changed = [...files].filter(([path, text]) => readIfThere(at(path)) !== text).map(([path]) => path);
  return [
    ...changed.map((path) => `${path} is out of date: npm run generate`),
    ...leftOver(files).map((path) => `${path} comes from no program any more: npm run generate removes it`),
  ];
};
