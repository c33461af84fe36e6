import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../../src/failover/context.ts';
import {
  grantedByPeer,
  grantedByWitness,
  grantsPeer,
  heldUntilMs,
  leasesAtBoot,
  opened,
  promised,
  refusedByWitness,
  servesUntilMs,
  shut,
  wantsLease,
  type Leases,
} from '../../../src/failover/lease.ts';
import { phases } from '../../../src/failover/node.ts';
import { noTerm } from '../../../src/failover/term.ts';
import { answered, contextOf, core1, core2, failed, one, step, told, two, viewOf } from './pair.ts';

const times = { leaseMs: 5000, grantMs: 6000 };
const none: Leases = {
  byPeer: null,
  byWitness: null,
  promisedUntilMs: -Infinity,
  openUntilMs: -Infinity,
  witnessSays: null,
  isWitnessSilent: false,
};
const { nowMs } = contextOf(core2('standby'));
const held: Leases = grantedByWitness(none, nowMs, two(1), times);
const over: Leases = { ...none, byWitness: { untilMs: nowMs, dataTerm: two(9) }, witnessSays: 'the witness is silent' };
const lastStraw = { failures: 2 };
const tick = { type: 'tick' } as const;

const withLeases = (leases: Leases): Partial<Context> => ({ leases });

describe('a Standby with a witness (H1)', () => {
  test('F22: at the limit it asks the witness and promotes nothing yet', () => {
    expect(told(step(core2('suspect', lastStraw), failed, withLeases(none)))).toEqual({
      row: 'F22',
      phase: 'vetting',
      actions: [],
      sentence: 'core1 did not answer 3 heartbeats in a row (timed out): the witness is asked.',
    });
  });

  test.each(['tick', 'witnessAnswered'] as const)('F24: the witness grants it, seen at %s: promoting', (type) => {
    const event = type === 'tick' ? tick : { type, record: null };
    const decision = step(core2('vetting', { failures: 3 }), event, withLeases(held));
    expect(told(decision)).toMatchObject({ row: 'F24', phase: 'promoting' });
    expect(decision.sentence).toContain('the witness lets this server serve: promoting, term 2.');
    expect(decision.node.term).toEqual(two(2));
  });

  test('F24: what it promised its Primary is kept, whatever the witness grants', () => {
    const leases = promised(held, nowMs, times);
    expect(told(step(core2('vetting', { failures: 3 }), tick, withLeases(leases)))).toMatchObject({ row: null });
    const later = {
      leases: { ...leases, byWitness: { untilMs: nowMs + 9000, dataTerm: two(1) } },
      nowMs: nowMs + 6000,
    };
    expect(told(step(core2('vetting', { failures: 3 }), tick, later))).toMatchObject({ row: 'F24' });
  });

  test('F26: a witness that does not grant it keeps it in Standby, said once, and it goes on asking', () => {
    const decision = step(core2('vetting', { failures: 3 }), failed, withLeases(over));
    expect(told(decision)).toMatchObject({ row: 'F26', phase: 'held', actions: ['alert'] });
    expect(decision.sentence).toContain('Not promoted: the witness is silent. "failover mode primary" takes over.');
    expect(told(step(decision.node, failed, withLeases(over)))).toMatchObject({ row: null, phase: 'held' });
    expect(wantsLease(decision.node, contextOf(decision.node, withLeases(over)))).toBe(true);
    expect(told(step(decision.node, tick, withLeases(held)))).toMatchObject({ row: 'F24', phase: 'promoting' });
  });

  test('a Primary that answers ends the asking', () => {
    const decision = step(core2('vetting', { failures: 3 }), answered(core1('active')), withLeases(held));
    expect(told(decision)).toMatchObject({ row: 'F40', phase: 'standby' });
  });

  test('F22: newer data that the witness knows of forbids it', () => {
    const { node } = step(
      core2('standby'),
      { type: 'witnessAnswered', record: { term: one(7), dataTerm: one(7) } },
      withLeases(none),
    );
    expect(node).toMatchObject({ term: one(7), newestData: one(7) });
    expect(told(step({ ...node, failures: 2 }, failed, withLeases(none)))).toMatchObject({ row: 'F34', phase: 'held' });
  });
});

describe('a Primary with a witness', () => {
  test('S38: a lease ends the start hold, however silent the peer is', () => {
    const waiting = core1('hold', { holdUntilMs: nowMs + 60_000 });
    expect(told(step(waiting, tick, withLeases(none)))).toMatchObject({ row: null, phase: 'hold' });
    const decision = step(waiting, tick, withLeases(held));
    expect(told(decision)).toMatchObject({ row: 'S38', phase: 'promoting' });
    expect(decision.sentence).toBe('The witness lets this server serve: serves, term 1.');
  });

  test('S38: without a lease it waits for ever', () => {
    expect(told(step(core1('hold', { holdUntilMs: 0 }), tick, withLeases(over)))).toMatchObject({ row: null });
  });

  test.each(['active', 'promoting'] as const)('F64: %s without a lease serves nobody', (phase) => {
    const decision = step(core1(phase), tick, withLeases(over));
    expect(told(decision)).toMatchObject({
      row: 'F64',
      phase: 'hold',
      actions: ['closeGate', 'stopServices', 'alert'],
    });
    expect(decision.sentence).toContain('(the witness is silent)');
    expect(told(step(decision.node, tick, withLeases(held)))).toMatchObject({ row: 'S38', phase: 'promoting' });
  });

  test('a lease that goes on changes nothing', () => {
    expect(told(step(core1('active'), tick, withLeases(held)))).toMatchObject({ row: null, phase: 'active' });
  });

  test('an operator needs no lease until there is one, and no longer than the server serves', () => {
    const { node } = step(core1('hold'), { type: 'operatorPrimary', by: 'admin' }, withLeases(over));
    expect(node).toMatchObject({ phase: 'promoting', exempt: true });
    expect(told(step(node, tick, withLeases(over)))).toMatchObject({ row: null, phase: 'promoting' });
    expect(step(node, tick, withLeases(held)).node.exempt).toBe(false);
    expect(step(node, { type: 'operatorSecondary', by: 'admin' }, withLeases(over)).node.exempt).toBe(false);
    expect(step({ ...node, phase: 'active' }, { type: 'boot' }, withLeases(over)).node.exempt).toBe(false);
  });
});

describe('grants and promises', () => {
  test('a grant counts from when it was asked for, a promise from when it was given', () => {
    expect(heldUntilMs(grantedByPeer(none, 1000, noTerm, times))).toBe(6000);
    expect(heldUntilMs(grantedByWitness(grantedByPeer(none, 1000, noTerm, times), 2000, noTerm, times))).toBe(7000);
    expect(promised(none, 1000, times).promisedUntilMs).toBe(7000);
    expect(promised(promised(none, 5000, times), 1000, times).promisedUntilMs).toBe(11_000);
  });

  test('a witness that does not answer takes nothing back', () => {
    const leases = refusedByWitness(held, 'it is silent');
    expect(heldUntilMs(leases)).toBe(nowMs + 5000);
    expect(grantedByWitness(leases, nowMs, noTerm, times).witnessSays).toBeNull();
  });

  test('clients are served by the word of somebody who knows of the data that they see', () => {
    const leases = grantedByPeer(held, nowMs + 1, two(2), times);
    expect(servesUntilMs(leases, core2('active', { dataTerm: two(1) }))).toBe(nowMs + 5001);
    expect(servesUntilMs(held, core2('active', { dataTerm: two(2) }))).toBe(-Infinity);
  });

  test.each(phases)('who starts %s has forgotten what it promised, unless it served', (phase) => {
    const { promisedUntilMs, openUntilMs } = leasesAtBoot(core2(phase), 1000, times);
    expect(promisedUntilMs).toBe(phase === 'active' || phase === 'promoting' ? -Infinity : 7000);
    expect(openUntilMs).toBe(6000);
  });

  test('a Standby grants its Primary, a server that serves nobody', () => {
    const context = contextOf(core2('standby'), withLeases(none));
    const peer = viewOf(core1('active'));
    expect(grantsPeer(core2('standby'), peer, context)).toBe(true);
    expect(grantsPeer(core2('fenced'), peer, context)).toBe(true);
    expect(grantsPeer(core2('active'), peer, context)).toBe(false);
    expect(grantsPeer(core2('promoting'), peer, context)).toBe(false);
    expect(grantsPeer(core2('standby', { newestData: two(5) }), peer, context)).toBe(false);
  });

  test('it grants nothing while its own gate may be open', () => {
    const peer = viewOf(core1('active'));
    const leases = opened(none, nowMs + 1);
    expect(grantsPeer(core2('fenced'), peer, contextOf(core2('fenced'), withLeases(leases)))).toBe(false);
    expect(grantsPeer(core2('fenced'), peer, contextOf(core2('fenced'), withLeases(shut(leases))))).toBe(true);
  });

  test('of two that wait the one that wrote the data goes first', () => {
    const context = contextOf(core2('standby'), withLeases(none));
    const copy = core2('hold', { dataTerm: one(1) });
    expect(grantsPeer(copy, viewOf(core1('hold')), context)).toBe(true);
    expect(grantsPeer(core1('hold'), viewOf(copy), context)).toBe(false);
  });
});

describe('two servers that stepped back for each other', () => {
  const stepped = core2('fenced', { term: two(2), dataTerm: one(1), newestData: one(1) });

  test('F62: the one that claimed last would serve again', () => {
    const peer = core1('fenced', { term: two(2), newestData: two(2) });
    const decision = step(stepped, answered(peer), withLeases(none));
    expect(told(decision)).toMatchObject({ row: 'F62', phase: 'hold', actions: ['alert'] });
    expect(told(step(peer, answered(stepped), withLeases(none)))).toMatchObject({ row: null, phase: 'fenced' });
  });

  test('F62: not where the other one has newer data, or waits for something else', () => {
    expect(told(step(stepped, answered(core1('fenced', { term: two(2), dataTerm: one(2) }))))).toMatchObject({
      row: null,
    });
    expect(told(step(stepped, answered(core1('resync', { term: two(2) }))))).toMatchObject({ row: null });
  });
});
