import { pairStateOf } from '../../failover/node.ts';
import { protocolNumber, type Hello, type PeerStatus } from '../../peer/protocol.ts';
import { release } from '../release.ts';
import type { Worker } from '../worker.ts';

/** How this server introduces itself to a peer. */
export const helloOf = ({ config, size }: Worker): Hello => ({
  protocol: protocolNumber,
  release,
  hostname: config.hostname,
  clockMs: Date.now(),
  server: size.now,
});

/** What a peer is told of this server with every heartbeat. */
export const ownStatusOf = ({ engine: { node }, config, copies, size }: Worker): PeerStatus => ({
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
});
