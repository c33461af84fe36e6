import { newestKnown, withNextClaim, withServicesStarting } from '../claim.ts';
import type { Context } from '../context.ts';
import type { EventOf } from '../event.ts';
import * as when from '../guard.ts';
import type { Node, Phase } from '../node.ts';
import type { Obstacle } from '../obstacle.ts';
import { printGrants } from '../lease.ts';
import { row, type Row } from '../row.ts';
import { peerOf, printCounter, printHeartbeats, printSeconds } from '../sentence.ts';

const watching: readonly Phase[] = ['standbyEmpty', 'standby', 'suspect', 'vetting', 'held'];
const unvetted = watching.filter((phase) => phase !== 'vetting');

const missed = (event: EventOf<'heartbeatFailed'>, context: Context, next: Node): string =>
  `${peerOf(context)} did not answer ${printHeartbeats(next.failures)} (${event.reason})`;

/** The Primary seems dead, and this is why the Standby stays one. */
const heldRow = (id: string, obstacle: Obstacle, why: (node: Node, context: Context) => string): Row =>
  row({
    id,
    phase: 'failover',
    from: watching,
    on: ['heartbeatFailed'],
    guards: [when.paired, when.limitReached, when.keptBy(obstacle), when.first(obstacle)],
    to: 'held',
    set: (node) => ({ ...node, obstacle }),
    actions: ['alert'],
    sentence: (node, event, context, next) =>
      `${missed(event, context, next)}. Not promoted: ${why(node, context)}. "failover mode primary" takes over.`,
  });

/** The Primary is lost: a takeover, or the reason why there is none. */
export const failoverRows: readonly Row[] = [
  row({
    id: 'F20',
    phase: 'failover',
    from: watching,
    on: ['heartbeatFailed'],
    guards: [when.paired, when.limitReached, when.mayTakeOver, when.leaseless],
    to: 'promoting',
    set: (node) => withServicesStarting(withNextClaim(node)),
    actions: ['abortSync', 'applyCopy', 'startServices'],
    sentence: (_node, event, context, next) =>
      `${missed(event, context, next)}: promoting, ${printCounter(next.term)}.`,
  }),
  row({
    id: 'F22',
    phase: 'failover',
    from: unvetted,
    on: ['heartbeatFailed'],
    guards: [when.paired, when.limitReached, when.mayTakeOver, when.leaseNeeded, when.first('witness')],
    to: 'vetting',
    actions: [],
    sentence: (_node, event, context, next) => `${missed(event, context, next)}: the witness is asked.`,
  }),
  row({
    id: 'F24',
    phase: 'failover',
    from: ['vetting', 'held'],
    on: ['tick', 'witnessAnswered'],
    guards: [when.paired, when.waitsForLease, when.mayTakeOver, when.leaseNeeded, when.leaseHeld],
    to: 'promoting',
    set: (node) => withServicesStarting(withNextClaim(node)),
    actions: ['abortSync', 'applyCopy', 'startServices'],
    sentence: (node, _event, context, next) =>
      `${peerOf(context)} did not answer ${printHeartbeats(node.failures)}, and ${printGrants(context)}: promoting, ${printCounter(next.term)}.`,
  }),
  row({
    id: 'F26',
    phase: 'failover',
    from: ['vetting'],
    on: ['heartbeatFailed'],
    guards: [when.paired, when.mayTakeOver, when.leaseOver, when.peersLeaseOver],
    to: 'held',
    set: (node) => ({ ...node, obstacle: 'witness' }),
    actions: ['alert'],
    sentence: (_node, event, context, next) =>
      `${missed(event, context, next)}. Not promoted: ${context.leases?.witnessSays ?? 'the witness has not answered yet'}. "failover mode primary" takes over.`,
  }),
  heldRow('F30', 'policy', () => 'the policy is to keep in Standby'),
  heldRow('F32', 'noCopy', () => 'there is no complete copy here'),
  heldRow(
    'F34',
    'oldCopy',
    (node) =>
      `the data here (${printCounter(node.dataTerm)}) is older than what was written in ${printCounter(newestKnown(node))}`,
  ),
  heldRow(
    'F33',
    'strayed',
    (node, context) =>
      `${peerOf(context)} served older data than these (${printCounter(node.dataTerm)}), which are not a copy of its`,
  ),
  heldRow('F35', 'copyLacks', (_node, context) => `the copy here has no dataset ${context.missingFromCopy.join(', ')}`),
  heldRow(
    'F36',
    'notHeardYet',
    (_node, context) =>
      `${peerOf(context)} has not been heard since this server started and may be starting, too; it is waited for ${printSeconds(context.startHoldMs)} in all`,
  ),
  row({
    id: 'F40',
    phase: 'failover',
    from: ['vetting', 'held'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.startNotFailed],
    to: 'standbyOrEmpty',
    actions: [],
    sentence: (node, { peer }) =>
      `${peer.name} is heard again after ${printHeartbeats(node.failures)} without an answer; this server had not taken over.`,
  }),
  row({
    id: 'F42',
    phase: 'failover',
    from: ['held'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.peerWillServe],
    to: 'standbyOrEmpty',
    actions: [],
    sentence: (_node, { peer }) => `${peer.name} is Primary: the failed promotion here is over.`,
  }),
  row({
    id: 'F52',
    phase: 'failover',
    from: ['promoting'],
    on: ['promotionFailed'],
    guards: [when.sameAttempt],
    to: 'held',
    set: (node) => ({ ...node, failures: 0, obstacle: 'startFailed' }),
    actions: ['closeGate', 'stopServices', 'alert'],
    sentence: (_node, { reason }) =>
      `The promotion failed: ${reason}. This server serves nobody; "failover mode primary" tries again.`,
  }),
  row({
    id: 'F60',
    phase: 'failover',
    from: ['active', 'promoting'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.peerServes, when.peerOutranks],
    to: 'fenced',
    set: (node) => ({ ...node, failures: 0 }),
    actions: ['closeGate', 'stopServices', 'alert'],
    sentence: (_node, { peer }) =>
      `${peer.name} took over (${printCounter(peer.term)}): this server serves nobody and keeps its data. "failover sync ${peer.name}" makes it the Standby.`,
  }),
  row({
    id: 'F62',
    phase: 'failover',
    from: ['fenced'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.paired, when.peerFenced, when.claimedLast, when.nothingNewer],
    to: 'hold',
    set: (node, _event, { nowMs, startHoldMs }) => ({ ...node, holdUntilMs: nowMs + startHoldMs }),
    actions: ['alert'],
    sentence: (node, { peer }) =>
      `${peer.name} serves nobody either, and there is no newer data: ${node.name}, which claimed last, would serve again.`,
  }),
  row({
    id: 'F64',
    phase: 'failover',
    from: ['active', 'promoting'],
    on: ['tick'],
    guards: [when.paired, when.leaseNeeded, when.leaseOver],
    to: 'hold',
    set: (node) => ({ ...node, obstacle: 'noLease' }),
    actions: ['closeGate', 'stopServices', 'alert'],
    sentence: (_node, _event, context) =>
      `Neither ${peerOf(context)} nor the witness lets this server serve (${context.leases?.witnessSays ?? 'no answer'}): it serves nobody until one of them does. "failover mode primary" serves without them.`,
  }),
  row({
    id: 'F70',
    phase: 'failover',
    from: ['fenced', 'resync'],
    on: ['heartbeatFailed'],
    guards: [when.paired, when.limitReachedNow],
    to: 'stay',
    actions: ['alert'],
    sentence: (_node, event, context, next) =>
      `${missed(event, context, next)}. Not promoted: this server is not synchronized with it. "failover mode primary" serves what is here.`,
  }),
];
