import { expect, test } from '@jest/globals';
import { givenUpWords, Restarts, restartWords } from '../../../src/host/restarts.ts';

test('so many restarts within the window, and again when those are long ago', () => {
  const restarts = new Restarts({ most: 2, windowMs: 1000 });
  expect([restarts.take(0), restarts.take(500), restarts.take(999)]).toEqual([1, 2, null]);
  expect(restarts.count(999)).toBe(2);
  expect(restarts.take(1000)).toBe(2);
  expect(restarts.isUsedUp(1400)).toBe(true);
  restarts.forget();
  expect(restarts.count(1400)).toBe(0);
  restarts.limit = { most: 0, windowMs: 1000 };
  expect(restarts.take(5000)).toBeNull();
});

test('in words', () => {
  expect(restartWords(1, { most: 5, windowMs: 1 })).toBe('restart 1 of 5');
  expect(givenUpWords('ended', { most: 1, windowMs: 1 })).toBe('it ended, 1 restart did not help');
  expect(givenUpWords('ended', { most: 0, windowMs: 1 })).toBe('it ended, it is not to be restarted');
});
