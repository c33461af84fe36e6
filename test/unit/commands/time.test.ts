import { expect, test } from '@jest/globals';
import { ageOf, gmtOf, spanOf, whenOf, whenOr } from '../../../src/commands/text/time.ts';

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1400, '1.4 s'],
  [2000, '2 s'],
  [42_900, '42 s'],
  [61_000, '1 min 1 s'],
  [120_000, '2 min'],
  [599_000, '9 min 59 s'],
  [659_000, '10 min'],
  [3_600_000, '1 h'],
  [11_520_000, '3 h 12 min'],
  [86_400_000, '1 d'],
  [356_400_000, '4 d 3 h'],
])('%d ms is %s', (ms, text) => {
  expect(spanOf(ms)).toBe(text);
});

const now = Date.parse('2026-11-21T01:12:04Z');
test.each([
  [0, 'just now'],
  [900, 'just now'],
  [-900, 'just now'],
  [1900, '1 s ago'],
  [125_000, '2 min 5 s ago'],
  [-11_520_000, 'in 3 h 12 min'],
])('%d ms before now is %s', (ms, text) => {
  expect(ageOf(now - ms, now)).toBe(text);
});

test('times are in GMT, whatever the zone of the host, and carry their age', () => {
  expect(gmtOf(now)).toBe('2026-11-21 01:12:04 GMT');
  expect(whenOf('2026-11-21T02:10:04.999+01:00', now)).toBe('2026-11-21 01:10:04 GMT (1 min 59 s ago)');
  expect(whenOr(null, now, 'never')).toBe('never');
});
