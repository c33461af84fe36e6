import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextRun } from '../../../src/failover/schedule.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const hourMs = 3_600_000;
const at = (iso: string): number => Date.parse(iso);
const next = (savedAt: string, now: string, startTime = '13:00', everyMs = 4 * hourMs): string =>
  new Date(nextRun({ startTime, everyMs, savedAtMs: at(savedAt), nowMs: at(now) })).toISOString();

describe('the schedule (C7)', () => {
  test('saved at 14:00 with StartTime 13:00, it runs at 13:00 the next day', () => {
    expect(next('2026-03-01T14:00:00Z', '2026-03-01T14:00:00Z')).toBe('2026-03-02T13:00:00.000Z');
  });

  test('saved before StartTime, it runs the same day', () => {
    expect(next('2026-03-01T12:59:59Z', '2026-03-01T12:59:59Z')).toBe('2026-03-01T13:00:00.000Z');
  });

  test('saved exactly at StartTime, it runs the next day', () => {
    expect(next('2026-03-01T13:00:00Z', '2026-03-01T13:00:00Z')).toBe('2026-03-02T13:00:00.000Z');
  });

  test('from then on Run Every counts from StartTime', () => {
    expect(next('2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z')).toBe('2026-03-01T17:00:00.000Z');
    expect(next('2026-03-01T12:00:00Z', '2026-03-02T12:59:00Z')).toBe('2026-03-02T13:00:00.000Z');
  });

  test('runs that were missed are not made up: the next one is', () => {
    expect(next('2026-03-01T12:00:00Z', '2026-03-09T18:30:00Z')).toBe('2026-03-09T21:00:00.000Z');
  });

  test('an interval that does not divide the day goes its own way', () => {
    expect(next('2026-03-01T12:00:00Z', '2026-03-02T12:00:00Z', '13:00', 5 * hourMs)).toBe('2026-03-02T14:00:00.000Z');
  });

  test(`whatever the times, the next run is the first of the series after now (SEED=${seed})`, () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const property = fc.property(
      minute,
      fc.integer({ min: 60_000, max: 30 * 24 * hourMs }),
      fc.integer({ min: 0, max: 4e12 }),
      fc.integer({ min: -1e10, max: 1e10 }),
      (startMinute, everyMs, savedAtMs, laterMs) => {
        const startTime = new Date(startMinute * 60_000).toISOString().slice(11, 16);
        const [nowMs, first] = [savedAtMs + laterMs, nextRun({ startTime, everyMs, savedAtMs, nowMs: savedAtMs })];
        const run = nextRun({ startTime, everyMs, savedAtMs, nowMs });
        expect(first - savedAtMs).toBeGreaterThan(0);
        expect(first - savedAtMs).toBeLessThanOrEqual(24 * hourMs);
        expect(new Date(first).toISOString().slice(11, 16)).toBe(startTime);
        expect(run).toBeGreaterThan(nowMs);
        expect((run - first) % everyMs).toBe(0);
        expect(run === first || run - everyMs <= nowMs).toBe(true);
      },
    );
    fc.assert(property, { seed, numRuns: 1000 });
  });
});
