import { describe, expect, test } from '@jest/globals';
import { nextOf } from '../../../src/failover/next.ts';
import { phases } from '../../../src/failover/node.ts';
import { contextOf, core1, core2 } from './pair.ts';

const next = (...[phase, changes, settings]: [...Parameters<typeof core2>, Parameters<typeof contextOf>[1]?]) => {
  const node = core2(phase, changes);
  return nextOf(node, contextOf(node, settings));
};

describe('what a server does next (H7)', () => {
  test('a Standby takes over after so many missed heartbeats, counted from those it has missed', () => {
    expect(next('standby')).toEqual(['If core1 misses 3 heartbeats in a row, core2 takes over']);
    expect(next('suspect', { failures: 2 })).toEqual(['If core1 misses 1 more heartbeat, core2 takes over']);
  });

  test('a Standby that may not take over says where the reason stands', () => {
    expect(next('standby', {}, { promoteOnFailure: false })).toEqual([
      'If core1 misses 3 heartbeats in a row, core2 stays in Standby and raises an alarm: "show failover readiness" says why',
    ]);
    expect(next('standby', {}, { highAvailability: false })).toEqual(['Waits: nobody watches the other server']);
  });

  test('one that is held says what ends it, and what an operator can do', () => {
    expect(next('held', { obstacle: 'policy' })).toEqual([
      'Goes back to Standby by itself when core1 answers again',
      '"failover mode primary" makes core2 take over',
    ]);
    expect(next('held', { obstacle: 'startFailed' })[0]).toBe('Goes back to Standby by itself when core1 serves again');
  });

  test('a hold: for how long, or that an operator has to decide', () => {
    const node = core1('hold', { holdUntilMs: 107_500 });
    expect(nextOf(node, contextOf(node))[0]).toBe(
      'Serves when core2 answers that it does not, or is silent for 7.5 s more',
    );
    expect(nextOf({ ...node, obstacle: 'newerData' }, contextOf(node))[0]).toContain('An operator decides');
  });

  test.each(phases)('there is something to say in every phase: %s', (phase) => {
    for (const line of next(phase)) expect(line).toMatch(/^["A-Z].*[^.]$/);
    expect(next(phase).length).toBeGreaterThan(0);
  });
});
