import type { Answer } from './shapes.ts';

/** A change that is rolled back unless "configure confirm" keeps it. */
export interface PendingConfirm {
  /** Who asked for it. */
  readonly by: string;
  readonly armed: string;
  readonly revertsAt: string;
}

export interface ConfigText {
  readonly text: string;
  /** Rises with every change of the running configuration; a change names the one it was made from. */
  readonly revision: number;
  /** True when it differs from what is saved. */
  readonly unsaved: boolean;
  /** Null while nothing waits for "configure confirm". */
  readonly pending: PendingConfirm | null;
  /** Another one where the secrets are others, until the worker restarts; null: there is none. */
  readonly secretsTag: string | null;
}

/** What lines of configuration came to. */
export interface ConfigChange extends Answer, ConfigText {
  /** What the entry that is open still lacks; while it lacks something nothing was changed. */
  readonly missing: readonly string[];
}

/** The hint of a refused change: none of its lines is in force. */
export const nothingChanged = 'nothing was changed';

/** What is wrong in lines that were only checked. */
export interface ConfigFault {
  /** From 0: of the groups that were given. */
  readonly group: number;
  /** From 1; 0: what the group makes of the configuration as a whole. */
  readonly line: number;
  readonly message: string;
}

export interface ConfigCheck {
  /** Of the first group that has any; empty: all of them would be accepted. */
  readonly faults: readonly ConfigFault[];
}

/** Where a whole configuration is taken from, or written to. */
export type ConfigSource =
  | { readonly kind: 'running' | 'startup' }
  | { readonly kind: 'archive'; readonly number: number }
  | { readonly kind: 'file'; readonly name: string };

/** What a replacement came to, or would. */
export interface ConfigReplacement extends Answer {
  /** Lines that begin with `+`, `-`, `!` (a secret that changed) or a blank; empty when there is no difference. */
  readonly difference: readonly string[];
  /** Of the running configuration it was made from. */
  readonly revision: number;
}

/** A configuration as it was after a change or a save (newest first in the list). */
export interface ArchivedConfig {
  readonly number: number;
  readonly at: string;
  readonly by: string;
  /** What was done, e.g. `write memory`. */
  readonly what: string;
  /** True for the newest one that is what the running configuration is now. */
  readonly isRunning: boolean;
}

export interface ArchiveList {
  readonly copies: readonly ArchivedConfig[];
  readonly pending: PendingConfirm | null;
}

export interface ArchivedText extends ArchivedConfig {
  readonly text: string;
  /** As in `show running-config`. */
  readonly secretsTag: string | null;
}

/** What `show archive` prints: the list, or one copy with its text. */
export interface ArchiveStatus extends ArchiveList {
  readonly text: string | null;
  /** Of the one copy; null without a secret in it, and for the list. */
  readonly secretsTag: string | null;
}

export interface ConfigDifference {
  readonly from: string;
  readonly to: string;
  readonly difference: readonly string[];
}

/** A file of the console. */
export interface FileStatus {
  readonly name: string;
  readonly bytes: number;
  readonly modified: string;
}

export interface FileList {
  readonly files: readonly FileStatus[];
  /** Of all files together, and the most that they may have. */
  readonly bytes: number;
  readonly mostBytes: number;
}

export interface FileText {
  readonly name: string;
  readonly text: string;
}
