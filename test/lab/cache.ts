import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** Outside the project: what takes long to make, kept for every later lab on this machine. */
const cache = '/var/cache/understudy-lab';
const hourMs = 3_600_000;
/** A product is built again and again; Debian changes with the list of its packages only. */
const keptMs = { product: 2 * hourMs, debian: 48 * hourMs } as const;

export type Kind = keyof typeof keptMs;

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** What nobody has used for long, and what an interrupted build left. Another run's build goes on. */
const removeStale = (): void => {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const builder = /^building-(\d+)-/.exec(name)?.[1];
    const kind: Kind = name.startsWith('product-') ? 'product' : 'debian';
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    const isStale = builder === undefined ? age > keptMs[kind] : !isRunning(Number(builder));
    if (isStale) rmSync(path, { recursive: true, force: true });
  }
};

/** A folder on the file system of the cache, removed when `work` is over. */
export const withWorkshop = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, `building-${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The folder of that kind and name. When it is not there, `make` makes it in a workshop and tells where. */
export const kept = async (kind: Kind, name: string, make: () => Promise<string>): Promise<string> => {
  const path = join(cache, `${kind}-${name}`);
  if (!existsSync(path)) {
    removeStale();
    const made = await make();
    try {
      renameSync(made, path);
    } catch (error) {
      // Another run was quicker.
      if (!existsSync(path)) throw error;
    }
  }
  utimesSync(path, new Date(), new Date());
  return path;
};
