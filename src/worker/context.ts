import type { Context } from '../failover/context.ts';
import type { Worker } from './worker.ts';

/** What the decision core is told of a worker beside the event. */
export const contextOf = ({ config, copies, serveLease }: Worker): Context => {
  const { highAvailability, peer, onFailure, heartbeatFailures, startHoldMs } = config;
  return {
    nowMs: performance.now(),
    highAvailability: highAvailability === 'enable',
    peer: peer ?? null,
    promoteOnFailure: onFailure === 'promote-to-primary',
    heartbeatFailures,
    startHoldMs,
    leases: serveLease.leases,
    missingFromCopy: copies.missingFromNewest,
  };
};
