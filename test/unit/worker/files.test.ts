import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Files } from '../../../src/worker/files.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

describe('files of the console', () => {
  let root: string;
  let folder: string;
  let files: Files;
  beforeEach(async () => {
    root = await newFolder();
    folder = join(root, 'files');
    files = new Files(folder);
  });
  afterEach(() => removeFolder(root));

  test('are written whole, added to, listed, read and deleted; nobody else can enter their folder', async () => {
    expect(await files.list()).toMatchObject({ files: [], bytes: 0 });
    await files.write('b.txt', 'one\n', { append: false });
    await files.write('b.txt', 'two\n', { append: true });
    await files.write('a.txt', 'é', { append: true });
    expect(await files.list()).toMatchObject({
      files: [
        { name: 'a.txt', bytes: 2 },
        { name: 'b.txt', bytes: 8 },
      ],
      bytes: 10,
    });
    expect(await files.read('b.txt')).toEqual({ name: 'b.txt', text: 'one\ntwo\n' });
    await files.write('b.txt', 'new', { append: false });
    expect((await files.read('b.txt')).text).toBe('new');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'a.txt'))).mode & 0o777).toBe(0o600);
    await files.remove('b.txt');
    await expect(files.read('b.txt')).rejects.toMatchObject({ code: 'usage' });
    await expect(files.remove('b.txt')).rejects.toMatchObject({ code: 'usage' });
  });

  test.each([
    '',
    '.',
    '..',
    '../x',
    'a/b',
    '/etc/passwd',
    '.hidden',
    '-rf',
    'a b',
    'a\n',
    'ä',
    'x'.repeat(65),
    '__proto__/x',
  ])('no path and nothing that is no plain name is taken: %j', async (name) => {
    await expect(files.write(name, 'x', { append: false })).rejects.toMatchObject({ code: 'usage' });
    await expect(files.write(name, 'x', { append: true })).rejects.toMatchObject({ code: 'usage' });
    await expect(files.read(name)).rejects.toMatchObject({ code: 'usage' });
    await expect(files.remove(name)).rejects.toMatchObject({ code: 'usage' });
  });

  test('a link in the folder leads nowhere', async () => {
    const outside = join(root, 'outside');
    await writeFile(outside, 'secret');
    await mkdir(folder);
    await chmod(folder, 0o755);
    await symlink(outside, join(folder, 'link'));
    await expect(files.read('link')).rejects.toMatchObject({ code: 'usage' });
    await expect(files.write('link', 'x', { append: true })).rejects.toThrow();
    await files.write('link', 'x', { append: false });
    expect(await readFile(outside, 'utf8')).toBe('secret');
    expect((await files.list()).files).toMatchObject([{ name: 'link', bytes: 1 }]);
  });

  test('are bounded in size and number', async () => {
    const mebibyte = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 8; i++) await files.write('big', mebibyte, { append: i > 0 });
    await expect(files.write('big', 'x', { append: true })).rejects.toMatchObject({ code: 'refused' });
    expect((await files.list()).bytes).toBe(8 * 1024 * 1024);
    await files.write('big', '', { append: false });
    for (let i = 1; i < 100; i++) await files.write(`f${i}`, '', { append: false });
    await expect(files.write('one-more', '', { append: false })).rejects.toMatchObject({
      code: 'refused',
      message: 'There are 100 files already',
    });
    await files.write('f1', 'still', { append: false });
  });
});
