import { sameEntry, type Entry, type Manifest } from './manifest.ts';
import type { TreePath } from './tree-path.ts';

/**
 * The paths whose state in `found` is that of none of the manifests, sorted. A path that is not there is in the same state
 * as one that a manifest does not list.
 */
export const unverified = (found: Manifest, manifests: readonly Manifest[]): TreePath[] => {
  const paths = new Set([found, ...manifests].flatMap((manifest) => [...manifest.keys()]));
  return [...paths].filter((path) => !manifests.some((one) => sameEntry(one.get(path), found.get(path)))).sort();
};

/**
 * What the source had of a verified copy: of each path the entry, from one of the source's lists, that the copy was found
 * to equal. A file that came or went while the tree was copied counts as it was at the instant of which the copy is.
 */
export const verifiedAgainst = (found: Manifest, manifests: readonly Manifest[]): Manifest => {
  const entries = [...found.entries()].map(([path, entry]): [string, Entry | undefined] => [
    path,
    manifests.map((one) => one.get(path)).find((one) => sameEntry(one, entry)),
  ]);
  return new Map(entries.filter((pair): pair is [string, Entry] => pair[1] !== undefined));
};

/** What of `wanted` is not in `base` already: bytes and entries that a new copy needs beside it. */
export const growthOver = (base: Manifest | null, wanted: Manifest): { bytes: number; files: number } => {
  let bytes = 0;
  let files = 0;
  for (const entry of wanted.values()) {
    const isLinked = entry.type !== 'dir' && base !== null && sameEntry(base.get(entry.path), entry);
    if (isLinked) continue;
    files++;
    if (entry.type === 'file') bytes += entry.size;
  }
  return { bytes, files };
};
