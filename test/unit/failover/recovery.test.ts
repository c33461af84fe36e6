import { describe, expect, test } from '@jest/globals';
import { core1, core2, one, step, told, two } from './pair.ts';

const started = { type: 'syncStarted', host: 'core2' } as const;
const broke = { type: 'syncFailed', host: 'core2', reason: 'the link was lost' } as const;
const done = { type: 'syncSucceeded', host: 'core2', generation: 6, dataTerm: two(2), term: two(2) } as const;

describe('a fenced server is brought in step', () => {
  test('R10: its synchronization starts', () => {
    expect(told(step(core1('fenced'), started))).toEqual({
      row: 'R10',
      phase: 'resync',
      actions: [],
      sentence: 'Synchronizes from core2 to become its Standby.',
    });
  });

  test('R12: it fails, and the server is fenced as before', () => {
    expect(told(step(core1('resync'), broke))).toEqual({
      row: 'R12',
      phase: 'fenced',
      actions: [],
      sentence: 'The synchronization from core2 failed: the link was lost.',
    });
  });

  test.each(['resync', 'fenced', 'standby', 'standbyEmpty', 'suspect', 'held'] as const)(
    'R20: a complete copy makes %s a Standby',
    (phase) => {
      const decision = step(core1(phase, { failures: 2, obstacle: 'oldCopy', applyPending: true }), done);
      expect(told(decision)).toEqual({
        row: 'R20',
        phase: 'standby',
        actions: [],
        sentence: 'Standby of core2: copy 6 (term 2) is complete.',
      });
      expect(decision.node).toMatchObject({
        generation: 6,
        term: two(2),
        dataTerm: two(2),
        newestData: two(2),
        ownData: false,
        applyPending: false,
        failures: 0,
        obstacle: null,
      });
    },
  );

  test('R20: the highest term seen does not fall', () => {
    expect(step(core1('fenced', { term: one(9) }), done).node.term).toEqual(one(9));
  });
});

describe('a copy that is refused', () => {
  test('one that is older than the data here', () => {
    const node = core1('standby', { term: one(3), dataTerm: one(3), newestData: one(3) });
    expect(step(node, done)).toEqual({
      node,
      actions: [],
      row: null,
      sentence: 'The copy from core2 (term 2) is older than the data here (term 3).',
    });
  });

  test.each(['hold', 'promoting', 'active'] as const)('one that comes too late: %s takes none (A3)', (phase) => {
    const node = core1(phase);
    for (const event of [started, done, broke])
      expect(step(node, event)).toEqual({
        node,
        actions: [],
        row: null,
        sentence: 'core1 is in Primary mode and takes no copy from anyone.',
      });
  });

  test.each([started, broke])('$type leaves a Standby a Standby', (event) => {
    const node = core2('standby');
    expect(step(node, event)).toMatchObject({ row: null, actions: [] });
    expect(step(node, event).node).toBe(node);
  });
});
