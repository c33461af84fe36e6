import { grantedByPeer, grantedByWitness, leasesAtBoot, promised, type Leases } from '../../../src/failover/lease.ts';
import type { Node } from '../../../src/failover/node.ts';
import type { KnownPeer, Live, Times } from '../../../src/failover/what-if-settings.ts';
import { core1, core2, one, viewOf } from './pair.ts';

export type Class = 'A' | 'B' | 'C';

export const times: Times = {
  heartbeatIntervalMs: 2000,
  heartbeatRecheckMs: 1000,
  heartbeatTimeoutMs: 2000,
  leaseMs: 5000,
  grantMs: 6000,
  servicesMs: 5000,
};

const nowMs = 100_000;

const leasesOf = ({ phase, dataTerm }: Node): Leases => {
  const fresh = { ...leasesAtBoot(core1('active'), nowMs, times), openUntilMs: -Infinity };
  if (phase !== 'active') return promised(fresh, nowMs, times);
  return grantedByWitness(grantedByPeer(fresh, nowMs, dataTerm, times), nowMs, dataTerm, times);
};

/** The state of a healthy pair as one of its servers knows it; core1 is the Primary. */
export const liveOn = (
  host: 'core1' | 'core2',
  safety: Class,
  changes: { node?: Partial<Node>; peer?: Partial<KnownPeer> | null; live?: Partial<Live> } = {},
): Live => {
  const [node, peer] = host === 'core1' ? [core1('active'), core2('standby')] : [core2('standby'), core1('active')];
  const usesWitness = safety === 'A';
  const known: KnownPeer = {
    view: viewOf(peer),
    generation: peer.generation,
    highAvailability: true,
    usesWitness,
    isHeard: true,
    copyAgeMs: host === 'core1' ? 180_000 : null,
  };
  return {
    nowMs,
    node: { ...node, ...changes.node },
    leases: usesWitness ? leasesOf(node) : null,
    settings: {
      highAvailability: true,
      peer: peer.name,
      promoteOnFailure: safety !== 'C',
      heartbeatFailures: 3,
      startHoldMs: 30_000,
      missingFromCopy: [],
      usesWitness,
    },
    times,
    copyAgeMs: host === 'core2' ? 180_000 : null,
    peer: changes.peer === null ? null : { ...known, ...changes.peer },
    witness: usesWitness ? { isHeard: true, memory: { term: one(1), dataTerm: one(1) }, holder: 'core1' } : null,
    ...changes.live,
  };
};
