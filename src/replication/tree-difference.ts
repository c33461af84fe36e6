import { chmod, chown, lstat, mkdir, readlink, symlink, utimes } from 'node:fs/promises';
import type { Entry, Manifest } from './manifest.ts';
import { copyToNew } from './new-file.ts';
import { stopIfAborted } from './stop.ts';
import { bytesUnder, printSome, type TreePath } from './tree-path.ts';

const isData = (entry: Entry): boolean => entry.type !== 'dir';

const hasOtherContent = (here: Entry, there: Entry): boolean => {
  if (here.type === 'file' && there.type === 'file') return here.sha256 !== there.sha256;
  if (here.type === 'link' && there.type === 'link') return here.target !== there.target;
  return here.type !== there.type;
};

export interface TreeDifference {
  readonly onlyHere: readonly TreePath[];
  readonly changedHere: readonly TreePath[];
}

/** The files and links that a copy does not have, or has with another content. Folders by themselves are no data. */
export const differenceOf = (here: Manifest, there: Manifest): TreeDifference => {
  const data = [...here.values()].filter(isData);
  return {
    onlyHere: data.filter(({ path }) => !there.has(path)).map(({ path }) => path),
    changedHere: data
      .filter((entry) => {
        const other = there.get(entry.path);
        return other !== undefined && hasOtherContent(entry, other);
      })
      .map(({ path }) => path),
  };
};

const sentence = (paths: readonly TreePath[], what: string): string[] =>
  paths.length === 0
    ? []
    : [`${paths.length} ${paths.length === 1 ? 'file' : 'files'} ${what}: ${printSome(paths, 3)}`];

export const describeDifference = ({ onlyHere, changedHere }: TreeDifference): string[] => [
  ...sentence(onlyHere, 'only here'),
  ...sentence(changedHere, 'with another content here'),
];

const copyOne = async (from: Buffer, to: Buffer): Promise<void> => {
  const stats = await lstat(from);
  if (stats.isSymbolicLink()) return symlink(await readlink(from, { encoding: 'buffer' }), to);
  await copyToNew(from, to);
  if (process.geteuid?.() === 0) await chown(to, stats.uid, stats.gid);
  await chmod(to, stats.mode & 0o777);
  await utimes(to, stats.atimeMs / 1000, stats.mtimeMs / 1000);
};

/** Copies some files of a tree, with the folders that lead to them, into an empty folder. */
export const copyPaths = async (
  from: string,
  to: string,
  paths: readonly TreePath[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  for (const path of paths) {
    stopIfAborted(signal);
    await mkdir(bytesUnder(to, path.split('/').slice(0, -1).join('/')), { recursive: true, mode: 0o700 });
    await copyOne(bytesUnder(from, path), bytesUnder(to, path));
  }
};
