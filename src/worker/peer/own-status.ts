import { pairStateOf } from '../../failover/node.ts';
import { printable } from '../../peer/printable.ts';
import { longestBlocker, mostBlockers, protocolNumber, type Hello, type PeerStatus } from '../../peer/protocol.ts';
import { release } from '../release.ts';
import { ownBlockersOf } from '../reports/own-blockers.ts';
import type { Worker } from '../worker.ts';

/** How this server introduces itself to a peer. */
export const helloOf = ({ config, size }: Worker): Hello => ({
  protocol: protocolNumber,
  release,
  hostname: config.hostname,
  clockMs: Date.now(),
  server: size.now,
});

/** As `show failover readiness` has it here, cut to what the peer takes. */
const toldBlockers = (worker: Worker): PeerStatus['blockers'] =>
  ownBlockersOf(worker)
    .slice(0, mostBlockers)
    .map(({ sentence, remedy }) => ({
      sentence: printable(sentence, longestBlocker),
      remedy: remedy === null ? null : printable(remedy, longestBlocker),
    }));

const statusOf = ({
  engine: { node },
  config,
  copies,
  size,
  serveLease,
  witness,
}: Worker): Omit<PeerStatus, 'blockers'> => ({
  name: config.hostname,
  mode: node.mode,
  phase: node.phase,
  state: pairStateOf(node.phase),
  term: node.term,
  dataTerm: node.dataTerm,
  release,
  clockMs: Date.now(),
  highAvailability: config.highAvailability === 'enable',
  generation: node.generation,
  lastSync: copies.newestMadeAtMs === null ? null : new Date(copies.newestMadeAtMs).toISOString(),
  server: size.now,
  asksLease: serveLease.isWanted,
  grantsLease: false,
  witnessPair: witness.pairName,
});

/** What a peer is told of this server with every heartbeat. */
export const ownStatusOf = (worker: Worker): PeerStatus => ({ ...statusOf(worker), blockers: toldBlockers(worker) });
