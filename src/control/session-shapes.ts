/**
 * What the console needs of the worker while somebody sits at it: the prompt, live names for `?` and Tab, who else is
 * there, and the audit of what was done.
 */

/** Kinds of things that exist on this server under names of their own, offered by `?`, Tab and the shell's completion. */
export type NameKind =
  'peer' | 'trusted-host' | 'service' | 'dataset' | 'client-port' | 'generation' | 'archive' | 'file' | 'interface';

/** A name that may stand in a value's place, with what it is. */
export type NamedThing = readonly [name: string, help: string];

export type Names = Readonly<Record<NameKind, readonly NamedThing[]>>;

/** Everything a prompt shows and completes; answered from memory. */
export interface Glance {
  readonly hostname: string;
  readonly mode: 'primary' | 'secondary';
  readonly state: 'active' | 'standby' | 'notAvailable';
  /** Null while the server is not paired. */
  readonly peer: string | null;
  /** How long a console may stay idle; 0: as long as it likes (console 43). */
  readonly execTimeoutMs: number;
  /** Shown before the first prompt at a terminal (console 1). */
  readonly banner: string | null;
  /** When the configuration is rolled back unless somebody confirms it; null while nothing waits for that. */
  readonly rollsBackAt: string | null;
  /** A restart of this server loses the configuration in force. */
  readonly unsaved: boolean;
  readonly names: Names;
}

/** Nothing is there by name: an unpaired server, or a worker that does not answer. */
export const noNames: Names = {
  peer: [],
  'trusted-host': [],
  service: [],
  dataset: [],
  'client-port': [],
  generation: [],
  archive: [],
  file: [],
  interface: [],
};

/** One console at which somebody sits. */
export interface SessionStatus {
  readonly line: number;
  readonly user: string;
  /** The account that logged in, by the kernel; null where that is not known. */
  readonly login: string | null;
  /** The login name as the client tells it. */
  readonly claims: string | null;
  readonly terminal: string | null;
  /** The address the operator came from, as the client tells it. */
  readonly from: string | null;
  readonly since: string;
  readonly idleMs: number;
  readonly mode: SessionMode;
  /** Topics whose lines are shown there as they come. */
  readonly debug: readonly DebugTopic[];
  /** The one that asks. */
  readonly isOwn: boolean;
}

export type SessionMode = 'user' | 'privileged' | 'config';

/** Open consoles by their line. */
export interface SessionList {
  readonly sessions: readonly SessionStatus[];
}

export type DebugTopic = 'heartbeat';

/** What is shown at this console as it comes. */
export interface Debugging {
  readonly topics: readonly DebugTopic[];
}

/** What the worker tells an open console. */
export type SessionEvent =
  | { readonly type: 'open'; readonly line: number; readonly key: string }
  | { readonly type: 'notice' | 'debug' | 'end'; readonly at: string; readonly text: string };

/** Who did what, from where, when, and what came of it (H9). */
export interface AuditEntry {
  readonly id: number;
  readonly at: string;
  /** The account, by the kernel. */
  readonly user: string;
  /** The account that logged in, by the kernel; null where that is not known. */
  readonly login: string | null;
  /** The login name as the client tells it. */
  readonly claims: string | null;
  readonly terminal: string | null;
  /** The address the operator came from, as the client tells it. */
  readonly from: string | null;
  /** A command, an attempt to get into privileged mode, or a look at what is not for everybody. */
  readonly kind: 'command' | 'attempt' | 'look';
  /** Secrets are masked. */
  readonly command: string;
  readonly result: 'ok' | 'refused' | 'failed';
  /** The exit status of a one-shot. */
  readonly status: number;
  /** What was answered, or why not. */
  readonly detail: string;
}

/** Newest first. */
export interface AuditList {
  readonly entries: readonly AuditEntry[];
}
