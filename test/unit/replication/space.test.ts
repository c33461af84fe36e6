import { expect, test } from '@jest/globals';
import { tmpdir } from 'node:os';
import { freeSpaceOf, requireSpace } from '../../../src/replication/space.ts';

const mib = 1024 * 1024;
const free =
  (bytes: number, files: number | null = null) =>
  () =>
    Promise.resolve({ bytes, files });

test('what fits with its margin is let through', async () => {
  await expect(
    requireSpace('The copy', '/x', { bytes: 36 * mib, files: 9 }, free(100 * mib, 9)),
  ).resolves.toBeUndefined();
});

test('what would leave no margin is refused with both figures and what to do', async () => {
  await expect(requireSpace('The copy', '/x', { bytes: 37 * mib, files: 0 }, free(100 * mib))).rejects.toMatchObject({
    code: 'resource',
    message: 'The copy needs 101 MiB on the file system of /x, which has 100 MiB free',
    hint: expect.stringContaining('keep-generations'),
  });
});

test('too many files for the file system are refused', async () => {
  await expect(requireSpace('The copy', '/x', { bytes: 0, files: 10 }, free(100 * mib, 9))).rejects.toThrow(
    'The copy needs 10 files on the file system of /x, which can take 9 more',
  );
});

test('the real file system is asked', async () => {
  expect((await freeSpaceOf(tmpdir())).bytes).toBeGreaterThan(0);
});
