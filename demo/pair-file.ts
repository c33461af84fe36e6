import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ports } from './ports.ts';

/** What is remembered of a pair between two starts of the demo, in `pair.json` of its folder. */
export interface PairFile {
  readonly ports: readonly [Ports, Ports];
  /** Somebody wanted it to stay: only `--stop` takes it away. */
  readonly kept: boolean;
  /** The demo that plays with it now, or null. */
  readonly owner: number | null;
  /** Bytes of the very first synchronization; 0 before it. */
  readonly firstBytes: number;
}

export const pairFile = 'pair.json';
const pathOf = (folder: string): string => join(folder, pairFile);

export const readPairFile = (folder: string): PairFile | undefined =>
  existsSync(pathOf(folder)) ? (JSON.parse(readFileSync(pathOf(folder), 'utf8')) as PairFile) : undefined;

export const writePairFile = (folder: string, file: PairFile): void => {
  const beside = `${pathOf(folder)}.new`;
  writeFileSync(beside, `${JSON.stringify(file, null, 2)}\n`);
  renameSync(beside, pathOf(folder));
};

/** The demo that plays with the pair at this moment, unless it has ended without a word. */
export const livingOwner = ({ owner }: PairFile): number | undefined => {
  if (owner === null || owner === process.pid) return undefined;
  try {
    return readFileSync(`/proc/${owner}/cmdline`, 'utf8').includes('/demo/main.js') ? owner : undefined;
  } catch {
    return undefined;
  }
};
