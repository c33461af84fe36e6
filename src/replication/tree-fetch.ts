import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { UnderstudyError } from '../error.ts';
import { manifestOf, treeOf, type Generation } from './generation.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { copiedTarget } from './munged-link.ts';
import { withRetries } from './retry.ts';
import { manifestIn } from './snapshot.ts';
import type { Source } from './source.ts';
import { earlierTrees, setTreeAside, type Staging } from './staging.ts';
import { hashAlways, readTree, type Hasher } from './tree.ts';
import { unverified, verifiedAgainst } from './tree-check.ts';
import { bytesUnder, printSome } from './tree-path.ts';

export interface TreeJob {
  readonly name: string;
  readonly run: string;
  readonly source: Source;
  /** Its hostname. */
  readonly sourceName: string;
  readonly staging: Staging;
  /** The last complete copy, whose unchanged files are linked. */
  readonly previous: Generation | null;
  readonly signal: AbortSignal;
  readonly retryPausesMs?: readonly number[] | undefined;
  /** Bytes of one rsync that went well. */
  readonly onTravelled: (bytes: number) => void;
  readonly onProgress: (bytes: number) => void;
}

export interface FetchedTree {
  /** What was fetched, entry by entry. */
  readonly manifest: Manifest;
  /** What the Primary had of it: the entries of its lists that the fetched ones were verified against. */
  readonly source: Manifest;
}

const mostRefetches = 3;

/** The last copy's manifest of a tree; null where there is none. */
export const previousManifest = async ({
  previous,
  name,
  signal,
}: Pick<TreeJob, 'previous' | 'name' | 'signal'>): Promise<Manifest | null> =>
  previous?.datasets.some((dataset) => dataset.name === name && dataset.kind === 'files') === true
    ? readManifest(manifestOf(previous.path, name), signal)
    : null;

const fetchOnce = async (job: TreeJob, base: string | null, checksum: boolean): Promise<void> => {
  const { name, source, staging, signal, onProgress } = job;
  await setTreeAside(staging, name);
  const linkDest = await earlierTrees(staging, name);
  if (base !== null) linkDest.push(base);
  const into = treeOf(staging.next, name);
  const { bytes } = await source.fetch(`dataset/${name}`, into, { linkDest, checksum, onProgress, signal });
  job.onTravelled(bytes);
};

/** A file that is one with the last copy's needs no reading: its digest stands in that copy's manifest. */
const hashNew = (base: string | null, known: Manifest | null, signal: AbortSignal): Hasher => {
  const always = hashAlways(signal);
  return async (file, path, stats) => {
    const entry = known?.get(path);
    if (base === null || entry?.type !== 'file' || stats.nlink < 2n) return always(file, path, stats);
    const before = await lstat(bytesUnder(base, path), { bigint: true }).catch(() => undefined);
    const isSame = before?.ino === stats.ino && before.dev === stats.dev;
    return isSame ? { sha256: entry.sha256, stats } : always(file, path, stats);
  };
};

const listAgain = async ({
  name,
  run,
  source,
  staging,
  signal,
  onTravelled,
  retryPausesMs,
}: TreeJob): Promise<Manifest> => {
  await source.refresh(run);
  const fetch = () => source.fetch(`snapshot/${run}`, staging.snapshot, { signal });
  const { bytes } = await withRetries(fetch, signal, retryPausesMs);
  onTravelled(bytes);
  return readManifest(manifestIn(staging.snapshot, name), signal);
};

/**
 * Fetches a live folder while it changes, and proves what arrived: each entry has to be as it was on the Primary before
 * the fetch or after it. What is neither changed twice meanwhile or was damaged on its way: the tree is fetched again by
 * content.
 *
 * @throws UnderstudyError failed, naming the files that cannot be verified
 */
export const fetchTree = async (job: TreeJob): Promise<FetchedTree> => {
  const { name, staging, previous, signal } = job;
  const known = await previousManifest(job);
  const base = previous === null || known === null ? null : treeOf(previous.path, name);
  let source = await readManifest(manifestIn(staging.snapshot, name), signal);
  for (let refetches = 0; ; refetches++) {
    await withRetries(() => fetchOnce(job, base, refetches > 0), signal, job.retryPausesMs);
    const hasher = hashNew(base, known, signal);
    const root = join(staging.next, 'trees', name);
    const manifest = await readTree(root, { hasher, readTarget: copiedTarget, signal });
    if (unverified(manifest, [source]).length === 0) return { manifest, source: verifiedAgainst(manifest, [source]) };
    const after = await listAgain(job);
    const lists = [source, after];
    const open = unverified(manifest, lists);
    if (open.length === 0) return { manifest, source: verifiedAgainst(manifest, lists) };
    source = after;
    if (refetches === mostRefetches) {
      throw new UnderstudyError(
        'failed',
        `Dataset ${name}: these could not be copied as they are on ${job.sourceName}: ${printSome(open)}`,
        {
          hint: 'sync again when they change less; a file that always changes belongs into an SQLite dataset or out of the folder',
        },
      );
    }
  }
};
