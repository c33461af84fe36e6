import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { lstat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HashCache, hashFile } from '../../../src/replication/hash.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => removeFolder(folder));

test.each([0, 1, 4096, 3 * 1024 * 1024 + 7])('the digest of a file of %i bytes is its sha256', async (bytes) => {
  const content = Buffer.alloc(bytes, 'abc');
  await writeFile(join(folder, 'file'), content);
  expect(await hashFile(join(folder, 'file'))).toBe(createHash('sha256').update(content).digest('hex'));
});

test('a link in the place of a file is not followed', async () => {
  await symlink('/etc/passwd', join(folder, 'link'));
  await expect(hashFile(join(folder, 'link'))).rejects.toMatchObject({ code: 'ELOOP' });
});

test('hashing ends when it is stopped', async () => {
  await writeFile(join(folder, 'file'), 'content');
  await expect(hashFile(join(folder, 'file'), AbortSignal.abort('enough'))).rejects.toMatchObject({
    code: 'interrupted',
  });
});

test('a digest is found again until the file changes', async () => {
  const file = join(folder, 'file');
  const aDayLater = new HashCache(() => Date.now() + 86_400_000);
  await writeFile(file, 'one');
  const before = await lstat(file, { bigint: true });
  aDayLater.keep(before, 'digest of one');
  expect(aDayLater.find(await lstat(file, { bigint: true }))).toBe('digest of one');
  await writeFile(file, 'two');
  expect(aDayLater.find(await lstat(file, { bigint: true }))).toBeUndefined();
});

test('the digest of a file that was changed a moment ago is not kept: the next change could leave its time as it is', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'one');
  const cache = new HashCache();
  const stats = await lstat(file, { bigint: true });
  cache.keep(stats, 'digest of one');
  expect(cache.find(stats)).toBeUndefined();
});
