import { expect, test } from '@jest/globals';
import { nearest } from '../../../src/commands/near.ts';

const words = ['show', 'failover', 'service', 'sync', 'secondary'];

test.each([
  ['shwo', 'show'],
  ['shw', 'show'],
  ['Failvoer', 'failover'],
  ['failover1', 'failover'],
  ['secundry', 'secondary'],
  ['sink', undefined],
  ['x', undefined],
  ['foo', undefined],
  ['unrelated', undefined],
  ['x'.repeat(41), undefined],
])('%s is near to %s', (typed, expected) => {
  expect(nearest(typed, words)).toBe(expected);
});

test('two words that are equally near are none', () => {
  expect(nearest('stat', ['start', 'state'])).toBeUndefined();
});
