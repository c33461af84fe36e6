import type { Leases } from './lease.ts';

/** What holds when an event is decided: the settings that count, and the instant. */
export interface Context {
  /** Monotonic clock; it starts anew with the worker. */
  readonly nowMs: number;
  /** A2. */
  readonly highAvailability: boolean;
  /** The other server's name, or null when none is configured. */
  readonly peer: string | null;
  /** C10: promote to Primary (true) or keep in Standby (false). */
  readonly promoteOnFailure: boolean;
  /** Consecutive failures before failover (C9). */
  readonly heartbeatFailures: number;
  /** How long a starting Primary waits for its silent peer. */
  readonly startHoldMs: number;
  /** Configured datasets that the newest copy does not have: promoted, they would be served as they happen to be. */
  readonly missingFromCopy: readonly string[];
  /** What was granted and promised where a witness is configured; null without one: nobody has to be asked. */
  readonly leases: Leases | null;
}
