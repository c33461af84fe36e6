import { Buffer } from 'node:buffer';
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Stop } from '../program.mjs';
import { at } from '../project.mjs';

/** What a module is read from; everything else in a package is for people and their tools. */
const read = /(?<!\.min)\.(?:js|cjs|mjs|json)$/;
/** Never read by a program that uses the package. */
const aside = new Set([
  'test',
  'tests',
  '__tests__',
  'docs',
  'doc',
  'example',
  'examples',
  'benchmark',
  'benchmarks',
  'umd',
]);

/** Where a package that `from` imports lies, as Node looks for it. */
const resolve = (packages, from, name) => {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (Object.hasOwn(packages, path)) return path;
    if (folder === '')
      throw new Stop(`package-lock.json does not have ${name}, which ${from || 'the project'} imports.`);
  }
};

/**
 * The npm packages that are shipped, as the lock file has them: what the product imports, and what that imports. Optional
 * ones are native add-ons, and none is shipped (design 2).
 *
 * @returns for each its path in the project, version and licence, in the order of the paths
 */
export const shippedPackages = () => {
  const { packages } = JSON.parse(readFileSync(at('package-lock.json'), 'utf8'));
  const found = new Set();
  const follow = (from) => {
    for (const name of Object.keys(packages[from].dependencies ?? {})) {
      const path = resolve(packages, from, name);
      if (found.has(path)) continue;
      found.add(path);
      follow(path);
    }
  };
  follow('');
  return [...found].sort().map((path) => ({ path, version: packages[path].version, licence: packages[path].license }));
};

/** Programs of its own that a package brings: nobody calls them. */
const isProgram = (path) => {
  const file = openSync(at(path), 'r');
  try {
    const start = Buffer.alloc(2);
    readSync(file, start);
    return start.toString() === '#!';
  } finally {
    closeSync(file);
  }
};

/** The files of one package that a program reads, as paths in the project. Packages within it are listed by themselves. */
export const filesOfPackage = (path) =>
  readdirSync(at(path), { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name);
    if (entry.isDirectory())
      return aside.has(entry.name) || entry.name === 'node_modules' ? [] : filesOfPackage(inside);
    const isRead = entry.isFile() && read.test(entry.name) && !entry.name.startsWith('.') && !isProgram(inside);
    return isRead ? [inside] : [];
  });
