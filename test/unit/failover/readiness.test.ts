import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../../src/failover/context.ts';
import type { Node } from '../../../src/failover/node.ts';
import { blockersOf, printBlocker, safetyOf, worstTakeoverMs } from '../../../src/failover/readiness.ts';
import { contextOf, core1, core2, one, two } from './pair.ts';

const blockers = (node: Node, changes: Partial<Context> = {}): readonly string[] =>
  blockersOf(node, contextOf(node, changes)).map(printBlocker);

describe('what would stop a takeover (H5)', () => {
  test('nothing, on a Standby with a good copy and the policy to promote', () => {
    expect(blockers(core2('standby'))).toEqual([]);
    expect(blockers(core2('suspect', { failures: 2 }))).toEqual([]);
  });

  test.each(['active', 'promoting'] as const)('nothing has to take over from a server that is %s', (phase) => {
    expect(blockers(core1(phase), { highAvailability: false, peer: null })).toEqual([]);
  });

  test('no copy', () => {
    expect(blockers(core2('standbyEmpty', { generation: null }))).toEqual([
      'There is no complete copy here: "failover sync core1" makes one.',
    ]);
  });

  test('an old copy', () => {
    expect(blockers(core2('standby', { newestData: one(3) }))).toEqual([
      'The data here (term 1) is older than what was written in term 3: "failover sync core1" fetches it.',
    ]);
  });

  test('settings, each by its command', () => {
    expect(blockers(core2('standby'), { highAvailability: false, peer: null, promoteOnFailure: false })).toEqual([
      'High availability is disabled, and nobody watches the Primary: "high-availability enable" in configuration mode starts the heartbeats.',
      'No peer is configured: "failover peer HOST" in configuration mode names it.',
      'The policy is to keep in Standby: an operator types "failover mode primary".',
    ]);
  });

  test('its own state', () => {
    expect(blockers(core1('hold'))).toEqual(['This server waits to learn whether core2 is active.']);
    expect(blockers(core1('resync'))).toEqual(['This server is being brought in step with core2.']);
    expect(blockers(core1('fenced', { newestData: two(2) }))).toEqual([
      'Another server took over: "failover sync core2" makes this one its Standby.',
      'The data here (term 1) is older than what was written in term 2: "failover sync core2" fetches it.',
    ]);
    expect(blockers(core2('held', { obstacle: 'startFailed', reason: 'The promotion failed: no disk.' }))).toEqual([
      'The promotion failed: no disk.',
    ]);
  });
});

describe('how long a takeover takes at worst', () => {
  const settings = {
    heartbeatIntervalMs: 2000,
    heartbeatRecheckMs: 1000,
    heartbeatTimeoutMs: 3000,
    heartbeatFailures: 3,
  };

  test('the interval, every timeout, the waits between them, and the start of the services', () => {
    expect(worstTakeoverMs(settings, 5000)).toBe(2000 + 3 * 3000 + 2 * 1000 + 5000);
    expect(worstTakeoverMs({ ...settings, heartbeatFailures: 1 }, 0)).toBe(5000);
  });
});

describe('the safety class', () => {
  test('promoting by itself is class B and says what that means', () => {
    expect(safetyOf(contextOf(core2('standby')))).toEqual({
      class: 'B',
      sentence: 'Best effort: both servers can become active if only the link between them fails.',
    });
  });

  test('keeping in Standby is class C', () => {
    expect(safetyOf(contextOf(core2('standby'), { promoteOnFailure: false }))).toEqual({
      class: 'C',
      sentence: 'Manual: no server takes over by itself; an operator decides.',
    });
  });
});
