import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { HashCache } from '../../../src/replication/hash.ts';
import { hashAlways, hashCached, readTree, type Hasher } from '../../../src/replication/tree.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

let folder: string;
let tree: string;
beforeEach(async () => {
  folder = await newFolder();
  tree = join(folder, 'tree');
  await mkdir(join(tree, 'sub', 'empty'), { recursive: true });
  await writeFile(join(tree, 'b'), 'b');
  await writeFile(join(tree, 'sub', 'a'), 'a');
  await chmod(join(tree, 'sub', 'a'), 0o640);
});
afterEach(() => removeFolder(folder));

const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

test('lists folders, files and links by their bytes, sorted', async () => {
  await symlink('../b', join(tree, 'sub', 'link'));
  await writeFile(Buffer.concat([Buffer.from(`${tree}/`), Buffer.from([0xfc])]), '');
  const manifest = await readTree(tree, { hasher: hashAlways() });
  expect([...manifest.keys()]).toEqual(['', 'b', 'sub', 'sub/a', 'sub/empty', 'sub/link', '\u00fc']);
  expect(manifest.get('sub/a')).toMatchObject({ type: 'file', size: 1, mode: 0o640 });
  expect(manifest.get('sub/link')).toEqual({ path: 'sub/link', type: 'link', target: '../b' });
  expect(manifest.get('\u00fc')).toMatchObject({ size: 0, sha256: emptySha256 });
});

test('leaves out what is no data: sockets and pipes', async () => {
  await execa('mkfifo', [join(tree, 'pipe')]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(tree, 'socket'), resolve));
  const manifest = await readTree(tree, { hasher: hashAlways() });
  server.close();
  expect([...manifest.keys()]).toEqual(['', 'b', 'sub', 'sub/a', 'sub/empty']);
});

test('goes on when a file or a folder vanishes meanwhile', async () => {
  const hasher: Hasher = async (file, path, stats) => {
    await rm(join(tree, 'sub'), { recursive: true, force: true });
    return hashAlways()(file, path, stats);
  };
  expect([...(await readTree(tree, { hasher })).keys()]).toEqual(['', 'b']);
});

test('a tree that is not there is an error', async () => {
  await expect(readTree(join(folder, 'none'), { hasher: hashAlways() })).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining(join(folder, 'none')),
  });
});

test('a file that cannot be read is named', async () => {
  const hasher: Hasher = () => Promise.reject(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }));
  await expect(readTree(tree, { hasher })).rejects.toMatchObject({
    code: 'resource',
    message: expect.stringMatching(/"b" in/),
  });
});

test('a file that did not change is not read again', async () => {
  const cache = new HashCache(() => Date.now() + 86_400_000);
  const first = await readTree(tree, { hasher: hashCached(cache) });
  const find = cache.find.bind(cache);
  let found = 0;
  cache.find = (stats) => {
    const digest = find(stats);
    if (digest !== undefined) found++;
    return digest;
  };
  expect(await readTree(tree, { hasher: hashCached(cache) })).toEqual(first);
  expect(found).toBe(2);
});

test('ends when it is stopped', async () => {
  await expect(readTree(tree, { hasher: hashAlways(), signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'interrupted',
  });
});
