import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { hashFile, type HashCache } from './hash.ts';
import type { Entry, Manifest } from './manifest.ts';
import { stopIfAborted } from './stop.ts';
import { errnoOf, faultOf, isMissing } from './system-fault.ts';
import { bytesUnder, joinTree, printTreePath, type TreePath } from './tree-path.ts';

/** A file's digest, and its stats when it had that content. */
export interface Hashed {
  readonly sha256: string;
  readonly stats: BigIntStats;
}

/** Gives the digest of a file; `stats` are those by which it was found. */
export type Hasher = (file: Buffer, path: TreePath, stats: BigIntStats) => Promise<Hashed>;

interface Walk {
  readonly root: string;
  readonly hasher: Hasher;
  /** Turns a link's target on disk into the one it stands for. */
  readonly readTarget: (target: string) => string;
  readonly signal: AbortSignal | undefined;
  readonly entries: Entry[];
}

export interface WalkOptions {
  readonly hasher: Hasher;
  readonly readTarget?: (target: string) => string;
  readonly signal?: AbortSignal | undefined;
}

const rereads = 3;

/** Reads a file, and again when it changed meanwhile; `settled` when it did not in the end. */
const hashSettled = async (
  file: Buffer,
  stats: BigIntStats,
  signal: AbortSignal | undefined,
): Promise<Hashed & { readonly settled: boolean }> => {
  let before = stats;
  for (let reads = 1; ; reads++) {
    const sha256 = await hashFile(file, signal);
    const after = await lstat(file, { bigint: true });
    const settled = after.ctimeNs === before.ctimeNs && after.ino === before.ino && after.size === before.size;
    if (settled || reads === rereads) return { sha256, stats: after, settled };
    before = after;
  }
};

/** Reads every file. */
export const hashAlways =
  (signal?: AbortSignal): Hasher =>
  (file, _path, stats) =>
    hashSettled(file, stats, signal);

/** Reads the files that the cache does not know. */
export const hashCached =
  (cache: HashCache, signal?: AbortSignal): Hasher =>
  async (file, _path, stats) => {
    const known = cache.find(stats);
    if (known !== undefined) return { sha256: known, stats };
    const hashed = await hashSettled(file, stats, signal);
    if (hashed.settled) cache.keep(hashed.stats, hashed.sha256);
    return hashed;
  };

const modeOf = (stats: BigIntStats): number => Number(stats.mode & 0o7777n);

const fileEntry = async (walk: Walk, path: TreePath, found: BigIntStats): Promise<Entry> => {
  const { sha256, stats } = await walk.hasher(bytesUnder(walk.root, path), path, found);
  return { path, type: 'file', size: Number(stats.size), mode: modeOf(stats), mtimeMs: Number(stats.mtimeMs), sha256 };
};

const read = async (walk: Walk, path: TreePath): Promise<void> => {
  const file = bytesUnder(walk.root, path);
  const stats = await lstat(file, { bigint: true });
  if (stats.isDirectory()) {
    walk.entries.push({ path, type: 'dir', mode: modeOf(stats) });
    await visitChildren(walk, path, await readdir(file, { encoding: 'latin1', withFileTypes: true }));
  } else if (stats.isSymbolicLink()) {
    const target = await readlink(file, { encoding: 'latin1' });
    walk.entries.push({ path, type: 'link', target: walk.readTarget(target) });
  } else if (stats.isFile()) {
    walk.entries.push(await fileEntry(walk, path, stats));
  }
};

const visit = async (walk: Walk, path: TreePath): Promise<void> => {
  stopIfAborted(walk.signal);
  try {
    await read(walk, path);
  } catch (error) {
    // Files come and go while an application works, and a link may take a file's place; only the tree's own folder stays.
    if (path !== '' && (isMissing(error) || errnoOf(error) === 'ELOOP')) return;
    throw faultOf(`"${printTreePath(path)}" in ${walk.root} cannot be read`, error);
  }
};

const atOnce = 8;

/** Files some at a time, folders one after another: the number of open files stays small at any depth. */
const visitChildren = async (walk: Walk, folder: TreePath, children: readonly Dirent[]): Promise<void> => {
  const leaves = children.filter((child) => !child.isDirectory());
  for (let at = 0; at < leaves.length; at += atOnce) {
    const some = leaves.slice(at, at + atOnce);
    const ends = await Promise.allSettled(some.map(({ name }) => visit(walk, joinTree(folder, name))));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
  for (const child of children) {
    if (child.isDirectory()) await visit(walk, joinTree(folder, child.name));
  }
};

/**
 * What a folder holds: folders, files with their digests, links as they are. Sockets, pipes and devices are no data and
 * are left out, as rsync leaves them out.
 *
 * @throws UnderstudyError naming the file that cannot be read
 */
export const readTree = async (root: string, options: WalkOptions): Promise<Manifest> => {
  const walk: Walk = {
    root,
    hasher: options.hasher,
    readTarget: options.readTarget ?? ((target) => target),
    signal: options.signal,
    entries: [],
  };
  await visit(walk, '');
  const sorted = walk.entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return new Map(sorted.map((entry) => [entry.path, entry]));
};
