import { newestKnown, withServicesStarting, withStandingClaim } from '../claim.ts';
import * as when from '../guard.ts';
import { printGrants } from '../lease.ts';
import type { Node } from '../node.ts';
import { row, type Row } from '../row.ts';
import { peerOf, printCounter, printSeconds } from '../sentence.ts';

const started = (node: Node): Node => withServicesStarting(withStandingClaim(node));
const booted = (node: Node): Node => ({ ...node, failures: 0, grace: false });

const startOf = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const whyAlone = ({ peer }: { peer: string | null }): string =>
  peer === null ? 'no peer is configured' : 'high availability is disabled';

const newerElsewhere = (node: Node, peer: string): string =>
  `${peer} has newer data (${printCounter(newestKnown(node))}, here ${printCounter(node.dataTerm)}), and this server does not serve older data by itself: ` +
  `"failover mode secondary" and "failover sync ${peer}" fetch the newer data, "failover mode primary" serves what is here.`;

/** Boot, and the start hold: a server that would serve asks its peer first (A5, H1). */
export const startRows: readonly Row[] = [
  row({
    id: 'S10',
    phase: 'start',
    from: ['hold', 'promoting', 'active'],
    on: ['boot'],
    guards: [when.standsAlone],
    to: 'promoting',
    set: (node) => started(booted(node)),
    actions: ['closeGate', 'stopServices', 'applyCopy', 'startServices'],
    sentence: (_node, _event, context) => `Starts as Primary and serves alone: ${whyAlone(context)}.`,
  }),
  row({
    id: 'S12',
    phase: 'start',
    from: ['hold', 'promoting', 'active'],
    on: ['boot'],
    guards: [],
    to: 'hold',
    set: (node, _event, { nowMs, startHoldMs }) => ({ ...booted(node), holdUntilMs: nowMs + startHoldMs }),
    actions: ['closeGate', 'stopServices'],
    sentence: (_node, _event, context) =>
      `Starts as Primary and asks ${peerOf(context)} whether it is active before serving; a silent ${peerOf(context)} is waited for ${printSeconds(context.startHoldMs)}.`,
  }),
  row({
    id: 'S14',
    phase: 'start',
    from: ['standbyEmpty', 'standby', 'suspect', 'vetting', 'held'],
    on: ['boot'],
    guards: [],
    to: 'standbyOrEmpty',
    set: (node, _event, { nowMs, startHoldMs }) => ({ ...booted(node), holdUntilMs: nowMs + startHoldMs }),
    actions: ['closeGate', 'stopServices'],
    sentence: (_node, _event, _context, next) =>
      next.phase === 'standbyEmpty'
        ? 'Starts as Secondary without a complete copy: it cannot take over before the first synchronization.'
        : 'Starts as Secondary.',
  }),
  row({
    id: 'S16',
    phase: 'start',
    from: ['fenced', 'resync'],
    on: ['boot'],
    guards: [],
    to: 'fenced',
    set: booted,
    actions: ['closeGate', 'stopServices'],
    sentence: (_node, _event, context) =>
      `Starts and serves nobody: another server took over. "failover sync ${peerOf(context)}" makes this server its Standby.`,
  }),
  row({
    id: 'S20',
    phase: 'start',
    from: ['hold'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.peerServesThisLineage, when.peerKnowsTerm],
    to: 'fenced',
    actions: ['alert'],
    sentence: (_node, { peer }, _context, next) =>
      `${peer.name} is active (${printCounter(next.newestData)}): this server serves nobody. "failover sync ${peer.name}" makes it the Standby.`,
  }),
  row({
    id: 'S22',
    phase: 'start',
    from: ['hold'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.peerServesOlder, when.first('peerServesOlder')],
    to: 'stay',
    set: (node) => ({ ...node, obstacle: 'peerServesOlder' }),
    actions: ['alert'],
    sentence: (node, { peer }) =>
      `${peer.name} serves data of ${printCounter(peer.dataTerm)}, and the data here is newer (${printCounter(node.dataTerm)}): an operator decides which is to live. ` +
      `"failover mode primary" here serves this data, "failover mode primary" on ${peer.name} goes on with the other; nothing is thrown away.`,
  }),
  row({
    id: 'S24',
    phase: 'start',
    from: ['hold'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.peerIdle, when.peerHasNewerData, when.first('newerData')],
    to: 'stay',
    set: (node) => ({ ...node, obstacle: 'newerData' }),
    actions: ['alert'],
    sentence: (_node, { peer }, _context, next) => newerElsewhere(next, peer.name),
  }),
  row({
    id: 'S26',
    phase: 'start',
    from: ['hold'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.peerIdle, when.nothingNewer, when.peerFirst, when.first('peerGoesFirst')],
    to: 'stay',
    set: (node) => ({ ...node, obstacle: 'peerGoesFirst' }),
    actions: [],
    sentence: (_node, { peer }) =>
      `${peer.name} waits as well, with data of the same term, and goes first. "failover mode primary" here serves at once.`,
  }),
  row({
    id: 'S28',
    phase: 'start',
    from: ['promoting'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.peerIdle, when.peerHasNewerData, when.claimResumed],
    to: 'hold',
    set: (node, _event, { nowMs, startHoldMs }) => ({
      ...node,
      obstacle: 'newerData',
      holdUntilMs: nowMs + startHoldMs,
    }),
    actions: ['closeGate', 'stopServices', 'alert'],
    sentence: (_node, { peer }, _context, next) => newerElsewhere(next, peer.name),
  }),
  row({
    id: 'S30',
    phase: 'start',
    from: ['hold'],
    on: ['heartbeatAnswered'],
    guards: [when.nothingNewer, when.peerNotFirst, when.mayServe],
    to: 'promoting',
    set: started,
    actions: ['abortSync', 'applyCopy', 'startServices'],
    sentence: (_node, { peer }, _context, next) =>
      `${peer.name} is not active and has no newer data: serves, ${printCounter(next.term)}.`,
  }),
  row({
    id: 'S32',
    phase: 'start',
    from: ['hold'],
    on: ['tick', 'disabled'],
    guards: [when.standsAlone],
    to: 'promoting',
    set: started,
    actions: ['abortSync', 'applyCopy', 'startServices'],
    sentence: (_node, _event, context) => `Waits no longer and serves alone: ${whyAlone(context)}.`,
  }),
  row({
    id: 'S34',
    phase: 'start',
    from: ['hold'],
    on: ['tick'],
    guards: [when.holdOver, when.newerDataKnown, when.first('newerData')],
    to: 'stay',
    set: (node) => ({ ...node, obstacle: 'newerData' }),
    actions: ['alert'],
    sentence: (node, _event, context) => `${peerOf(context)} does not answer. ${newerElsewhere(node, peerOf(context))}`,
  }),
  row({
    id: 'S36',
    phase: 'start',
    from: ['hold'],
    on: ['tick'],
    guards: [when.holdOver, when.newerDataUnknown, when.leaseless],
    to: 'promoting',
    set: started,
    actions: ['abortSync', 'applyCopy', 'startServices'],
    sentence: (_node, _event, context, next) =>
      `${peerOf(context)} was silent for ${printSeconds(context.startHoldMs)}: serves, ${printCounter(next.term)}.`,
  }),
  row({
    id: 'S38',
    phase: 'start',
    from: ['hold'],
    on: ['tick', 'witnessAnswered'],
    guards: [when.leaseNeeded, when.waitsForLease, when.leaseHeld],
    to: 'promoting',
    set: started,
    actions: ['abortSync', 'applyCopy', 'startServices'],
    sentence: (_node, _event, context, next) => `${startOf(printGrants(context))}: serves, ${printCounter(next.term)}.`,
  }),
];
