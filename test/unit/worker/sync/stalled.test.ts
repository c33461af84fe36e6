import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Stalled } from '../../../../src/worker/sync/stalled.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('a silent transfer from a source that the heartbeats have given up is told of', () => {
  let isLost = false;
  const stalled = new Stalled(() => isLost);
  jest.advanceTimersByTime(60_000);
  expect(stalled.signal.aborted).toBe(false);
  isLost = true;
  jest.advanceTimersByTime(500);
  expect(stalled.signal.aborted).toBe(true);
  stalled.stop();
});

test('one that goes on in spite of heartbeats that fail is left alone', () => {
  const stalled = new Stalled(() => true);
  for (let second = 0; second < 30; second += 1) {
    stalled.progressed();
    jest.advanceTimersByTime(1000);
  }
  expect(stalled.signal.aborted).toBe(false);
  stalled.stop();
  jest.advanceTimersByTime(60_000);
  expect(stalled.signal.aborted).toBe(false);
});
