import { existsSync, readFileSync } from 'node:fs';
import { at, runtime } from './project.mjs';
import { outerEnvironment, runQuietly, Stop } from './program.mjs';

const packagesIn = (path) => {
  const { packages = {} } = JSON.parse(readFileSync(path, 'utf8'));
  return Object.entries(packages).filter(([name]) => name !== '');
};

/** npm leaves a list of what it installed; the lock file may name more, for other platforms. */
const isInstalled = () => {
  const installedList = at('node_modules/.package-lock.json');
  if (!existsSync(installedList) || !existsSync(runtime)) return false;
  const installed = new Map(packagesIn(installedList).map(([name, { version }]) => [name, version]));
  const locked = packagesIn(at('package-lock.json'));
  const isThere = ([name, { version, optional }]) =>
    installed.has(name) ? installed.get(name) === version : optional === true;
  const names = new Set(locked.map(([name]) => name));
  return locked.every(isThere) && [...installed.keys()].every((name) => names.has(name));
};

/**
 * Installs what the lock file names, when that is not what is there. No package may run a script of its own. Not `npm
 * ci`: it refuses a lock file without the binaries of other platforms, and some registries do not have them.
 */
export const bringNpmPackages = async () => {
  if (isInstalled()) return;
  if (!['x64', 'arm64'].includes(process.arch) || process.platform !== 'linux') {
    throw new Stop(`Understudy runs on Linux on x64 and arm64; this is ${process.platform} on ${process.arch}.`);
  }
  console.log('Installing npm packages; the first time takes a minute …');
  const options = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { exitStatus, output } = await runQuietly('npm', options, outerEnvironment());
  if (exitStatus !== 0) throw new Stop(`${output}\nnpm install failed with exit status ${exitStatus}.`);
  if (!existsSync(runtime)) throw new Stop(`npm left out ${runtime}: install without --omit=optional.`);
};
