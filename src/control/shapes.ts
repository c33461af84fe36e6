/**
 * What the control API answers, and so what `--json` prints. Times are ISO 8601 UTC, durations milliseconds with `Ms` at
 * the end of the name, and the same keys are always there (design 8).
 */
import type { HealthPagesStatus } from './portal-shapes.ts';
import type { WitnessSummary } from './witness-shapes.ts';

export interface Answer {
  /** What an operator reads. */
  readonly message: string;
  /** False when it was so already; the exit status is 0 either way. */
  readonly changed: boolean;
  readonly warnings: readonly string[];
}

export interface PathStatus {
  /** `ssh host-network`, later others. */
  readonly name: string;
  readonly up: boolean;
  readonly lastAnswer: string | null;
  readonly meanResponseMs: number | null;
  readonly lastError: string | null;
}

export interface FailoverStatus {
  readonly hostname: string;
  readonly highAvailability: 'enabled' | 'disabled';
  readonly mode: 'primary' | 'secondary';
  readonly state: 'active' | 'standby' | 'notAvailable';
  /** Finer than state, e.g. `held`, `fenced`, `promoting`. */
  readonly phase: string;
  /** Why the server is in this state (H7). */
  readonly reason: string;
  /** What keeps it from going on by itself; null when nothing does. */
  readonly obstacle: string | null;
  readonly epoch: number;
  readonly clientConnection: 'enabled' | 'disabled';
  readonly peer: {
    readonly host: string | null;
    readonly reachable: boolean;
    readonly mode: 'primary' | 'secondary' | null;
    readonly state: 'active' | 'standby' | 'notAvailable' | null;
    /** Finer than state, e.g. `promoting`. */
    readonly phase: string | null;
    readonly epoch: number | null;
    readonly release: string | null;
    readonly lastHeartbeat: string | null;
    readonly meanResponseMs: number | null;
    /** Its clock against ours, positive when it is ahead (E11). */
    readonly clockDifferenceMs: number | null;
    /** When its newest complete copy was made (C4). */
    readonly lastSync: string | null;
    /** Consecutive heartbeats that failed. */
    readonly failures: number;
    /** What it says keeps it from taking over by itself (H5); null where it has not said. */
    readonly blockers: readonly { readonly sentence: string; readonly remedy: string | null }[] | null;
    /** When it last told of itself: with an answer or a call. */
    readonly lastHeard: string | null;
    readonly paths: readonly PathStatus[];
  };
  readonly sync: {
    readonly running: boolean;
    readonly lastStarted: string | null;
    readonly lastCompleted: string | null;
    readonly lastResult: 'success' | 'failed' | 'interrupted' | 'skipped' | null;
    readonly nextDue: string | null;
    readonly generation: number | null;
    /** Of the task that copies now; null between the tasks and while nothing runs. */
    readonly progress: SyncProgress | null;
  };
  /** The copy this server was promoted from; what changed on the peer after `created` is not here. */
  readonly servesCopy: { readonly number: number; readonly created: string } | null;
  /** While this server serves: what no other server has. Null on the others. */
  readonly onlyHere: OnlyHere | null;
  readonly readiness: {
    /** Age of the newest complete copy: what would be lost is what changed since. Null where there is nothing to lose or no copy. */
    readonly wouldLose: { readonly sinceMs: number } | null;
    /** Worst case from the settings, detection included. */
    readonly wouldTake: { readonly ms: number } | null;
    /** Sentences; empty when this server could take over now. On the active server: what is wrong with its disk or address. */
    readonly blockers: readonly string[];
  };
  readonly safety: { readonly class: 'A' | 'B' | 'C'; readonly sentence: string };
  readonly services: readonly ServiceStatus[];
  /** What load balancers probe (F1, F2): served by `understudy-portal`, as it says itself. */
  readonly healthPages: HealthPagesStatus;
  /** What keeps people from being told by e-mail; null where nothing does, or nobody is to be told (C11). */
  readonly notificationFault: string | null;
  /** Null where no virtual address is configured. */
  readonly virtualIp: VirtualIpStatus | null;
  /** Null where no witness is configured. */
  readonly witness: WitnessSummary | null;
  /** Only on a host for which no configuration is saved and no peer is configured: `understudy-setup` is the next step. */
  readonly neverSetUp?: true;
  /** Only on a Standby whose data is newer than what its peer serves, or on a host that was never set up and holds copies: an operator decides. */
  readonly olderThanHere?: { readonly sentence: string; readonly remedy: string };
  /** The configuration in force is not the saved one: a restart of this server loses it. */
  readonly unsaved: boolean;
}

/** The address that clients use, as this server sees it (E3). */
export interface VirtualIpStatus {
  /** `A.B.C.D/LEN`. */
  readonly address: string;
  /** Of this server, where the address is or would be; null where none is configured. */
  readonly interface: string | null;
  /** It is on this server now. */
  readonly held: boolean;
  /** Why it is not; null where it is. */
  readonly reason: string | null;
  /** The hardware address of somebody else who answers at it. */
  readonly usedBy: string | null;
}

/** What only the active server has: it is lost when that server is. */
export interface OnlyHere {
  /** Everything that was written since then; null: everything there is. */
  readonly since: string | null;
  /** What happened then; `start`: the peer never had a copy of what this server serves. */
  readonly from: 'copy' | 'takeover' | 'start';
  /** The peer would take over and go on with its copy. */
  readonly canTakeOver: boolean;
}

export interface HistoryList {
  /** Newest first. */
  readonly events: readonly HistoryEvent[];
}

export interface ServiceStatus {
  readonly name: string;
  readonly state: 'running' | 'stopped' | 'failed';
  readonly since: string | null;
  readonly pid: number | null;
  readonly detail: string;
}

export interface HistoryEvent {
  readonly id: number;
  readonly at: string;
  readonly epoch: number;
  /** Id of the transition table's row, or null for events outside the table. */
  readonly row: string | null;
  readonly from: string;
  readonly to: string;
  readonly sentence: string;
}

/** One database or folder as counted on both servers (D8). */
export interface SyncCount {
  readonly dataset: string;
  /** `devices` or `files`: what was counted. */
  readonly of: string;
  readonly primary: number;
  readonly secondary: number;
}

export interface SyncTask {
  readonly name: string;
  readonly started: string;
  readonly completed: string | null;
  readonly result: 'running' | 'success' | 'failed';
  /** Bytes that travelled over the link. */
  readonly bytes: number;
  readonly detail: string;
}

export interface SyncRunStatus {
  readonly id: number;
  readonly host: string;
  readonly trigger: 'schedule' | 'operator';
  readonly started: string;
  readonly completed: string | null;
  readonly result: 'running' | 'success' | 'failed' | 'interrupted' | 'skipped';
  readonly error: string | null;
  readonly bytes: number;
  /** What the copy holds, in bytes: against `bytes` it shows what did not have to travel. */
  readonly totalBytes: number;
  readonly generation: number | null;
  readonly counts: readonly SyncCount[];
  readonly tasks: readonly SyncTask[];
}

export interface SyncHistory {
  readonly running: SyncRunStatus | null;
  readonly nextDue: string | null;
  /** Newest first. */
  readonly runs: readonly SyncRunStatus[];
}

/** How far a task of a synchronization is. */
export interface SyncProgress {
  readonly task: string;
  readonly bytes: number;
  /** 0 where it is not known. */
  readonly totalBytes: number;
  /** Over the last seconds; null until it can be told. */
  readonly bytesPerSecond: number | null;
  /** At that rate; null where it cannot be told. */
  readonly remainingMs: number | null;
}

/** One line of the stream that `failover sync` reads (newline-delimited JSON); the last one is `done` or `fault`. */
export type SyncEvent =
  | { readonly type: 'task'; readonly task: SyncTask }
  | ({ readonly type: 'progress' } & SyncProgress)
  | { readonly type: 'done'; readonly run: SyncRunStatus }
  | {
      readonly type: 'fault';
      readonly fault: { code: string; message: string; hint?: string };
      readonly run: SyncRunStatus | null;
    };

export interface GenerationList {
  readonly generations: readonly GenerationStatus[];
}

export interface GenerationStatus {
  readonly number: number;
  readonly created: string;
  readonly source: string;
  readonly epoch: number;
  readonly files: number;
  readonly bytes: number;
  readonly digest: string;
  readonly applied: boolean;
}

export interface OrphanList {
  readonly orphans: readonly OrphanStatus[];
}

/** What only this server had when a copy replaced its data (failover-engine 8): kept, listed, never thrown away. */
export interface OrphanStatus {
  readonly id: string;
  readonly at: string;
  readonly epoch: number;
  readonly path: string;
  /** e.g. `dataset registry: 3 rows of devices only here`. */
  readonly findings: readonly string[];
}

export interface TestStep {
  /** e.g. `core2 -> core1: log in over SSH`. */
  readonly name: string;
  readonly ok: boolean;
  /** What was seen, or what failed and what to do about it. */
  readonly detail: string;
  /** It failed because something did not answer in time or could not be reached. */
  readonly unreachable: boolean;
}

export interface TestReport {
  readonly host: string;
  readonly ok: boolean;
  /** `Test was successful`, or the first failure. */
  readonly message: string;
  /** The first failure is one of reaching the other server; false where nothing failed. */
  readonly unreachable: boolean;
  readonly steps: readonly TestStep[];
}

export interface TrustedHostList {
  readonly hosts: readonly TrustedHostStatus[];
}

export interface TrustedHostStatus {
  readonly name: string;
  readonly address: string;
  /** Its address on the direct link. */
  readonly directAddress: string | null;
  readonly port: number;
  readonly user: string;
  readonly key: string;
  readonly isPeer: boolean;
}

export interface VersionStatus {
  readonly product: 'Understudy';
  readonly release: string;
  readonly node: string;
  readonly hostname: string;
  /** Of the worker. */
  readonly uptimeMs: number;
  /** Of the host. */
  readonly hostUptimeMs: number;
}

/** The public key of this server, as `trusted-host NAME key …` takes it. */
export interface PublicKey {
  readonly key: string;
}

/** Lines of a log, oldest first. */
export interface LogLines {
  readonly lines: readonly string[];
}

/** Lines typed at this console before, oldest first. */
export interface TypedLines {
  readonly lines: readonly string[];
}

export interface PrivilegeLevel {
  readonly level: 1 | 15;
}
