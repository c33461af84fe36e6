import { describe, expect, test } from '@jest/globals';
import { noTerm } from '../../../src/failover/term.ts';
import { answered, called, core1, core2, failed, one, step, told, two } from './pair.ts';

const fresh = { term: noTerm, dataTerm: noTerm, newestData: noTerm };

describe('a server that comes to serve', () => {
  test('F50: a promotion in a new term alerts, and what is written from now on is of that term', () => {
    const node = core2('promoting', {
      term: two(2),
      ownData: true,
      applyPending: true,
      reason: 'core1 did not answer 3 heartbeats in a row (timed out): promoting, term 2.',
    });
    const decision = step(node, { type: 'promotionSucceeded', term: two(2) });
    expect(told(decision)).toEqual({
      row: 'F50',
      phase: 'active',
      actions: ['openGate', 'alert'],
      sentence: 'core2 is Primary now and serves, term 2: core1 did not answer 3 heartbeats in a row (timed out).',
    });
    expect(decision.node).toMatchObject({ dataTerm: two(2), newestData: two(2), ownData: true, applyPending: false });
  });

  test('S50: a Primary that starts again opens the gate without an alert', () => {
    expect(told(step(core1('promoting'), { type: 'promotionSucceeded' }))).toEqual({
      row: 'S50',
      phase: 'active',
      actions: ['openGate'],
      sentence: 'core1 serves again, term 1.',
    });
  });

  test('the end of a promotion that was given up opens nothing', () => {
    const node = core2('promoting', { term: two(3), ownData: true, applyPending: true });
    expect(told(step(node, { type: 'promotionSucceeded', term: two(2) }))).toEqual({
      row: null,
      phase: 'promoting',
      actions: [],
      sentence: 'That promotion was given up before it ended.',
    });
    expect(told(step(core1('fenced'), { type: 'promotionSucceeded' }))).toMatchObject({ row: null, phase: 'fenced' });
  });
});

describe('an active server', () => {
  test('S52: high availability is enabled: it asks its peer before it claims a term', () => {
    const decision = step(core1('active', fresh), { type: 'enabled' });
    expect(told(decision)).toEqual({
      row: 'S52',
      phase: 'active',
      actions: [],
      sentence:
        'High availability is enabled: this server serves and claims a term as soon as core2 answers that it does not.',
    });
    expect(decision.node.term).toEqual(noTerm);
  });

  test.each([answered, called])('S54: the peer stands by: term 1 is claimed and serving goes on', (heard) => {
    const decision = step(core1('active', fresh), heard(core2('standbyEmpty', { ...fresh, generation: null })));
    expect(told(decision)).toEqual({
      row: 'S54',
      phase: 'active',
      actions: [],
      sentence: 'core2 is not active: this server is the Primary of the pair, term 1.',
    });
    expect(decision.node).toMatchObject({ term: one(1), dataTerm: one(1), newestData: one(1) });
  });

  test('no term is claimed over newer data', () => {
    const newer = core2('standby', { term: two(5), dataTerm: two(5) });
    expect(told(step(core1('active', fresh), answered(newer)))).toMatchObject({ row: 'S58', phase: 'active' });
  });

  test.each(['standby', 'active'] as const)(
    'alone, it claims nothing and minds no %s peer without a claim',
    (phase) => {
      const decision = step(core1('active', fresh), called(core2(phase, fresh)), { highAvailability: false });
      expect(told(decision)).toMatchObject({ row: null, phase: 'active' });
      expect(decision.node.term).toEqual(noTerm);
    },
  );

  test('a server fresh from its box does not outrank a pair that serves', () => {
    const decision = step(core1('active', fresh), called(core2('active', { term: two(1), dataTerm: two(1) })));
    expect(told(decision)).toMatchObject({ row: 'F60', phase: 'fenced' });
  });

  test('S56: two Primaries that never met: nobody claims, and it is said once', () => {
    const peer = core2('active', { ...fresh, ownData: true });
    const decision = step(core1('active', fresh), answered(peer));
    expect(told(decision)).toEqual({
      row: 'S56',
      phase: 'active',
      actions: ['alert'],
      sentence:
        'core2 is Primary and active as well: type "failover mode secondary" on the one whose data is to be replaced.',
    });
    expect(told(step(decision.node, answered(peer)))).toMatchObject({ row: null });
    expect(step(decision.node, answered({ ...peer, phase: 'standby' }))).toMatchObject({
      row: { id: 'S54' },
      node: { obstacle: null },
    });
  });

  test('S58: the peer turns up with newer data: serving goes on, an operator decides, and it is said once', () => {
    const peer = core2('hold', { term: two(2), dataTerm: two(2) });
    const decision = step(core1('active'), answered(peer));
    expect(told(decision)).toEqual({
      row: 'S58',
      phase: 'active',
      actions: ['alert'],
      sentence:
        'core2 holds data of term 2 that this server never had (here term 1): an operator decides which is to live. ' +
        '"failover mode primary" here goes on with this data, "failover mode primary" on core2 goes on with the other; nothing is thrown away.',
    });
    expect(decision.node).toMatchObject({ term: two(2), dataTerm: one(1), newestData: two(2) });
    expect(told(step(decision.node, answered(peer)))).toMatchObject({ row: null });
  });

  test('a Secondary that does not answer changes nothing', () => {
    const decision = step(core1('active', { failures: 99 }), failed);
    expect(told(decision)).toMatchObject({ row: null, phase: 'active', actions: [] });
    expect(decision.node.failures).toBe(100);
  });

  test('an active peer of a lower term will step down by itself', () => {
    expect(told(step(core1('active', { term: one(3), dataTerm: one(3) }), called(core2('active'))))).toMatchObject({
      row: null,
      phase: 'active',
      sentence: 'core2 calls and is active: nothing to do.',
    });
  });
});

describe('a Standby', () => {
  test.each(['standby', 'standbyEmpty'] as const)('S60: a first missed heartbeat makes %s suspicious', (phase) => {
    const decision = step(core2(phase), failed);
    expect(told(decision)).toEqual({
      row: 'S60',
      phase: 'suspect',
      actions: [],
      sentence: 'core1 did not answer (timed out): failure 1 of 3.',
    });
    expect(decision.node.failures).toBe(1);
  });

  test('a second one below the limit is counted', () => {
    const decision = step(core2('suspect', { failures: 1 }), failed);
    expect(told(decision)).toMatchObject({ row: null, phase: 'suspect' });
    expect(decision.node.failures).toBe(2);
  });

  test('S62: an answer in time is a near miss', () => {
    const decision = step(core2('suspect', { failures: 2 }), answered(core1('active')));
    expect(told(decision)).toEqual({
      row: 'S62',
      phase: 'standby',
      actions: [],
      sentence: 'core1 answers again after 2 heartbeats in a row without an answer.',
    });
    expect(decision.node.failures).toBe(0);
    const empty = step(core2('suspect', { failures: 1, generation: null }), answered(core1('active')));
    expect(told(empty)).toMatchObject({ phase: 'standbyEmpty' });
    expect(empty.sentence).toBe('core1 answers again after 1 heartbeat without an answer.');
    const called = step(core2('suspect', { failures: 0 }), answered(core1('active')));
    expect(called.sentence).toBe('core1 answers again.');
  });

  test('a Primary that calls is alive, whatever became of our own heartbeats', () => {
    const decision = step(core2('suspect', { failures: 2 }), called(core1('hold')));
    expect(told(decision)).toMatchObject({ row: null, phase: 'suspect' });
    expect(decision.node.failures).toBe(0);
  });

  test('a heartbeat that was under way when the starting Primary asked proves nothing', () => {
    const asked = step(core2('suspect', { failures: 2 }), called(core1('hold')));
    expect(asked.node).toMatchObject({ failures: 0, grace: true });
    const unproven = step(asked.node, failed, { heartbeatFailures: 1 });
    expect(told(unproven)).toEqual({
      row: null,
      phase: 'suspect',
      actions: [],
      sentence: 'core1 asked while this heartbeat was under way: the failure does not count.',
    });
    expect(told(step(unproven.node, failed, { heartbeatFailures: 1 }))).toMatchObject({ row: 'F20' });
    expect(step(asked.node, answered(core1('active'))).node.grace).toBe(false);
    // It may serve, and call again, before that heartbeat has run into its limit.
    expect(step(asked.node, called(core1('active'))).node.grace).toBe(true);
  });

  test.each(['suspect', 'held'] as const)('S64: high availability is disabled in %s', (phase) => {
    const decision = step(
      core2(phase, { failures: 7, obstacle: 'policy' }),
      { type: 'disabled' },
      { highAvailability: false },
    );
    expect(told(decision)).toEqual({
      row: 'S64',
      phase: 'standby',
      actions: [],
      sentence: 'High availability is disabled: missing heartbeats are no longer counted.',
    });
    expect(decision.node).toMatchObject({ failures: 0, obstacle: null });
  });

  test('with high availability disabled no heartbeat counts', () => {
    const node = core2('standby', { failures: 2 });
    expect(step(node, failed, { highAvailability: false }).node).toBe(node);
    expect(step(node, failed, { peer: null }).node).toBe(node);
    expect(told(step(core2('standby'), failed, { highAvailability: false }))).toMatchObject({ row: null });
  });

  test('an answer that tells nothing new leaves the very same node: nothing is written', () => {
    const node = core2('standby');
    expect(step(node, answered(core1('active'))).node).toBe(node);
  });

  test('it adopts the higher term of its Primary quietly', () => {
    const decision = step(core2('standby'), answered(core1('active', { term: one(4), dataTerm: one(4) })));
    expect(decision).toMatchObject({ row: null, node: { phase: 'standby', term: one(4), newestData: one(4) } });
  });
});
