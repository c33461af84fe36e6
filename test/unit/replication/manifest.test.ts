import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesIn, readManifest, sameEntry, writeManifest, type Entry } from '../../../src/replication/manifest.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => removeFolder(folder));

const sha256 = 'a'.repeat(64);
const file = (path: string, more: object = {}): Entry => ({
  path,
  type: 'file',
  size: 3,
  mode: 0o644,
  mtimeMs: 1.5,
  sha256,
  ...more,
});
const manifestOf = (...entries: Entry[]) => new Map(entries.map((entry) => [entry.path, entry]));

test('a manifest is read as it was written, names in any encoding included', async () => {
  const path = join(folder, 'manifest');
  const latin1 = Buffer.from([0x66, 0xfc, 0x0a, 0xff]).toString('latin1');
  const manifest = manifestOf({ path: '', type: 'dir', mode: 0o755 }, file(latin1), {
    path: 'link',
    type: 'link',
    target: `../${latin1}`,
  });
  const digest = await writeManifest(path, manifest);
  expect(digest).toBe(
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  );
  expect(await readManifest(path)).toEqual(manifest);
  expect(bytesIn(manifest)).toBe(3);
});

test('an empty manifest is a manifest', async () => {
  await writeManifest(join(folder, 'manifest'), new Map());
  expect(await readManifest(join(folder, 'manifest'))).toEqual(new Map());
});

describe('a manifest from the peer is refused', () => {
  const line = (entry: object): string => `${JSON.stringify(entry)}\n`;
  test.each([
    ['that leads out of the tree', line(file('a/../../b'))],
    ['that leads to the root', line(file('/etc/passwd'))],
    ['with an empty part in a path', line(file('a//b'))],
    ['with a zero in a path', line(file('a\0b'))],
    ['with a path that is no bytes', line(file('a\u0100'))],
    ['with a digest that is none', line(file('a', { sha256: 'xyz' }))],
    ['with a negative size', line(file('a', { size: -1 }))],
    ['with an unknown kind', line({ path: 'a', type: 'device' })],
    ['with a path that stands there twice', line(file('a')) + line(file('a'))],
    ['that is no JSON', 'hello\n'],
    ['that is cut off', line(file('a')).slice(0, -1)],
    ['with a line without end', `{"path":"${'x'.repeat(400_000)}`],
  ])('%s', async (_what, text) => {
    const path = join(folder, 'manifest');
    await writeFile(path, text);
    await expect(readManifest(path)).rejects.toMatchObject({ code: 'failed', message: expect.stringContaining(path) });
  });
});

describe('two entries are the same', () => {
  test('with the same content and permissions, whatever their times', () => {
    expect(sameEntry(file('a'), file('a', { mtimeMs: 99 }))).toBe(true);
    expect(sameEntry(undefined, undefined)).toBe(true);
  });
  test('whatever setuid and setgid say, which do not travel', () => {
    expect(sameEntry(file('a', { mode: 0o6755 }), file('a', { mode: 0o755 }))).toBe(true);
    expect(sameEntry({ path: 'a', type: 'dir', mode: 0o3777 }, { path: 'a', type: 'dir', mode: 0o1777 })).toBe(true);
    expect(sameEntry({ path: 'a', type: 'dir', mode: 0o1777 }, { path: 'a', type: 'dir', mode: 0o777 })).toBe(false);
  });
  test.each<[string, Entry | undefined]>([
    ['another content', file('a', { sha256: 'b'.repeat(64) })],
    ['another size', file('a', { size: 4 })],
    ['other permissions', file('a', { mode: 0o600 })],
    ['another kind', { path: 'a', type: 'link', target: 'b' }],
    ['a folder', { path: 'a', type: 'dir', mode: 0o644 }],
    ['nothing', undefined],
  ])('but not with %s', (_what, other) => {
    expect(sameEntry(file('a'), other)).toBe(false);
    expect(sameEntry(other, file('a'))).toBe(false);
  });
});
