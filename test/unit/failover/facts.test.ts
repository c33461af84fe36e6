import { describe, expect, test } from '@jest/globals';
import { eventTypes, type Event, type EventType } from '../../../src/failover/event.ts';
import { factsOf } from '../../../src/failover/facts.ts';
import { answered, called, contextOf, core1, core2, failed, one, two } from './pair.ts';

const events: { readonly [T in EventType]: Extract<Event, { readonly type: T }> } = {
  boot: { type: 'boot' },
  tick: { type: 'tick' },
  enabled: { type: 'enabled' },
  disabled: { type: 'disabled' },
  heartbeatAnswered: answered(core1('active')) as Extract<Event, { readonly type: 'heartbeatAnswered' }>,
  heartbeatFailed: failed as Extract<Event, { readonly type: 'heartbeatFailed' }>,
  peerCalled: called(core1('active')) as Extract<Event, { readonly type: 'peerCalled' }>,
  operatorPrimary: { type: 'operatorPrimary', by: 'alice' },
  operatorSecondary: { type: 'operatorSecondary', by: 'alice' },
  promotionSucceeded: { type: 'promotionSucceeded' },
  promotionFailed: { type: 'promotionFailed', reason: 'no disk' },
  syncStarted: { type: 'syncStarted', host: 'core1' },
  syncSucceeded: { type: 'syncSucceeded', host: 'core1', generation: 6, dataTerm: one(1), term: one(1) },
  syncFailed: { type: 'syncFailed', host: 'core1', reason: 'no route' },
  serviceFailed: { type: 'serviceFailed', service: 'tomcat', reason: 'it ended' },
  witnessAnswered: { type: 'witnessAnswered', record: null },
  serviceRecovered: { type: 'serviceRecovered', service: 'tomcat' },
};

describe('what a server knew when it decided (H7)', () => {
  test('a failed heartbeat: why it failed, how many in a row, what this server had, and the policy', () => {
    const node = core2('suspect', { failures: 2 });
    expect(factsOf(node, failed, contextOf(node))).toEqual([
      'A heartbeat to core1 failed: timed out',
      'Failed heartbeats in a row: 3; at 3 the peer counts as failed',
      'core2 was Secondary, Standby (suspect), term 1, with complete copy 5, term 1',
      'Policy when the peer fails: promote to Primary',
    ]);
  });

  test('a failure that does not count is not counted here either', () => {
    const node = core2('suspect', { failures: 2, grace: true });
    expect(factsOf(node, failed, contextOf(node)).join('\n')).not.toContain('in a row');
  });

  test('an answer: what the peer says of itself; a hold: how long it lasts', () => {
    const node = core1('hold', { holdUntilMs: 112_000 });
    const peer = core2('active', { term: two(2), dataTerm: two(2), mode: 'primary' });
    expect(factsOf(node, answered(peer), contextOf(node, { promoteOnFailure: false }))).toEqual([
      'core2 answered a heartbeat: it is Primary, Active, term 2, with data of term 2',
      'core1 was Primary, Not Available (hold), term 1, with data of its own, term 1',
      'The start hold lasts 12 s more',
      'Policy when the peer fails: keep in Standby',
    ]);
    expect(factsOf(core1('hold', { holdUntilMs: 100 }), events.tick, contextOf(node))).toContain(
      'The start hold is over',
    );
  });

  test.each([
    [{ highAvailability: false }, 'High availability is disabled'],
    [{ peer: null }, 'No peer is configured'],
  ])('settings that explain it all the same: %j', (settings, sentence) => {
    const node = core2('standbyEmpty', { generation: null });
    const facts = factsOf(node, events.boot, contextOf(node, settings));
    expect(facts[0]).toBe('The worker was started');
    expect(facts).toContain('core2 was Secondary, Standby (standbyEmpty), term 1, with no complete copy');
    expect(facts.at(-1)).toBe(sentence);
  });

  test.each(eventTypes)('every event has words of its own: %s', (type) => {
    const node = core2('standby');
    const [first = ''] = factsOf(node, events[type], contextOf(node));
    expect(first).toMatch(/^["A-Za-z].*[a-z0-9"]$/);
    const others = eventTypes.filter((other) => other !== type);
    for (const other of others) expect(factsOf(node, events[other], contextOf(node))[0]).not.toBe(first);
  });
});
