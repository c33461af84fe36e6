import { describe, expect, test } from '@jest/globals';
import { newNode } from '../../../src/failover/node.ts';
import { noTerm } from '../../../src/failover/term.ts';
import { answered, called, core1, core2, failed, one, step, told, two, viewOf } from './pair.ts';

const boot = { type: 'boot' } as const;
const tick = { type: 'tick' } as const;
const held = core1('hold', { holdUntilMs: 100_000 });

describe('boot', () => {
  test('S10: a server nobody has configured serves alone and claims no term', () => {
    const decision = step(newNode('core1'), boot, { highAvailability: false, peer: null });
    expect(told(decision)).toEqual({
      row: 'S10',
      phase: 'promoting',
      actions: ['closeGate', 'stopServices', 'startServices'],
      sentence: 'Starts as Primary and serves alone: no peer is configured.',
    });
    expect(decision.node).toMatchObject({ term: noTerm, ownData: true, applyPending: false });
  });

  test('S10: a Primary with high availability disabled goes on in its own term', () => {
    const decision = step(core1('active'), boot, { highAvailability: false });
    expect(decision.sentence).toBe('Starts as Primary and serves alone: high availability is disabled.');
    expect(decision.node.term).toEqual(one(1));
  });

  test('S10: alone with a copy of another server, it serves in a term of its own', () => {
    const decision = step(core2('hold', { ownData: true, applyPending: true }), boot, { highAvailability: false });
    expect(decision.node).toMatchObject({ phase: 'promoting', term: two(2), applyPending: true });
    expect(decision.actions).toContain('applyCopy');
  });

  test('S12: a Primary of a pair asks first and serves nobody meanwhile', () => {
    const decision = step(core1('active', { failures: 2 }), boot);
    expect(told(decision)).toEqual({
      row: 'S12',
      phase: 'hold',
      actions: ['closeGate', 'stopServices'],
      sentence:
        'Starts as Primary and asks core2 whether it is active before serving; a silent core2 is waited for 30 s.',
    });
    expect(decision.node).toMatchObject({ holdUntilMs: 130_000, failures: 0 });
  });

  test('S12: killed between the promotion and its copy, it still knows that the copy is to be put in place', () => {
    const { node } = step(core2('promoting', { term: two(2), ownData: true, applyPending: true }), boot);
    const later = step({ ...node, holdUntilMs: 0 }, tick);
    expect(later.node).toMatchObject({ phase: 'promoting', term: two(2), applyPending: true });
    expect(later.actions).toEqual(['abortSync', 'applyCopy', 'startServices']);
  });

  test.each(['standby', 'suspect', 'held'] as const)('S14: a Secondary in %s starts as Standby', (phase) => {
    const decision = step(core2(phase, { failures: 2, obstacle: 'policy' }), boot);
    expect(told(decision)).toMatchObject({ row: 'S14', phase: 'standby', sentence: 'Starts as Secondary.' });
    expect(decision.node).toMatchObject({ failures: 0, obstacle: null });
  });

  test('S14: without a copy it says that it cannot take over', () => {
    const decision = step(core2('standbyEmpty', { generation: null }), boot);
    expect(told(decision)).toMatchObject({
      row: 'S14',
      phase: 'standbyEmpty',
      sentence: 'Starts as Secondary without a complete copy: it cannot take over before the first synchronization.',
    });
  });

  test.each(['fenced', 'resync'] as const)('S16: from %s it starts fenced', (phase) => {
    expect(told(step(core1(phase), boot))).toEqual({
      row: 'S16',
      phase: 'fenced',
      actions: ['closeGate', 'stopServices'],
      sentence:
        'Starts and serves nobody: another server took over. "failover sync core2" makes this server its Standby.',
    });
  });
});

describe('start hold', () => {
  test.each([answered, called])('S20: the peer took over meanwhile: fenced', (heard) => {
    const decision = step(held, heard(core2('active', { term: two(2), dataTerm: two(2) })));
    expect(told(decision)).toEqual({
      row: 'S20',
      phase: 'fenced',
      actions: ['alert'],
      sentence: 'core2 is active (term 2): this server serves nobody. "failover sync core2" makes it the Standby.',
    });
    expect(decision.node).toMatchObject({ mode: 'secondary', term: two(2), newestData: two(2), holdUntilMs: null });
  });

  test('S20: a peer that is just taking over counts as one that did', () => {
    const decision = step(held, answered(core2('promoting', { term: two(2) })));
    expect(decision.node).toMatchObject({ phase: 'fenced', newestData: two(2) });
  });

  test('S20: an active peer that has not heard of the claim here is not believed yet', () => {
    const claimed = core2('hold', { term: two(2), ownData: true, applyPending: true, holdUntilMs: 1 });
    const unaware = step(claimed, called(core1('active')));
    expect(told(unaware)).toMatchObject({ row: null, phase: 'hold' });
    expect(unaware.node.holdUntilMs).toBe(130_000);
    expect(told(step(claimed, answered(core1('active'))))).toMatchObject({ row: null, phase: 'hold' });
    const stale = core1('hold', { term: one(3), holdUntilMs: 1 });
    const serving = core2('active', { term: two(2), dataTerm: two(2) });
    expect(told(step(stale, answered(serving)))).toMatchObject({ row: null, phase: 'hold' });
    expect(told(step(claimed, answered(core1('active', { term: two(2) }))))).toMatchObject({
      row: 'S20',
      phase: 'fenced',
    });
  });

  test('S22: the peer serves older data: both stay, an operator decides, and it is said once', () => {
    const node = core2('hold', { term: two(2), dataTerm: two(2), newestData: two(2), ownData: true, holdUntilMs: 1 });
    const decision = step(node, answered(core1('active')));
    expect(told(decision)).toEqual({
      row: 'S22',
      phase: 'hold',
      actions: ['alert'],
      sentence:
        'core1 serves data of term 1, and the data here is newer (term 2): an operator decides which is to live. ' +
        '"failover mode primary" here serves this data, "failover mode primary" on core1 goes on with the other; nothing is thrown away.',
    });
    expect(decision.node.holdUntilMs).toBe(130_000);
    expect(told(step(decision.node, answered(core1('active'))))).toMatchObject({ row: null, phase: 'hold' });
  });

  test.each([answered, called])('S24: the peer has newer data: it waits and names the two commands', (heard) => {
    const peer = core2('standby', { term: two(2), dataTerm: two(2) });
    const decision = step(held, heard(peer));
    expect(told(decision)).toEqual({
      row: 'S24',
      phase: 'hold',
      actions: ['alert'],
      sentence:
        'core2 has newer data (term 2, here term 1), and this server does not serve older data by itself: ' +
        '"failover mode secondary" and "failover sync core2" fetch the newer data, "failover mode primary" serves what is here.',
    });
    expect(told(step(decision.node, heard(peer)))).toMatchObject({ row: null, phase: 'hold' });
    expect(told(step(decision.node, tick, { nowMs: 1e9 }))).toMatchObject({ row: null, phase: 'hold' });
  });

  test('S26: of two that wait with the same data the one that holds the copy lets the other go first', () => {
    const copy = core2('hold', { term: two(2), ownData: true, applyPending: true, holdUntilMs: 1 });
    const decision = step(copy, answered(held));
    expect(told(decision)).toEqual({
      row: 'S26',
      phase: 'hold',
      actions: [],
      sentence:
        'core1 waits as well, with data of the same term, and goes first. "failover mode primary" here serves at once.',
    });
    expect(decision.node.holdUntilMs).toBe(130_000);
    expect(told(step(decision.node, answered(held)))).toMatchObject({ row: null, phase: 'hold' });
    expect(told(step(held, answered(copy)))).toMatchObject({ row: 'S30', phase: 'promoting' });
  });

  test('S26: newer data elsewhere stays the reason, and is not said anew', () => {
    const node = core2('hold', { term: one(3), newestData: one(3), obstacle: 'newerData', holdUntilMs: 1 });
    expect(told(step(node, answered(held)))).toMatchObject({ row: null, phase: 'hold' });
  });

  test('S28: newer data turns up before the gate is open: back to waiting', () => {
    const decision = step(core1('promoting'), called(core2('hold', { term: two(2), dataTerm: two(2) })));
    expect(told(decision)).toMatchObject({
      row: 'S28',
      phase: 'hold',
      actions: ['closeGate', 'stopServices', 'alert'],
    });
    expect(decision.node).toMatchObject({ newestData: two(2), obstacle: 'newerData' });
    expect(told(step(decision.node, { type: 'promotionSucceeded', term: one(1) }))).toMatchObject({ row: null });
  });

  test('S28: a Standby with the same data is no reason to wait', () => {
    expect(told(step(core1('promoting'), answered(core2('standby'))))).toMatchObject({ row: null, phase: 'promoting' });
  });

  test('S28: an operator who promoted is not overruled', () => {
    const ordered = core1('promoting', { term: one(2) });
    const decision = step(ordered, called(core2('hold', { term: two(2), dataTerm: two(2) })));
    expect(told(decision)).toMatchObject({ row: null, phase: 'promoting' });
    expect(decision.node).toMatchObject({ term: one(2), newestData: two(2) });
  });

  test('S30: the peer stands by: serves again in the same term', () => {
    const decision = step(held, answered(core2('standby')));
    expect(told(decision)).toEqual({
      row: 'S30',
      phase: 'promoting',
      actions: ['abortSync', 'startServices'],
      sentence: 'core2 is not active and has no newer data: serves, term 1.',
    });
    expect(decision.node).toMatchObject({ term: one(1), holdUntilMs: null });
  });

  test('S30: a claim of the peer that never served does not dethrone anybody', () => {
    const decision = step(held, answered(core2('held', { term: two(2), obstacle: 'startFailed' })));
    expect(decision.node).toMatchObject({ phase: 'promoting', term: two(2), dataTerm: one(1) });
    const serving = step(decision.node, { type: 'promotionSucceeded' });
    expect(serving.node).toMatchObject({ phase: 'active', dataTerm: one(1), newestData: one(1) });
  });

  test('S30: with data of another server and a higher term seen, it claims a term of its own', () => {
    const node = core2('hold', { term: one(3), ownData: true, applyPending: true });
    expect(step(node, answered(core1('fenced', { term: one(3) }))).node.term).toEqual(two(4));
  });

  test('a call alone does not end the hold: the peer may not have heard of this server yet', () => {
    expect(told(step(held, called(core2('standby'))))).toMatchObject({ row: null, phase: 'hold' });
  });

  test.each(['disabled', 'tick'] as const)('S32: on %s a server that stands alone waits no longer', (type) => {
    expect(told(step(held, { type }, { highAvailability: false }))).toEqual({
      row: 'S32',
      phase: 'promoting',
      actions: ['abortSync', 'startServices'],
      sentence: 'Waits no longer and serves alone: high availability is disabled.',
    });
  });

  test('newer data seen once is not forgotten because the peer no longer has it', () => {
    const node = { ...held, newestData: two(2), term: two(2), obstacle: 'newerData' as const };
    expect(told(step(node, answered(core2('standbyEmpty', { dataTerm: noTerm }))))).toMatchObject({
      row: null,
      phase: 'hold',
    });
  });

  test('S34: a silent peer with newer data is not passed over, and that is said once', () => {
    const node = { ...held, newestData: two(2), term: two(2) };
    expect(told(step(node, tick, { nowMs: 99_999 }))).toMatchObject({ row: null, sentence: 'Still asking core2.' });
    const decision = step(node, tick);
    expect(told(decision)).toMatchObject({ row: 'S34', phase: 'hold', actions: ['alert'] });
    expect(decision.sentence).toMatch(/^core2 does not answer\. core2 has newer data \(term 2, here term 1\)/);
    expect(told(step(decision.node, tick))).toMatchObject({ row: null, phase: 'hold' });
  });

  test('S36: a silent peer is waited for and then passed over', () => {
    expect(told(step(held, tick, { nowMs: 99_999 }))).toMatchObject({ row: null, phase: 'hold' });
    expect(told(step(held, tick))).toEqual({
      row: 'S36',
      phase: 'promoting',
      actions: ['abortSync', 'startServices'],
      sentence: 'core2 was silent for 30 s: serves, term 1.',
    });
  });

  test('failed heartbeats in hold are counted and nothing else', () => {
    const decision = step(core1('hold', { failures: 9 }), failed);
    expect(told(decision)).toMatchObject({ row: null, phase: 'hold' });
    expect(decision.node.failures).toBe(10);
  });

  test('a server with this server’s own name is no peer (A7)', () => {
    const twin = { ...viewOf(core2('active', { term: two(9), dataTerm: two(9) })), name: 'core1' };
    const decision = step(held, { type: 'heartbeatAnswered', peer: twin });
    expect(decision.sentence).toBe(
      "core1 is not the peer of this server: one is configured, and its name differs from this server's.",
    );
    expect(decision.node).toBe(held);
  });
});
