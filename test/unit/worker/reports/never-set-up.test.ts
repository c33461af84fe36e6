import { expect, test } from '@jest/globals';
import { isNeverSetUp } from '../../../../src/worker/reports/never-set-up.ts';
import type { Worker } from '../../../../src/worker/worker.ts';

const server = (root: string, savedText: string, peer?: string): Worker =>
  ({ paths: { root }, running: { savedText }, config: { peer } }) as unknown as Worker;

test.each([
  ['a new host is', server('/', ''), true],
  ['one with a saved configuration is not', server('/', 'hostname core1\n'), false],
  ['one with a peer is not', server('/', '', 'core2'), false],
  ['a folder is not', server('/srv/core1', ''), false],
])('%s to be set up', (_what, worker, expected) => {
  expect(isNeverSetUp(worker)).toBe(expected);
});
