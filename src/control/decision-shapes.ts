/** What the shows about decisions answer: why something happened, and what would happen. */
import type { FailoverStatus, HistoryEvent, OnlyHere, PathStatus } from './shapes.ts';

/** A row of the transition table in words. */
export interface RuleText {
  readonly id: string;
  /** `start`, `steady`, `failover`, `operator` or `recovery`. */
  readonly chapter: string;
  /** What has to happen, any one of these. */
  readonly on: readonly string[];
  /** In which phases. */
  readonly from: readonly string[];
  /** What has to hold, all of it. */
  readonly conditions: readonly string[];
  /** What is done, in this order. */
  readonly actions: readonly string[];
}

/** One decision with everything that led to it and came of it (H7). */
export interface Explanation {
  /** The decision that is explained; null while nothing has happened. */
  readonly event: HistoryEvent | null;
  /** What this server knew when it decided; empty where an earlier release did not write it down. */
  readonly seen: readonly string[];
  /** The rule that applied; null where the table no longer has it. */
  readonly rule: RuleText | null;
  /** The decisions just before, oldest first. */
  readonly before: readonly HistoryEvent[];
  /** The decisions just after, oldest first. */
  readonly after: readonly HistoryEvent[];
  /** The newest decision of all; null while nothing has happened. */
  readonly last: HistoryEvent | null;
  /** Where this server stands, and what it does next by itself or waits for. */
  readonly now: { readonly phase: string; readonly reason: string; readonly next: readonly string[] };
}

export interface PairEvent {
  readonly at: string;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly source: 'decision' | 'synchronization';
  /** Of the decision or the synchronization. */
  readonly id: number;
  readonly text: string;
}

/** Event Log: decisions and synchronizations together, newest first (E8). */
export interface EventList {
  readonly events: readonly PairEvent[];
}

export interface PathDetail extends PathStatus {
  /** Heartbeats since the worker started them. */
  readonly sent: number;
  readonly answered: number;
  readonly failed: number;
  /** Of the newest answers. */
  readonly lastResponseMs: number | null;
  readonly shortestResponseMs: number | null;
  readonly longestResponseMs: number | null;
}

export interface PeerDetail {
  readonly name: string;
  /** `peer`: the other server of the pair; others are trusted only. */
  readonly role: 'peer' | 'trusted';
  readonly address: string;
  readonly port: number;
  /** Null where no heartbeats are exchanged. */
  readonly reachable: boolean | null;
  readonly mode: 'primary' | 'secondary' | null;
  readonly state: FailoverStatus['state'] | null;
  readonly phase: string | null;
  readonly epoch: number | null;
  /** The term its data was written in. */
  readonly dataEpoch: number | null;
  readonly release: string | null;
  readonly clockDifferenceMs: number | null;
  readonly lastHeartbeat: string | null;
  readonly lastSync: string | null;
  readonly failures: number;
  readonly paths: readonly PathDetail[];
}

export interface PeerList {
  readonly hostname: string;
  readonly release: string;
  readonly highAvailability: 'enabled' | 'disabled';
  readonly maxClockDifferenceMs: number;
  /** How often the peer is asked, and when it counts as failed (C9). */
  readonly heartbeat: {
    readonly intervalMs: number;
    readonly recheckMs: number;
    readonly timeoutMs: number;
    readonly failures: number;
  };
  readonly peers: readonly PeerDetail[];
}

/** What an operator is told before this server becomes Primary (B1). */
export interface TakeoverDoubts {
  /** The server that would stop serving; null where none is known to serve. */
  readonly servedBy: string | null;
  /** That it serves now, what becomes of it, what is lost, and the gentler way. */
  readonly takesFrom: readonly string[];
  /** What is wrong with the data here, and that there is nothing to serve with. */
  readonly data: readonly string[];
}

/** What stands in the way, and what to do about it. */
export interface BlockerText {
  readonly sentence: string;
  readonly remedy: string | null;
}

/** If the active server died now (H5). */
export interface ReadinessReport {
  readonly hostname: string;
  /** The server that serves; null where none is known to. */
  readonly active: string | null;
  /** The server that would take over; null where there is none. */
  readonly candidate: string | null;
  /** It would take over by itself. */
  readonly ready: boolean;
  /** Age of the copy it would serve: changes since are lost. Null where there is no copy, or nothing to lose. */
  readonly wouldLose: { readonly sinceMs: number; readonly since: string } | null;
  /** On the server that serves: what no other server has. Null on the others. */
  readonly onlyHere: OnlyHere | null;
  /** At worst; null where only the other server knows. */
  readonly wouldTake: { readonly ms: number; readonly detectMs: number; readonly startMs: number } | null;
  readonly blockers: readonly BlockerText[];
  readonly safety: FailoverStatus['safety'];
  /** When the candidate told of itself; null where the candidate is this server, or was never heard. */
  readonly heard: string | null;
}

export interface SwitchoverCheck {
  readonly name: string;
  /** Null where only the other server knows. */
  readonly ok: boolean | null;
  readonly detail: string;
  readonly remedy: string | null;
}

export interface SwitchoverStep {
  readonly number: number;
  /** The server on which it is typed. */
  readonly host: string;
  /** Exactly what is typed there; null where something is waited for. */
  readonly command: string | null;
  readonly effect: string;
}

/** How a planned switchover would go here and now; looking at it changes nothing. */
export interface SwitchoverPlan {
  readonly hostname: string;
  /** The server that serves, and that would stop. */
  readonly from: string | null;
  /** The server that would serve. */
  readonly to: string | null;
  /** No check says otherwise. */
  readonly possible: boolean;
  readonly checks: readonly SwitchoverCheck[];
  /** Empty where there are no two servers to switch. */
  readonly steps: readonly SwitchoverStep[];
}
