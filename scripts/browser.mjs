import { build } from './build.mjs';
import { bringDebianPackages } from './debian.mjs';
import { behindBar, runJest } from './jest.mjs';
import { at } from './project.mjs';

/** Runs the browser suite with Debian's Chromium. @throws Stop naming what is missing */
export const testBrowser = async (options) => {
  await bringDebianPackages({ chromium: ['/usr/bin/chromium'] });
  await build();
  return runJest(['--config', at('jest.browser.config.js')], behindBar(options));
};
