import type { Action } from '../../../src/failover/action.ts';
import type { Context } from '../../../src/failover/context.ts';
import { decide, type Decision } from '../../../src/failover/decide.ts';
import type { Event } from '../../../src/failover/event.ts';
import { modeOf, newNode, type Node, type PeerView, type Phase } from '../../../src/failover/node.ts';
import type { Term } from '../../../src/failover/term.ts';

/** `one(2)` is term 2 of core1. */
export const one = (counter: number): Term => ({ counter, owner: 'core1' });
export const two = (counter: number): Term => ({ counter, owner: 'core2' });

/** core1 as the Primary of term 1 that has served; `changes` makes it something else. */
export const core1 = (phase: Phase, changes: Partial<Node> = {}): Node => ({
  ...newNode('core1'),
  phase,
  mode: modeOf(phase),
  term: one(1),
  dataTerm: one(1),
  newestData: one(1),
  ownData: true,
  ...changes,
});

/** core2 as the Standby of core1 with a copy of term 1. */
export const core2 = (phase: Phase, changes: Partial<Node> = {}): Node => ({
  ...core1(phase),
  name: 'core2',
  ownData: false,
  generation: 5,
  ...changes,
});

export const viewOf = ({ name, mode, phase, term, dataTerm }: Node): PeerView => ({
  name,
  mode,
  phase,
  term,
  dataTerm,
});

export const answered = (peer: Node): Event => ({ type: 'heartbeatAnswered', peer: viewOf(peer) });
export const called = (peer: Node): Event => ({ type: 'peerCalled', peer: viewOf(peer) });
export const failed: Event = { type: 'heartbeatFailed', reason: 'timed out' };

/** Three heartbeats, promote to Primary, and the peer is the other one of the two. */
export const contextOf = (node: Node, changes: Partial<Context> = {}): Context => ({
  nowMs: 100_000,
  highAvailability: true,
  peer: node.name === 'core1' ? 'core2' : 'core1',
  promoteOnFailure: true,
  heartbeatFailures: 3,
  startHoldMs: 30_000,
  missingFromCopy: [],
  leases: null,
  ...changes,
});

export const step = (node: Node, event: Event, changes: Partial<Context> = {}): Decision =>
  decide(node, event, contextOf(node, changes));

/** What a story says happened. */
export interface Told {
  readonly row: string | null;
  readonly phase: Phase;
  readonly actions: readonly Action[];
  readonly sentence: string | null;
}

export const told = ({ row, node, actions, sentence }: Decision): Told => ({
  row: row?.id ?? null,
  phase: node.phase,
  actions,
  sentence,
});
