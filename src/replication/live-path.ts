import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { UnderstudyError } from '../error.ts';
import type { Datasets } from './source.ts';
import { faultOf, isMissing } from './system-fault.ts';

export type Dataset = Datasets[string];

const nouns = { files: 'folder', sqlite: 'database file' } as const;

/** The stats of what lies at a path itself, or undefined. */
export const statsOf = async (path: string): Promise<Stats | undefined> => {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw faultOf(`${path} cannot be read`, error);
  }
};

/** What a dataset's live path is now, or undefined where there is nothing. @throws UnderstudyError refused for another thing */
export const liveStats = async (name: string, { kind, path }: Dataset): Promise<Stats | undefined> => {
  const stats = await statsOf(path);
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) {
    throw new UnderstudyError('refused', `Dataset ${name}: ${path} is a symbolic link, which is never followed`, {
      hint: `give the path it leads to: "dataset ${name} kind ${kind} path /PATH"`,
    });
  }
  if (kind === 'files' ? stats.isDirectory() : stats.isFile()) return stats;
  throw new UnderstudyError('refused', `Dataset ${name}: ${path} is no ${nouns[kind]}`, {
    hint: `correct it: "dataset ${name} kind ${kind} path /PATH"`,
  });
};

/** @throws UnderstudyError refused when there is nothing at the path or another thing */
export const requireLive = async (name: string, dataset: Dataset): Promise<Stats> => {
  const stats = await liveStats(name, dataset);
  if (stats !== undefined) return stats;
  throw new UnderstudyError('refused', `Dataset ${name}: there is no ${nouns[dataset.kind]} ${dataset.path}`, {
    hint: `start the application once so that it makes it, correct the path: "dataset ${name} kind ${dataset.kind} path /PATH", or remove the dataset: "no dataset ${name}"`,
  });
};
