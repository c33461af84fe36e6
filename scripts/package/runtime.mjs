import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { outerEnvironment, runQuietly, Stop } from '../program.mjs';
import { at } from '../project.mjs';

const locked = (path) => {
  const { packages } = JSON.parse(readFileSync(at('package-lock.json'), 'utf8'));
  return packages[path];
};

const must = async (program, options) => {
  const { exitStatus, output } = await runQuietly(program, options, outerEnvironment());
  if (exitStatus !== 0) throw new Stop(`${output}\n${program} ${options[0]} failed with exit status ${exitStatus}.`);
};

/** @throws Stop when these are not the bytes that the lock file names */
const verify = (file, name, integrity) => {
  const digest = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (digest !== integrity)
    throw new Stop(`${name} is not what package-lock.json names: ${digest} instead of ${integrity}.`);
};

/** Brings the package from the registry into build/, next to those that npm has installed for this machine. */
const fetch = async (name, { version, integrity }) => {
  const kept = `build/runtime/${name}-${version}`;
  if (existsSync(at(kept))) return kept;
  mkdirSync(at('build/runtime'), { recursive: true });
  const workshop = mkdtempSync(at('build/runtime/.fetch-'));
  try {
    console.log(`Fetching ${name} ${version} …`);
    await must('npm', [
      'pack',
      `${name}@${version}`,
      '--ignore-scripts',
      '--loglevel=error',
      '--pack-destination',
      workshop,
    ]);
    const file = join(workshop, `${name}-${version}.tgz`);
    verify(file, name, integrity);
    await must('tar', ['--extract', '--gzip', `--directory=${workshop}`, `--file=${file}`, 'package']);
    renameSync(join(workshop, 'package'), at(kept));
    return kept;
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
};

/**
 * The npm package of the runtime for an architecture (as Node calls it), in the version that is locked.
 *
 * @returns its folder in the project @throws Stop when it cannot be had, or is not the locked one
 */
export const runtimePackageFor = async (architecture) => {
  const name = `node-linux-${architecture}`;
  const installed = `node_modules/${name}`;
  return existsSync(at(installed)) ? installed : fetch(name, locked(installed));
};
