import type { decide } from '../../src/failover/decide.ts';

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
  /** C10; null: at random. */
  readonly promoteOnFailure: boolean | null;
}

const none = { crashes: false, network: false, operators: false, mishaps: false, promoteOnFailure: null };

export const profiles = {
  /** Class B while the link is sound. */
  crashes: { ...none, name: 'crashes', crashes: true, promoteOnFailure: true },
  /** Class B with everything that happens to a link. */
  link: { ...none, name: 'link', crashes: true, network: true, promoteOnFailure: true },
  /** Class C. */
  manual: { ...none, name: 'manual', crashes: true, network: true, promoteOnFailure: false },
  /** Whoever is at the console while servers come and go. */
  operators: { ...none, name: 'operators', crashes: true, operators: true },
  everything: { ...none, name: 'everything', crashes: true, network: true, operators: true, mishaps: true },
} as const satisfies Record<string, Profile>;

/** What a mutant of the product does otherwise; the simulation has to notice. */
export interface Product {
  readonly decide: typeof decide;
  /** What only this server had is kept before a copy replaces its data. */
  readonly keepsOrphans: boolean;
}

/** The settings of one run. */
export interface Settings {
  readonly promoteOnFailure: boolean;
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
