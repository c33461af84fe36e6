import type { claimInOwnName } from '../../src/failover/claim.ts';
import type { decide } from '../../src/failover/decide.ts';
import type { grantsPeer, leasesAtBoot } from '../../src/failover/lease.ts';

/** Which faults a run meets. */
export interface Profile {
  readonly name: string;
  readonly crashes: boolean;
  /** Cut links (one-way, too), loss, long delays, frozen servers. */
  readonly network: boolean;
  /** `failover mode …` at random. */
  readonly operators: boolean;
  /** Services that do not start, high availability switched off and on. */
  readonly mishaps: boolean;
  /** A witness is configured: class A. */
  readonly witness: boolean;
  /** C10; null: at random. */
  readonly promoteOnFailure: boolean | null;
}

const none = {
  crashes: false,
  network: false,
  operators: false,
  mishaps: false,
  witness: false,
  promoteOnFailure: null,
};

export const profiles = {
  /** Class B while the link is sound. */
  crashes: { ...none, name: 'crashes', crashes: true, promoteOnFailure: true },
  /** Class B with everything that happens to a link. */
  link: { ...none, name: 'link', crashes: true, network: true, promoteOnFailure: true },
  /** Class C. */
  manual: { ...none, name: 'manual', crashes: true, network: true, promoteOnFailure: false },
  /** Whoever is at the console while servers come and go. */
  operators: { ...none, name: 'operators', crashes: true, operators: true },
  /** Class A: whatever happens, one server serves. */
  guaranteed: { ...none, name: 'guaranteed', crashes: true, network: true, witness: true, promoteOnFailure: true },
  /** The same with somebody at the console. */
  overridden: { ...none, name: 'overridden', crashes: true, network: true, operators: true, witness: true },
  everything: { ...none, name: 'everything', crashes: true, network: true, operators: true, mishaps: true },
} as const satisfies Record<string, Profile>;

/** What a mutant of the product does otherwise; the simulation has to notice. */
export interface Product {
  readonly decide: typeof decide;
  /** What only this server had is kept before a copy replaces its data. */
  readonly keepsOrphans: boolean;
  /** The kernel shuts the gate when its lease is over, and not only the worker. */
  readonly kernelShuts: boolean;
  /** The witness remembers over a restart. */
  readonly witnessRemembers: boolean;
  /** A grant lasts longer than the lease that comes of it. */
  readonly grantFactor: number;
  /** What a worker that starts may have promised and forgotten. */
  readonly leasesAtBoot: typeof leasesAtBoot;
  /** Leases go by a clock that somebody sets. */
  readonly wallClock: boolean;
  readonly grantsPeer: typeof grantsPeer;
  readonly claimOf: typeof claimInOwnName;
}

/** The settings of one run. */
export interface Settings {
  readonly promoteOnFailure: boolean;
  readonly witness: boolean;
  readonly leaseMs: number;
  readonly grantMs: number;
  /** How long the kernel lets clients in after the worker's last round. */
  readonly aliveMs: number;
  readonly heartbeatFailures: number;
  readonly intervalMs: number;
  readonly recheckMs: number;
  readonly timeoutMs: number;
  readonly startHoldMs: number;
  /** Longest delay of a message. */
  readonly delayMs: number;
  /** Longest start of the services. */
  readonly servicesMs: number;
  /** The worker puts the copy in place at every promotion, not only where it is not in place yet. */
  readonly appliesAnew: boolean;
}
