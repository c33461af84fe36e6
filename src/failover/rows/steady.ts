import { withDataOfClaim, withRaisedClaim } from '../claim.ts';
import * as when from '../guard.ts';
import { row, type Row } from '../row.ts';
import { causeIn, peerOf, printCounter, printHeartbeats } from '../sentence.ts';

/** A server that comes to serve, and a Standby whose Primary is well. */
export const steadyRows: readonly Row[] = [
  row({
    id: 'F50',
    phase: 'failover',
    from: ['promoting'],
    on: ['promotionSucceeded'],
    guards: [when.sameAttempt, when.claimIsNew],
    to: 'active',
    set: withDataOfClaim,
    actions: ['openGate', 'alert'],
    sentence: (node, _event, _context, next) =>
      `${node.name} is Primary now and serves, ${printCounter(next.dataTerm)}: ${causeIn(node.reason)}.`,
  }),
  row({
    id: 'S50',
    phase: 'steady',
    from: ['promoting'],
    on: ['promotionSucceeded'],
    guards: [when.sameAttempt],
    to: 'active',
    set: withDataOfClaim,
    actions: ['openGate'],
    sentence: (node, _event, _context, next) =>
      next.dataTerm.counter === 0
        ? `${node.name} serves.`
        : `${node.name} serves again, ${printCounter(next.dataTerm)}.`,
  }),
  row({
    id: 'S52',
    phase: 'steady',
    from: ['active'],
    on: ['enabled'],
    guards: [when.unclaimed],
    to: 'stay',
    actions: [],
    sentence: (_node, _event, context) =>
      `High availability is enabled: this server serves and claims a term as soon as ${peerOf(context)} answers that it does not.`,
  }),
  row({
    id: 'S54',
    phase: 'steady',
    from: ['active'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.paired, when.unclaimed, when.peerIdle, when.nothingNewer],
    to: 'stay',
    set: (node) => ({ ...withRaisedClaim(node), obstacle: null }),
    actions: [],
    sentence: (_node, { peer }, _context, next) =>
      `${peer.name} is not active: this server is the Primary of the pair, ${printCounter(next.term)}.`,
  }),
  row({
    id: 'S56',
    phase: 'steady',
    from: ['active'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.paired, when.peerTies, when.first('twoPrimaries')],
    to: 'stay',
    set: (node) => ({ ...node, obstacle: 'twoPrimaries' }),
    actions: ['alert'],
    sentence: (_node, { peer }) =>
      `${peer.name} is Primary and active as well: type "failover mode secondary" on the one whose data is to be replaced.`,
  }),
  row({
    id: 'S58',
    phase: 'steady',
    from: ['active'],
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.peerIdle, when.peerHasNewerData, when.first('newerData')],
    to: 'stay',
    set: (node) => ({ ...node, obstacle: 'newerData' }),
    actions: ['alert'],
    sentence: (node, { peer }, _context, next) =>
      `${peer.name} holds data of ${printCounter(next.newestData)} that this server never had (here ${printCounter(node.dataTerm)}): an operator decides which is to live. ` +
      `"failover mode primary" here goes on with this data, "failover mode primary" on ${peer.name} goes on with the other; nothing is thrown away.`,
  }),
  row({
    id: 'S60',
    phase: 'steady',
    from: ['standbyEmpty', 'standby'],
    on: ['heartbeatFailed'],
    guards: [when.paired, when.belowLimit],
    to: 'suspect',
    actions: [],
    sentence: (_node, { reason }, context, next) =>
      `${peerOf(context)} did not answer (${reason}): failure ${next.failures} of ${context.heartbeatFailures}.`,
  }),
  row({
    id: 'S62',
    phase: 'steady',
    from: ['suspect'],
    on: ['heartbeatAnswered'],
    guards: [],
    to: 'standbyOrEmpty',
    actions: [],
    sentence: (node, { peer }) =>
      // It may have called in between: then nothing is counted any more.
      node.failures === 0
        ? `${peer.name} answers again.`
        : `${peer.name} answers again after ${printHeartbeats(node.failures)} without an answer.`,
  }),
  row({
    id: 'S64',
    phase: 'steady',
    from: ['suspect', 'vetting', 'held'],
    on: ['disabled'],
    guards: [],
    to: 'standbyOrEmpty',
    set: (node) => ({ ...node, failures: 0 }),
    actions: [],
    sentence: () => 'High availability is disabled: missing heartbeats are no longer counted.',
  }),
  row({
    id: 'S70',
    phase: 'steady',
    from: ['active'],
    on: ['serviceFailed'],
    guards: [],
    to: 'stay',
    actions: ['alert'],
    sentence: (_node, { service, reason }, context) =>
      `Service ${service} has failed: ${reason}. ` +
      (context.peer === null
        ? `"service ${service} restart" tries again.`
        : `"service ${service} restart" tries again, "failover mode primary" on ${context.peer} serves there.`),
  }),
  row({
    id: 'S72',
    phase: 'steady',
    from: ['active'],
    on: ['serviceRecovered'],
    guards: [],
    to: 'stay',
    actions: [],
    sentence: (node, { service }) => `Service ${service} runs again; ${node.name} serves.`,
  }),
];
