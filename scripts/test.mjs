import { build } from './build.mjs';
import { bringDebianPackages, triedByTranscripts } from './debian.mjs';
import { runJest } from './jest.mjs';
import { Stop } from './program.mjs';

/** Each suite, and whether it drives OpenSSH and rsync. */
const suites = { unit: false, simulation: false, contract: true, integration: true, transcript: true };

const split = (options) => {
  const bar = options.indexOf('--');
  return bar < 0 ? { names: options, forJest: [] } : { names: options.slice(0, bar), forJest: options.slice(bar + 1) };
};

/** Null when the Debian packages are there, otherwise what is missing and what to do. */
const missingPrograms = async (packages) => {
  try {
    await bringDebianPackages(packages);
    return null;
  } catch (error) {
    if (error instanceof Stop) return error.message;
    throw error;
  }
};

/** Runs the named suites, or all of them. What cannot run here is said last and loudly, and is a failure. */
export const test = async (options) => {
  const { names, forJest } = split(options);
  const unknown = names.filter((name) => !Object.hasOwn(suites, name));
  if (unknown.length > 0) throw new Stop(`There is no suite "${unknown[0]}": ${Object.keys(suites).join(', ')}.`, 2);
  const wanted = names.length > 0 ? names : Object.keys(suites);
  await build();
  const missing = wanted.some((name) => suites[name]) ? await missingPrograms() : null;
  // Without them single tests fail and say so; the others have no need of them.
  if (wanted.includes('transcript')) await missingPrograms(triedByTranscripts);
  const possible = wanted.filter((name) => missing === null || !suites[name]);
  const status = possible.length === 0 ? 0 : await runJest(['--selectProjects', ...possible], forJest);
  if (missing === null) return status;
  const left = wanted.filter((name) => !possible.includes(name));
  console.error(`\n!!! NOT RUN: ${left.join(', ')}\n${missing}`);
  return status === 0 ? 1 : status;
};
