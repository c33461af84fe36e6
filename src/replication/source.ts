import type { Config } from '../config/config.ts';
import type { Term } from '../failover/term.ts';

/** What is replicated, by name. */
export type Datasets = Config['datasets'];

/** How many of what a dataset holds, e.g. 20,713 of `devices` or 604 of `files` (D8). */
export interface Count {
  readonly of: string;
  readonly n: number;
}

export interface DatasetInfo {
  readonly name: string;
  readonly kind: 'files' | 'sqlite';
  readonly bytes: number;
  readonly files: number;
  readonly counts: Count;
}

/** What a snapshot on the Primary holds. */
export interface SnapshotContents {
  readonly run: string;
  readonly datasets: readonly DatasetInfo[];
  readonly bytes: number;
}

/** What the Primary answers when a snapshot is opened: its contents, and of whom and of when it is. */
export interface SnapshotInfo extends SnapshotContents {
  readonly hostname: string;
  readonly release: string;
  readonly term: Term;
  readonly dataTerm: Term;
}

/** A snapshot's folder (databases and manifests) or the live folder of a `files` dataset. */
export type Fetchable = `snapshot/${string}` | `dataset/${string}`;

export interface FetchOptions {
  /** Absolute folders whose files are linked instead of fetched when they are the same, the best first. */
  readonly linkDest?: readonly string[];
  /** Sends the changed 4 KiB pages of files that are there already, writing in place: for private copies of databases only. */
  readonly blockDelta?: boolean;
  /** Compares contents instead of size and time. */
  readonly checksum?: boolean;
  /** Bytes of the files dealt with so far. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** What a fetch did. */
export interface Fetched {
  /** Bytes that travelled over the link, both ways. */
  readonly bytes: number;
}

/**
 * The Primary as a standby sees it. Every method rejects with an UnderstudyError, `peer` when trying again may help.
 */
export interface Source {
  /** Has the Primary make its snapshots and manifests. */
  open(run: string): Promise<SnapshotInfo>;
  /** Has it write the manifests of the live folders anew, because files changed while they were read. */
  refresh(run: string): Promise<void>;
  /** One rsync of a folder's contents into `into`. */
  fetch(what: Fetchable, into: string, options: FetchOptions): Promise<Fetched>;
  /** Has it remove the snapshot. */
  close(run: string): Promise<void>;
}
