import { describe, expect, test } from '@jest/globals';
import { claimOf, ownClaim } from '../../../src/failover/claim.ts';
import { newNode, pairStateOf, phases } from '../../../src/failover/node.ts';
import { compareTerms, higherTerm, nextTerm, noTerm, printTerm } from '../../../src/failover/term.ts';
import { core1, core2, one, two, viewOf } from './pair.ts';

describe('terms', () => {
  test('are ordered by counter, then by owner, so that two servers never share one', () => {
    expect([two(1), one(2), noTerm, one(1)].sort(compareTerms)).toEqual([noTerm, one(1), two(1), one(2)]);
    expect(compareTerms(one(3), one(3))).toBe(0);
    expect(higherTerm(one(1), two(1))).toEqual(two(1));
  });

  test('rise by one in the name of whoever claims', () => {
    expect(nextTerm(two(4), 'core1')).toEqual(one(5));
  });

  test('print their counter and owner', () => {
    expect([printTerm(noTerm), printTerm(two(3))]).toEqual(['0', '3 (core2)']);
  });
});

describe('claims', () => {
  test('an active server claims the term of its data, whatever it has seen', () => {
    expect(ownClaim(core1('active', { term: two(9) }))).toEqual(one(1));
    expect(claimOf(viewOf(core2('active', { term: one(9), dataTerm: two(2) })), core1('standby'))).toEqual(two(2));
  });

  test('a server on its way claims its own term where it has one', () => {
    expect(ownClaim(core1('promoting', { term: one(3) }))).toEqual(one(3));
    expect(ownClaim(core1('promoting', { term: two(3) }))).toEqual(one(1));
    expect(claimOf(viewOf(core2('promoting', { term: two(3) })), core1('active'))).toEqual(two(3));
    expect(claimOf(viewOf(core2('promoting', { term: one(3), dataTerm: two(2) })), core1('active'))).toEqual(two(2));
  });
});

describe('what an operator sees of a phase (A1)', () => {
  test('one state for each', () => {
    expect(Object.fromEntries(phases.map((phase) => [phase, pairStateOf(phase)]))).toEqual({
      hold: 'notAvailable',
      standbyEmpty: 'standby',
      standby: 'standby',
      suspect: 'standby',
      vetting: 'standby',
      held: 'standby',
      promoting: 'standby',
      active: 'active',
      fenced: 'notAvailable',
      resync: 'notAvailable',
    });
  });

  test('a server nobody has configured would serve', () => {
    expect(newNode('core1')).toMatchObject({ mode: 'primary', phase: 'hold', term: noTerm, ownData: false });
  });
});
