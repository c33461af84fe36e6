import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { KeptSecrets } from '../../../src/store/kept-secrets.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

let folder: string;
let path: string;
let damaged: string[];

const open = (): Promise<KeptSecrets> => KeptSecrets.open(path, (aside) => damaged.push(aside));

beforeEach(async () => {
  folder = await newFolder();
  path = join(folder, 'secrets.json');
  damaged = [];
});
afterEach(() => removeFolder(folder));

test('a secret is found again by what stands for it, also by the next worker, in a file of its owner', async () => {
  const reference = await (await open()).keep('hunter 2');
  expect(reference).toMatch(/^kept\$[\w-]{22}$/);
  expect((await open()).secretOf(reference)).toBe('hunter 2');
  expect((await open()).secretOf(`kept$${'x'.repeat(22)}`)).toBeUndefined();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('old ones go, but not those in use', async () => {
  const kept = (i: number): { reference: string; secret: string } => ({
    reference: `kept$${String(i).padStart(22, '0')}`,
    secret: `no ${i}`,
  });
  await writeFile(path, JSON.stringify({ secrets: Array.from({ length: 100 }, (_, i) => kept(i)) }));
  const secrets = await open();
  await secrets.keep('new', [`failover notification password ${kept(0).reference}`]);
  expect(secrets.secretOf(kept(0).reference)).toBe('no 0');
  await secrets.keep('newer');
  expect(secrets.secretOf(kept(0).reference)).toBeUndefined();
  expect(secrets.secretOf(kept(50).reference)).toBe('no 50');
});

test('a damaged file is set aside and keeps nobody from starting', async () => {
  await writeFile(path, '{"secrets":[{"reference":"kept$x","secret":"hunter2"}]}');
  const secrets = await open();
  expect(damaged).toEqual([`${path}.damaged`]);
  expect(await readFile(`${path}.damaged`, 'utf8')).toContain('hunter2');
  expect(secrets.secretOf(await secrets.keep('new'))).toBe('new');
});
