import base from './jest.config.js';

/** The pages in a real browser: `npm run test:browser`. */
const [suite] = base.projects;

/** @type {import('jest').Config} */
export default { ...suite, displayName: 'browser', roots: ['<rootDir>/test/browser'], testTimeout: 120_000 };
