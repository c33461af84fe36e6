import { build } from './build.mjs';
import { bringDebianPackages } from './debian.mjs';
import { runForeground } from './program.mjs';
import { at, runtime, tool } from './project.mjs';

/** Runs the browser suite with Debian's Chromium. @throws Stop naming what is missing */
export const testBrowser = async (options) => {
  await bringDebianPackages({ chromium: ['/usr/bin/chromium'] });
  await build();
  const forJest = options[0] === '--' ? options.slice(1) : options;
  const flags = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'];
  return runForeground(runtime, [
    ...flags,
    tool.jest,
    '--config',
    at('jest.browser.config.js'),
    '--passWithNoTests=false',
    ...forJest,
  ]);
};
