import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyGeneration } from '../../../src/replication/generation-check.ts';
import {
  databaseOf,
  descriptionOf,
  listGenerations,
  manifestOf,
  newestGeneration,
  readGeneration,
  recoverStore,
  removeGeneration,
  treeOf,
  type Generation,
} from '../../../src/replication/generation.ts';
import { prune } from '../../../src/replication/publish.ts';
import { newReplica, type Replica } from '../../support/replica.ts';

let replica: Replica;
let store: string;
let generation: Generation;
beforeEach(async () => {
  replica = await newReplica();
  store = replica.generationsFolder;
  ({ generation } = await replica.sync());
});
afterEach(() => replica.remove());

test('a copy is read as it was published', async () => {
  expect(await readGeneration(store, 1)).toEqual(generation);
  expect(await newestGeneration(store)).toEqual(generation);
  expect(await readGeneration(store, 2)).toBeNull();
  expect(await listGenerations(join(store, 'none'))).toEqual([]);
});

test.each<[string, () => Promise<void>]>([
  ['without a description', () => rm(descriptionOf(generation.path))],
  ['with a description that is cut off', () => writeFile(descriptionOf(generation.path), '{"number":1,')],
  ['with a description that lacks something', () => writeFile(descriptionOf(generation.path), '{"number":1}')],
  ['whose folder has another number', () => rename(generation.path, join(store, '000007'))],
])(
  'a folder %s is no copy; it is set aside, not thrown away, and its number is not used again',
  async (_what, damage) => {
    await damage();
    expect(await listGenerations(store)).toEqual([]);
    const [sentence] = await recoverStore(store);
    expect(sentence).toMatch(/^Copy \d has no valid description/);
    const [aside] = await readdir(store);
    expect(aside).toMatch(/^damaged-\d{6}$/);
    expect((await replica.sync()).generation.number).toBe(Number(aside?.slice(-6)) + 1);
  },
);

test('a removal that was cut short is finished at the next start', async () => {
  await mkdir(join(store, '.removed-4', 'trees'), { recursive: true });
  expect(await listGenerations(store)).toHaveLength(1);
  expect(await recoverStore(store)).toEqual(['The removal of copy 4 was completed.']);
  expect(await readdir(store)).toEqual(['000001']);
});

test('write-protected folders are removed, too', async () => {
  await chmod(join(treeOf(generation.path, 'files'), 'certificates'), 0o500);
  await removeGeneration(store, 1);
  expect(await readdir(store)).toEqual([]);
});

test('pruning keeps the newest and the protected ones, whatever is asked for', async () => {
  for (let i = 0; i < 3; i++) await replica.sync({ keep: 100 });
  expect(await prune(store, 0, [2])).toEqual(['copy 3 was removed', 'copy 1 was removed']);
  expect((await listGenerations(store)).map(({ number }) => number)).toEqual([4, 2]);
});

describe('a deep check', () => {
  const file = (): string => join(treeOf(generation.path, 'files'), 'certificates', '1.pem');

  test('of a whole copy finds nothing', async () => {
    expect(await verifyGeneration(generation)).toEqual([]);
  });
  test.each<[string, RegExp, () => Promise<unknown>]>([
    ['a changed file', /dataset files: .*certificates\/1\.pem/, () => writeFile(file(), 'certificate X\n')],
    ['a missing file', /certificates\/1\.pem/, () => rm(file())],
    ['changed permissions', /certificates\/1\.pem/, () => chmod(file(), 0o777)],
    ['a foreign file', /foreign/, () => writeFile(`${file()}.foreign`, '')],
    ['a link that leads somewhere', /link/, () => symlink('/etc/passwd', `${file()}.link`)],
    ['a missing folder', /dataset files: /, () => rm(treeOf(generation.path, 'files'), { recursive: true })],
    [
      'a changed database',
      /dataset registry: .*registry\.sqlite/,
      () => writeFile(databaseOf(generation.path, 'registry'), 'x'),
    ],
    ['a missing database', /dataset registry: /, () => rm(databaseOf(generation.path, 'registry'))],
    ['a changed manifest', /dataset files: its manifest/, () => writeFile(manifestOf(generation.path, 'files'), '')],
    ['a missing manifest', /dataset files: /, () => rm(manifestOf(generation.path, 'files'))],
  ])('names %s', async (_what, sentence, damage) => {
    await damage();
    expect(await verifyGeneration(generation)).toEqual([expect.stringMatching(sentence)]);
  });
});
