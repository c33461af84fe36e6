import { sameEntry, type Manifest } from './manifest.ts';
import type { TreePath } from './tree-path.ts';

/**
 * The paths whose state in `found` is that of none of the manifests, sorted. A path that is not there is in the same state
 * as one that a manifest does not list.
 */
export const unverified = (found: Manifest, manifests: readonly Manifest[]): TreePath[] => {
  const paths = new Set([found, ...manifests].flatMap((manifest) => [...manifest.keys()]));
  return [...paths].filter((path) => !manifests.some((one) => sameEntry(one.get(path), found.get(path)))).sort();
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
