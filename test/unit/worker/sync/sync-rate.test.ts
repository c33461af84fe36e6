import { expect, test } from '@jest/globals';
import { SyncRate } from '../../../../src/worker/sync/sync-rate.ts';

test('rate and time left come from the last seconds, and not before they can be told', () => {
  const rate = new SyncRate();
  expect(rate.at(0, 'fetch a', 0, 10_000)).toEqual({
    task: 'fetch a',
    bytes: 0,
    totalBytes: 10_000,
    bytesPerSecond: null,
    remainingMs: null,
  });
  expect(rate.at(400, 'fetch a', 400, 10_000).bytesPerSecond).toBeNull();
  expect(rate.at(1000, 'fetch a', 1000, 10_000)).toMatchObject({ bytesPerSecond: 1000, remainingMs: 9000 });
});

test('a link that has become slow is seen to be; one that stands still has no time left to tell', () => {
  const rate = new SyncRate();
  for (let second = 0; second <= 20; second++) rate.at(second * 1000, 'x', second * 1000, 100_000);
  for (let second = 21; second <= 40; second++) rate.at(second * 1000, 'x', 20_000 + (second - 20) * 10, 100_000);
  expect(rate.at(41_000, 'x', 20_210, 100_000).bytesPerSecond).toBe(10);
  for (let second = 42; second <= 60; second++) rate.at(second * 1000, 'x', 20_210, 100_000);
  expect(rate.at(61_000, 'x', 20_210, 100_000)).toMatchObject({ bytesPerSecond: 0, remainingMs: null });
});

test('every task begins anew, and so does one that is fetched again', () => {
  const rate = new SyncRate();
  rate.at(0, 'a', 0, 0);
  expect(rate.at(2000, 'a', 4000, 0)).toMatchObject({ bytesPerSecond: 2000, remainingMs: null });
  expect(rate.at(3000, 'b', 10, 100).bytesPerSecond).toBeNull();
  rate.at(4000, 'b', 90, 100);
  expect(rate.at(5000, 'b', 5, 100).bytesPerSecond).toBeNull();
});
