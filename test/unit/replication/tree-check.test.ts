import { expect, test } from '@jest/globals';
import type { Entry } from '../../../src/replication/manifest.ts';
import { growthOver, unverified, verifiedAgainst } from '../../../src/replication/tree-check.ts';

const file = (path: string, content: string): Entry => ({
  ...{ path, type: 'file', size: content.length, mode: 0o644, mtimeMs: 0 },
  sha256: Buffer.from(content).toString('hex').padEnd(64, '0'),
});
const tree = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, content]) => [path, file(path, content)]));

test('each entry has to be as it was before or after', () => {
  const before = tree({ same: '1', changed: '1', removed: '1' });
  const after = tree({ same: '1', changed: '2', added: '1' });
  expect(unverified(before, [before, after])).toEqual([]);
  expect(unverified(after, [before, after])).toEqual([]);
  expect(unverified(tree({ same: '1', changed: '2', removed: '1', added: '1' }), [before, after])).toEqual([]);
});

test('a content between the two, a missing and a foreign file are found', () => {
  const before = tree({ same: '1', changed: '1' });
  const after = tree({ same: '1', changed: '3' });
  expect(unverified(tree({ changed: '2', foreign: '1' }), [before, after])).toEqual(['changed', 'foreign', 'same']);
});

test('the source had of a copy what it was verified against, entry by entry', () => {
  const before = tree({ same: '1', changed: '1', removed: '1' });
  const after = tree({ same: '1', changed: '2', added: '1' });
  const found = tree({ same: '1', changed: '2', removed: '1' });
  expect(verifiedAgainst(found, [before, after])).toEqual(found);
  expect([...verifiedAgainst(tree({ same: '9', added: '1' }), [before, after]).keys()]).toEqual(['added']);
});

test('a new copy grows by what is new or changed, and by every folder', () => {
  const base = tree({ same: '1', changed: '1', removed: '1' });
  const wanted = new Map<string, Entry>([
    ...tree({ same: '1', changed: 'four', added: 'six' }),
    ['sub', { path: 'sub', type: 'dir', mode: 0o755 }],
  ]);
  expect(growthOver(base, wanted)).toEqual({ bytes: 7, files: 3 });
  expect(growthOver(null, wanted)).toEqual({ bytes: 8, files: 4 });
});
