import type { Context } from './context.ts';
import type { HeartbeatSettings } from './readiness.ts';
import type { LeaseTimes } from './lease.ts';
import type { Node, PeerView } from './node.ts';
import type { Leases } from './lease.ts';
import type { WitnessMemory } from './witness-memory.ts';

/** What may be asked (H7). */
export const questions = ['peer-dies', 'link-cut', 'witness-dies', 'power-returns'] as const;
export type Question = (typeof questions)[number];

/** What a server decides by. */
export interface ServerSettings extends Omit<Context, 'nowMs' | 'leases'> {
  /** It serves only while others let it. */
  readonly usesWitness: boolean;
}

export interface Times extends Omit<HeartbeatSettings, 'heartbeatFailures'>, LeaseTimes {
  /** From the decision to take over until the services run. */
  readonly servicesMs: number;
}

/** The other server, as its last answer had it. */
export interface KnownPeer {
  readonly view: PeerView;
  readonly generation: number | null;
  readonly highAvailability: boolean;
  readonly usesWitness: boolean;
  /** It answers now. */
  readonly isHeard: boolean;
  /** Age of its newest complete copy of what is served here; null without one. */
  readonly copyAgeMs: number | null;
}

/** The witness, as it answers now. */
export interface KnownWitness {
  readonly isHeard: boolean;
  readonly memory: WitnessMemory['record'] | null;
  /** Who has its lease. */
  readonly holder: string | null;
}

/** Everything a server knows of the pair at the instant of the question. */
export interface Live {
  /** Of the monotonic clock, as the instants in `node` and `leases`. */
  readonly nowMs: number;
  readonly node: Node;
  readonly leases: Leases | null;
  readonly settings: ServerSettings;
  readonly times: Times;
  /** Age of the newest complete copy here; null without one. */
  readonly copyAgeMs: number | null;
  /** Null where none is configured, or it has never been heard. */
  readonly peer: KnownPeer | null;
  /** Null where none is configured. */
  readonly witness: KnownWitness | null;
}
