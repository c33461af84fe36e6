import * as when from './guard.ts';
import { phases, type Phase } from './node.ts';
import { ignore, type Ignore } from './row.ts';
import { peerOf, printCounter } from './sentence.ts';

const secondaries = ['standbyEmpty', 'standby', 'suspect', 'vetting', 'held', 'fenced', 'resync'] as const;
const primaries = ['hold', 'promoting', 'active'] as const;

const except = (all: readonly Phase[], ...left: readonly Phase[]): readonly Phase[] =>
  all.filter((phase) => !left.includes(phase));

/**
 * Looked at before the table: words of a server that is not this one's peer decide nothing, and neither does a heartbeat
 * that was sent before a starting peer asked. A peer that got its answer goes on to serve.
 */
export const exceptions: readonly Ignore[] = [
  ignore({
    from: phases,
    on: ['heartbeatAnswered', 'peerCalled'],
    guards: [when.fromNoPeer],
    because: (_node, { peer }) =>
      `${peer.name} is not the peer of this server: one is configured, and its name differs from this server's.`,
  }),
  ignore({
    from: secondaries,
    on: ['heartbeatFailed'],
    guards: [when.graceGiven],
    because: (_node, _event, context) =>
      `${peerOf(context)} asked while this heartbeat was under way: the failure does not count.`,
  }),
];

/** Looked at after the table: every pair of phase and event that does nothing, and why. */
export const ignores: readonly Ignore[] = [
  ignore({
    from: ['hold'],
    on: ['tick'],
    guards: [],
    because: (_node, _event, context) => `Still asking ${peerOf(context)}.`,
  }),
  ignore({
    from: except(phases, 'hold'),
    on: ['tick'],
    guards: [],
    because: () => 'Nothing waits for the time to pass.',
  }),
  ignore({
    from: phases,
    on: ['enabled'],
    guards: [],
    because: () => 'High availability is enabled; nothing changes for this server at once.',
  }),
  ignore({
    from: phases,
    on: ['witnessAnswered'],
    guards: [],
    because: (_node, _event, { leases }) =>
      leases?.witnessSays == null
        ? 'The witness grants it: nothing changes.'
        : `Nothing changes: ${leases.witnessSays}.`,
  }),
  ignore({
    from: except(phases, 'suspect', 'vetting', 'held'),
    on: ['disabled'],
    guards: [],
    because: () => 'High availability is disabled; this server stays what it is.',
  }),
  ignore({
    from: except(phases, 'suspect'),
    on: ['heartbeatAnswered'],
    guards: [],
    because: (_node, { peer }) => `${peer.name} answers and is ${peer.phase}: nothing to do.`,
  }),
  ignore({
    from: phases,
    on: ['peerCalled'],
    guards: [],
    because: (_node, { peer }) => `${peer.name} calls and is ${peer.phase}: nothing to do.`,
  }),
  ignore({
    from: phases,
    on: ['heartbeatFailed'],
    guards: [],
    because: (_node, { reason }, context) =>
      `${peerOf(context)} did not answer (${reason}): this is counted and changes nothing.`,
  }),
  ignore({
    from: ['active', 'promoting'],
    on: ['operatorPrimary'],
    guards: [],
    because: (node) =>
      `${node.name} is already ${node.phase === 'active' ? 'Primary' : 'being promoted'} (${printCounter(node.term)}).`,
  }),
  ignore({
    from: secondaries,
    on: ['operatorSecondary'],
    guards: [],
    because: (node) => `${node.name} is already Secondary.`,
  }),
  ignore({
    from: phases,
    on: ['promotionSucceeded', 'promotionFailed'],
    guards: [],
    because: () => 'That promotion was given up before it ended.',
  }),
  ignore({
    from: primaries,
    on: ['syncStarted', 'syncSucceeded', 'syncFailed'],
    guards: [],
    because: (node) => `${node.name} is in Primary mode and takes no copy from anyone.`,
  }),
  ignore({
    from: except(secondaries, 'fenced'),
    on: ['syncStarted'],
    guards: [],
    because: (_node, { host }) => `A synchronization from ${host} changes nothing before it succeeds.`,
  }),
  ignore({
    from: except(secondaries, 'resync'),
    on: ['syncFailed'],
    guards: [],
    because: (_node, { host, reason }) => `The synchronization from ${host} failed (${reason}); the last copy stays.`,
  }),
  ignore({
    from: secondaries,
    on: ['syncSucceeded'],
    guards: [],
    because: (node, { host, dataTerm }) =>
      `The copy from ${host} (${printCounter(dataTerm)}) is older than the data here (${printCounter(node.dataTerm)}).`,
  }),
  ignore({
    from: except(phases, 'active'),
    on: ['serviceFailed'],
    guards: [],
    because: (_node, { service, reason }) => `Service ${service} has failed (${reason}) where it serves nobody.`,
  }),
  ignore({
    from: except(phases, 'active'),
    on: ['serviceRecovered'],
    guards: [],
    because: (_node, { service }) => `Service ${service} runs again where it serves nobody.`,
  }),
];
