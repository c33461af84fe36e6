import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  earlierDatabase,
  earlierTrees,
  openStaging,
  setTreeAside,
  type Staging,
} from '../../../src/replication/staging.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => removeFolder(folder));

const open = (previous: number | null): Promise<Staging> =>
  openStaging(join(folder, 'staging'), join(folder, 'generations'), previous);

/** What a run leaves that is killed while it fetches. */
const leaveHalf = async ({ next, snapshot }: Staging, content: string): Promise<void> => {
  await mkdir(join(next, 'trees', 'files'));
  await writeFile(join(next, 'trees', 'files', 'one'), content);
  await writeFile(join(snapshot, 'registry.sqlite'), content);
};

test('starts empty', async () => {
  const staging = await open(null);
  expect(staging.resumed).toBe(false);
  expect(await readdir(staging.next)).toEqual(['databases', 'manifests', 'trees']);
  expect(await readdir(staging.snapshot)).toEqual([]);
});

test('carries on with what interrupted runs on top of the same copy left, the newest first', async () => {
  await leaveHalf(await open(3), 'first');
  await leaveHalf(await open(3), 'second');
  const staging = await open(3);
  expect(staging.resumed).toBe(true);
  // Nothing lies where the next fetch goes: an rsync may only ever add to an empty folder.
  expect(await readdir(join(staging.next, 'trees'))).toEqual([]);
  expect(await readdir(staging.snapshot)).toEqual([]);
  const contents = (await earlierTrees(staging, 'files')).map((tree) => readFile(join(tree, 'one'), 'utf8'));
  expect(await Promise.all(contents)).toEqual(['second', 'first']);
  expect(await readFile(earlierDatabase(staging, 'registry'), 'utf8')).toBe('second');
});

test('after a run that was refused before it fetched anything there is nothing to carry on', async () => {
  await mkdir(join((await open(3)).next, 'trees', 'files', 'sub'), { recursive: true });
  expect((await open(3)).resumed).toBe(false);
  await leaveHalf(await open(3), 'first');
  expect((await open(3)).resumed).toBe(true);
});

test.each([[null], [2], [4]])('drops what was on top of copy 3 when the last copy is %s', async (previous) => {
  await leaveHalf(await open(3), 'first');
  const staging = await open(previous);
  expect(staging.resumed).toBe(false);
  expect(await earlierTrees(staging, 'files')).toEqual([]);
});

test('drops what it cannot understand', async () => {
  await leaveHalf(await open(null), 'first');
  await writeFile(join(folder, 'staging', 'staging.json'), '{');
  expect((await open(null)).resumed).toBe(false);
});

test('keeps a handful of earlier attempts', async () => {
  const staging = await open(null);
  for (let i = 0; i < 20; i++) {
    await mkdir(join(staging.next, 'trees', 'files'));
    await writeFile(join(staging.next, 'trees', 'files', 'one'), String(i));
    await setTreeAside(staging, 'files');
  }
  const attempts = await earlierTrees(staging, 'files');
  expect(attempts).toHaveLength(6);
  expect(await readFile(join(attempts[0]!, 'one'), 'utf8')).toBe('19');
});

test('names the folder that cannot be used', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(openStaging(join(folder, 'file', 'staging'), join(folder, 'generations'), null)).rejects.toThrow(
    `The staging folder ${join(folder, 'file', 'staging')} cannot be used`,
  );
});

test('on another file system than the copies is refused', async () => {
  const elsewhere = await mkdtemp('/dev/shm/understudy-test-');
  try {
    await expect(openStaging(join(elsewhere, 'staging'), join(folder, 'generations'), null)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('different file systems'),
    });
  } finally {
    await removeFolder(elsewhere);
  }
});
