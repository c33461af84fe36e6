import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { applyLine } from '../../../../src/config/statement.ts';
import { initialConfig, type Config } from '../../../../src/config/config.ts';
import { Schedule } from '../../../../src/worker/sync/schedule.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}:00Z`);
const hourMs = 3_600_000;
const configOf = (...lines: string[]): Config =>
  lines.reduce<Config>((config, line) => applyLine({ config }, line).config, {
    ...initialConfig(),
    highAvailability: 'enable',
  });

describe('schedule (C7)', () => {
  let ran: string[];
  let schedule: Schedule;
  beforeEach(() => {
    jest.useFakeTimers({ now: at('14:00') });
    ran = [];
    schedule = new Schedule(() => ran.push(new Date().toISOString().slice(8, 16)));
  });
  afterEach(() => {
    schedule.stop();
    jest.useRealTimers();
  });

  test('saved at 14:00 with StartTime 13:00 it runs at 13:00 the next day, then every so often', () => {
    schedule.arm(configOf('sync start-time 13:00', 'sync run-every 4h'), Date.now());
    expect(schedule.nextDueMs).toBe(at('13:00') + 24 * hourMs);
    jest.advanceTimersByTime(32 * hourMs);
    expect(ran).toEqual(['02T13:00', '02T17:00', '02T21:00']);
  });

  test('every save arms it anew from StartTime', () => {
    schedule.arm(configOf('sync start-time 15:00', 'sync run-every 1h'), Date.now());
    jest.advanceTimersByTime(1.5 * hourMs);
    expect(ran).toEqual(['01T15:00']);
    schedule.arm(configOf('sync start-time 15:00', 'sync run-every 1h'), Date.now());
    jest.advanceTimersByTime(23 * hourMs);
    expect(ran).toEqual(['01T15:00']);
    jest.advanceTimersByTime(hourMs);
    expect(ran).toEqual(['01T15:00', '02T15:00']);
  });

  test('a run that was missed while the worker was down is not made up', () => {
    schedule.arm(configOf('sync start-time 13:00', 'sync run-every 4h'), at('12:00') - 24 * hourMs);
    jest.advanceTimersByTime(2 * hourMs);
    expect(ran).toEqual([]);
    jest.advanceTimersByTime(hourMs);
    expect(ran).toEqual(['01T17:00']);
  });

  test('nothing is due while high availability is disabled or the schedule is not armed (A2, B2)', () => {
    schedule.arm(configOf('high-availability disable'), Date.now());
    expect(schedule.nextDueMs).toBeNull();
    schedule.arm(configOf('sync run-every 1h'), null);
    expect(schedule.nextDueMs).toBeNull();
    jest.advanceTimersByTime(48 * hourMs);
    expect(ran).toEqual([]);
  });
});
