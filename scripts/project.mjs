import { fileURLToPath } from 'node:url';

/** A path inside the project. */
export const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The Node that the project brings; the one that runs this script only starts it. */
export const runtime = at(`node_modules/node-linux-${process.arch}/bin/node`);

/** The entry point of an npm package's program. */
export const tool = {
  tsc: at('node_modules/typescript/bin/tsc'),
  eslint: at('node_modules/eslint/bin/eslint.js'),
  prettier: at('node_modules/prettier/bin/prettier.cjs'),
  depcruise: at('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
  knip: at('node_modules/knip/bin/knip.js'),
  jest: at('node_modules/jest/bin/jest.js'),
};
