import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of a host, below a root. */
export interface HostPlace {
  readonly root: string;
}

/** The text of a file; undefined where there is none. */
export const textAt = ({ root }: HostPlace, path: string): Promise<string | undefined> =>
  readFile(join(root, path), 'utf8').catch(() => undefined);

export const isAt = ({ root }: HostPlace, path: string): Promise<boolean> =>
  lstat(join(root, path)).then(
    () => true,
    () => false,
  );

export const linkAt = ({ root }: HostPlace, path: string): Promise<string | undefined> =>
  readlink(join(root, path)).catch(() => undefined);

/** Names in a folder, sorted; none where there is no folder. */
export const namesAt = async ({ root }: HostPlace, path: string): Promise<string[]> =>
  (await readdir(join(root, path)).catch(() => [])).sort();

/** The first of these paths that is there. */
export const firstAt = async (place: HostPlace, paths: readonly string[]): Promise<string | undefined> => {
  for (const path of paths) if (await isAt(place, path)) return path;
  return undefined;
};
