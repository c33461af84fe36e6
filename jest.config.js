/** Five suites, one project each; `scripts/run.mjs test` runs them all, `npm run test -- unit` one of them. */
const suite = (name) => ({
  displayName: name,
  testEnvironment: 'node',
  roots: [`<rootDir>/test/${name}`],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/support/leave-nothing.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } }],
  },
});

/** @type {import('jest').Config} */
export default {
  projects: ['unit', 'simulation', 'contract', 'integration', 'transcript'].map(suite),
  testTimeout: 60_000,
  maxWorkers: 2,
};
