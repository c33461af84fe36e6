import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { IdleWatch } from '../../../../src/console/editing/idle-watch.ts';

let waits: boolean;
let said: string[];
let watch: IdleWatch;
beforeEach(() => {
  jest.useFakeTimers();
  waits = true;
  said = [];
  watch = new IdleWatch({ isWaiting: () => waits, onIdle: (text) => said.push(text) });
});
afterEach(() => {
  watch.stop();
  jest.useRealTimers();
});

test('console 43: a console that nobody types at is closed after its time, counted from the last key', () => {
  watch.limitMs = 600_000;
  jest.advanceTimersByTime(599_000);
  watch.touch();
  jest.advanceTimersByTime(599_000);
  expect(said).toEqual([]);
  jest.advanceTimersByTime(1000);
  expect(said).toEqual(['% Nothing was typed for 10 min: this console is closed']);
});

test('console 43: a command that runs is not cut short; the time begins again behind it', () => {
  watch.limitMs = 60_000;
  waits = false;
  jest.advanceTimersByTime(3_600_000);
  expect(said).toEqual([]);
  waits = true;
  watch.touch();
  jest.advanceTimersByTime(59_999);
  expect(said).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(said).toHaveLength(1);
});

test('console 43: 0 is for ever, and a new limit counts from now', () => {
  watch.limitMs = 0;
  jest.advanceTimersByTime(1e9);
  watch.limitMs = 60_000;
  jest.advanceTimersByTime(59_000);
  watch.limitMs = 0;
  jest.advanceTimersByTime(1e9);
  expect(said).toEqual([]);
});
