import { describe, expect, test } from '@jest/globals';
import type { Phase } from '../../../src/failover/node.ts';
import { noTerm } from '../../../src/failover/term.ts';
import { answered, called, core1, core2, failed, one, step, told, two } from './pair.ts';

const lastStraw = { failures: 2 };
const tookOver = core2('active', { term: two(2), dataTerm: two(2) });

describe('the Primary does not answer', () => {
  test.each(['suspect', 'standby', 'held'] as const)('F20: the limit is reached in %s: promoting', (phase) => {
    const decision = step(core2(phase, lastStraw), failed);
    expect(told(decision)).toEqual({
      row: 'F20',
      phase: 'promoting',
      actions: ['abortSync', 'applyCopy', 'startServices'],
      sentence: 'core1 did not answer 3 heartbeats in a row (timed out): promoting, term 2.',
    });
    expect(decision.node).toMatchObject({
      mode: 'primary',
      term: two(2),
      dataTerm: one(1),
      ownData: true,
      applyPending: true,
    });
  });

  test('F20: with a limit of one the first failure is enough', () => {
    const decision = step(core2('standby'), failed, { heartbeatFailures: 1 });
    expect(decision.sentence).toBe('core1 did not answer 1 heartbeat (timed out): promoting, term 2.');
  });

  test('F20: data this server wrote itself is not overwritten by an older copy', () => {
    const own = core2('suspect', { ...lastStraw, ownData: true, dataTerm: two(2), term: two(2), newestData: two(2) });
    const decision = step(own, failed);
    expect(decision.actions).toEqual(['abortSync', 'startServices']);
    expect(decision.node).toMatchObject({ term: two(3), applyPending: false });
  });

  test('F20: a promotion that broke off before puts its copy in place again', () => {
    const broken = core2('suspect', { ...lastStraw, ownData: true, applyPending: true, term: two(2) });
    expect(step(broken, failed).actions).toContain('applyCopy');
  });

  test('F30: the policy is to keep in Standby: held, alerted once, and it says what proceeds', () => {
    const decision = step(core2('suspect', lastStraw), failed, { promoteOnFailure: false });
    expect(told(decision)).toEqual({
      row: 'F30',
      phase: 'held',
      actions: ['alert'],
      sentence:
        'core1 did not answer 3 heartbeats in a row (timed out). Not promoted: the policy is to keep in Standby. "failover mode primary" takes over.',
    });
    const again = step(decision.node, failed, { promoteOnFailure: false });
    expect(told(again)).toMatchObject({ row: null, phase: 'held', actions: [] });
    expect(again.node.failures).toBe(4);
  });

  test('below the limit nothing is decided, whatever would keep it from promoting', () => {
    const decision = step(core2('suspect', { failures: 1, generation: null }), failed, { promoteOnFailure: false });
    expect(told(decision)).toMatchObject({ row: null, phase: 'suspect' });
  });

  test.each(['suspect', 'fenced'] as const)('with high availability disabled %s says nothing', (phase) => {
    const off = { highAvailability: false, promoteOnFailure: false };
    expect(told(step(core2(phase, lastStraw), failed, off))).toMatchObject({ row: null, phase });
  });

  test('held looks at its reasons with every failure: a changed policy promotes', () => {
    const { node } = step(core2('suspect', lastStraw), failed, { promoteOnFailure: false });
    expect(told(step(node, failed))).toMatchObject({ row: 'F20', phase: 'promoting' });
  });

  test('F32: without a complete copy there is nothing to take over with', () => {
    const decision = step(core2('suspect', { ...lastStraw, generation: null, dataTerm: noTerm }), failed);
    expect(told(decision)).toMatchObject({ row: 'F32', phase: 'held', actions: ['alert'] });
    expect(decision.sentence).toContain('Not promoted: there is no complete copy here.');
  });

  test('F33: data that are no copy of what the Primary serves are not taken over with', () => {
    const formerPair = core2('standby', { dataTerm: two(7), term: two(7), newestData: two(7), ownData: true });
    const { node } = step(formerPair, answered(core1('active')));
    expect(node.strayed).toBe(true);
    const decision = step({ ...node, phase: 'suspect', failures: 2 }, failed);
    expect(told(decision)).toMatchObject({ row: 'F33', phase: 'held', actions: ['alert'] });
    expect(decision.sentence).toContain('core1 served older data than these (term 7), which are not a copy of its.');
    expect(step(node, answered(core1('active', { term: one(8), dataTerm: one(8) }))).node.strayed).toBe(false);
  });

  test('F34: a copy older than what was written elsewhere is not promoted', () => {
    const decision = step(core2('suspect', { ...lastStraw, newestData: one(3), term: one(3) }), failed);
    expect(told(decision)).toMatchObject({ row: 'F34', phase: 'held', actions: ['alert'] });
    expect(decision.sentence).toContain('the data here (term 1) is older than what was written in term 3.');
  });

  test('F34: a claim of the Primary that never served leaves the copy good', () => {
    const decision = step(core2('suspect', { ...lastStraw, term: one(3) }), failed);
    expect(decision.node).toMatchObject({ phase: 'promoting', term: two(4) });
  });

  test('F35: a copy that lacks a dataset configured here is not promoted, own data is', () => {
    const context = { missingFromCopy: ['certificates'] };
    const decision = step(core2('suspect', lastStraw), failed, context);
    expect(told(decision)).toMatchObject({ row: 'F35', phase: 'held', actions: ['alert'] });
    expect(decision.sentence).toContain('the copy here has no dataset certificates.');
    expect(told(step(core2('suspect', { ...lastStraw, ownData: true }), failed, context))).toMatchObject({
      row: 'F20',
    });
  });

  test('F36: a Standby that has just started waits for a Primary that may be starting, too', () => {
    const context = { nowMs: 1000, startHoldMs: 30_000 };
    const { node: started } = step(core2('standby'), { type: 'boot' }, context);
    expect(started.holdUntilMs).toBe(31_000);
    const waiting = step({ ...started, ...lastStraw }, failed, { ...context, nowMs: 5000 });
    expect(told(waiting)).toEqual({
      row: 'F36',
      phase: 'held',
      actions: ['alert'],
      sentence:
        'core1 did not answer 3 heartbeats in a row (timed out). Not promoted: core1 has not been heard since this server started and may be starting, too; it is waited for 30 s in all. "failover mode primary" takes over.',
    });
    expect(told(step(waiting.node, failed, { ...context, nowMs: 30_999 }))).toMatchObject({ row: null, phase: 'held' });
    expect(told(step(waiting.node, failed, { ...context, nowMs: 31_000 }))).toMatchObject({
      row: 'F20',
      phase: 'promoting',
    });
  });

  test.each([answered, called])('F36: a Primary that was heard once is not waited for again', (heard) => {
    const context = { nowMs: 1000, startHoldMs: 30_000 };
    const { node: started } = step(core2('standby'), { type: 'boot' }, context);
    const { node } = step(started, heard(core1('active')), { ...context, nowMs: 2000 });
    expect(node.holdUntilMs).toBeNull();
    expect(told(step({ ...node, ...lastStraw, grace: false }, failed, { ...context, nowMs: 3000 }))).toMatchObject({
      row: 'F20',
    });
  });

  test('a new reason is an event of its own', () => {
    const { node } = step(core2('suspect', lastStraw), failed, { promoteOnFailure: false });
    expect(told(step({ ...node, newestData: one(3) }, failed))).toMatchObject({ row: 'F34', phase: 'held' });
  });

  test.each([answered, called])('F40: the Primary is heard again: nothing was taken over', (heard) => {
    const decision = step(core2('held', { failures: 5, obstacle: 'policy' }), heard(core1('active')));
    expect(told(decision)).toEqual({
      row: 'F40',
      phase: 'standby',
      actions: [],
      sentence: 'core1 is heard again after 5 heartbeats in a row without an answer; this server had not taken over.',
    });
    expect(decision.node).toMatchObject({ failures: 0, obstacle: null });
  });

  test.each(['fenced', 'resync'] as const)('F70: %s says once that it will not take over', (phase) => {
    const decision = step(core1(phase, lastStraw), failed);
    expect(told(decision)).toEqual({
      row: 'F70',
      phase,
      actions: ['alert'],
      sentence:
        'core2 did not answer 3 heartbeats in a row (timed out). Not promoted: this server is not synchronized with it. "failover mode primary" serves what is here.',
    });
    expect(told(step(decision.node, failed))).toMatchObject({ row: null, phase });
  });
});

describe('a promotion that fails', () => {
  const promoting = core2('promoting', { term: two(2), ownData: true, applyPending: true });
  const failure = { type: 'promotionFailed', reason: 'service registry did not start' } as const;

  test('F52: held, nothing served, and the copy is to be put in place again next time', () => {
    const decision = step(promoting, failure);
    expect(told(decision)).toEqual({
      row: 'F52',
      phase: 'held',
      actions: ['closeGate', 'stopServices', 'alert'],
      sentence:
        'The promotion failed: service registry did not start. This server serves nobody; "failover mode primary" tries again.',
    });
    expect(decision.node).toMatchObject({ mode: 'secondary', obstacle: 'startFailed', applyPending: true });
  });

  test('it is not tried again by itself, and an operator can', () => {
    const { node } = step(promoting, failure);
    expect(told(step({ ...node, failures: 8 }, failed))).toMatchObject({ row: null, phase: 'held' });
    expect(step(node, { type: 'operatorPrimary', by: 'admin' })).toMatchObject({
      node: { phase: 'promoting', term: two(3) },
      actions: ['abortSync', 'applyCopy', 'startServices'],
    });
  });

  test.each(['active', 'promoting', 'hold'] as const)('F42: the peer is %s: the failure is over', (phase) => {
    const decision = step(core2('held', { obstacle: 'startFailed' }), answered(core1(phase)));
    expect(told(decision)).toEqual({
      row: 'F42',
      phase: 'standby',
      actions: [],
      sentence: 'core1 is Primary: the failed promotion here is over.',
    });
  });

  test('while the peer is fenced nobody serves, and that stays visible', () => {
    const decision = step(core2('held', { obstacle: 'startFailed' }), answered(core1('fenced')));
    expect(told(decision)).toMatchObject({ row: null, phase: 'held' });
  });

  test('the failure of a promotion given up before changes nothing', () => {
    expect(told(step(promoting, { ...failure, term: two(1) }))).toMatchObject({ row: null, phase: 'promoting' });
  });
});

describe('another server took over', () => {
  test.each([answered, called])('F60: an active server that hears of it stops serving at once', (heard) => {
    const decision = step(core1('active'), heard(tookOver));
    expect(told(decision)).toEqual({
      row: 'F60',
      phase: 'fenced',
      actions: ['closeGate', 'stopServices', 'alert'],
      sentence:
        'core2 took over (term 2): this server serves nobody and keeps its data. "failover sync core2" makes it the Standby.',
    });
    expect(decision.node).toMatchObject({ mode: 'secondary', term: two(2), newestData: two(2), ownData: true });
  });

  test('F60: a promotion on the way counts already', () => {
    expect(told(step(core1('active'), called(core2('promoting', { term: two(2) }))))).toMatchObject({ row: 'F60' });
  });

  test('F60: a promotion here gives way to a higher one there', () => {
    expect(told(step(core1('promoting'), answered(tookOver)))).toMatchObject({ row: 'F60', phase: 'fenced' });
  });

  test('of two that serve exactly one steps down', () => {
    const [a, b] = [core1('active', { term: one(2), dataTerm: one(2) }), tookOver];
    expect(told(step(a, answered(b))).phase).toBe('fenced');
    expect(told(step(b, answered(a))).phase).toBe('active');
  });

  test('a higher term without a server that serves in it is only remembered', () => {
    const decision = step(core1('active'), answered(core2('held', { term: two(7), obstacle: 'startFailed' })));
    expect(decision).toMatchObject({ row: null, node: { phase: 'active', term: two(7), dataTerm: one(1) } });
  });

  test('fencing does not ask whether high availability is enabled', () => {
    expect(told(step(core1('active'), called(tookOver), { highAvailability: false }))).toMatchObject({ row: 'F60' });
  });

  test.each(['standby', 'suspect', 'held', 'fenced'] as Phase[])('%s has nothing to stop', (phase) => {
    expect(step(core1(phase), called(tookOver)).actions).toEqual([]);
  });
});
