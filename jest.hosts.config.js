/** The suite on booted hosts (test/lab): one project, apart because it needs root and takes minutes. */

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      displayName: 'hosts',
      testEnvironment: 'node',
      roots: ['<rootDir>/test/hosts'],
      testMatch: ['**/*.test.ts'],
      extensionsToTreatAsEsm: ['.ts'],
      transform: {
        '\\.ts$': [
          '@swc/jest',
          { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
        ],
      },
    },
  ],
  // The first run builds the base image.
  testTimeout: 600_000,
  // Labs know nothing of each other, and a host mostly waits.
  maxWorkers: 3,
};
