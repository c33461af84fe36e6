#!/usr/bin/env node
/**
 * What `npm run …` runs. It works with any maintained Node, brings what a fresh clone lacks (npm packages, the runtime,
 * Debian packages), builds, and then runs the thing itself with the project's own runtime.
 */
import { bench } from './bench.mjs';
import { testBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { check, fix } from './check.mjs';
import { bringDebianPackages, neededByRuntime } from './debian.mjs';
import { generate } from './generate.mjs';
import { hosts } from './hosts.mjs';
import { bringNpmPackages } from './npm.mjs';
import { makePackage } from './package.mjs';
import { commitInstant } from './package/release.mjs';
import { Stop, runForeground } from './program.mjs';
import { at, runtime } from './project.mjs';
import { test } from './test.mjs';

const usage = `node scripts/run.mjs COMMAND

  build                           compile into build/
  check                           types, lint, format, import directions, dead code, generated pages
  fix                             what lint and format can mend by themselves
  generate                        the pages under docs/ that come from code
  package [--arch ARCH] […]       the Debian package, into dist/
  test [SUITE…] [-- JEST OPTION…] unit simulation contract integration transcript
  test:browser [-- JEST OPTION…]  the pages in Chromium
  test:hosts [-- JEST OPTION…]    real booted hosts; needs root and Debian
  simulate [--runs N] [--seed S]  two servers, a witness and every fault in virtual time; --help tells more
  bench console                   how fast the console starts and answers, beside vtysh and crm
  demo [--auto] [--keep] [--stop] [--dir DIR]
                                  a real pair on this machine; --help tells more`;

const demo = async (options) => {
  await bringDebianPackages();
  await build();
  return runForeground(runtime, [at('build/demo/main.js'), ...options]);
};

const commands = {
  build: async () => {
    await build();
    return 0;
  },
  check,
  fix,
  generate,
  package: makePackage,
  test,
  'test:browser': testBrowser,
  'test:hosts': hosts,
  bench,
  simulate: (options) => runForeground(runtime, [at('test/simulation/simulate.ts'), ...options]),
  demo,
};

const main = async ([name, ...options]) => {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
  if (command === undefined) throw new Stop(usage, 2);
  // Said before minutes go by.
  if (name === 'package') await commitInstant();
  await bringNpmPackages();
  await bringDebianPackages(neededByRuntime);
  return command(options);
};

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(error.message);
  process.exitCode = error.exitStatus;
}
