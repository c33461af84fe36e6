import type { Occasion } from './notice.ts';

/** Faults that were told of and are not over, by key. */
export type OpenFaults = Readonly<Record<string, { readonly toldAtMs: number; readonly missed: number }>>;

/** What becomes of an occasion. */
export interface Told {
  readonly open: OpenFaults;
  readonly isTold: boolean;
  /** How often the same came since it was told of last. */
  readonly missed: number;
}

/** More faults than this at once are no longer told apart. */
const most = 200;

const without = (open: OpenFaults, ends: readonly string[]): OpenFaults =>
  Object.fromEntries(
    Object.entries(open).filter(
      ([key]) => !ends.some((end) => key === end || (end.endsWith(':') && key.startsWith(end))),
    ),
  );

/** The same fault is told of once while it lasts. */
export const tell = (open: OpenFaults, { streak, ends = [], onlyIfTold = false }: Occasion, nowMs: number): Told => {
  const left = ends.length === 0 ? open : without(open, ends);
  const isOver = Object.keys(left).length !== Object.keys(open).length;
  if (onlyIfTold && !isOver) return { open: left, isTold: false, missed: 0 };
  if (streak === undefined) return { open: left, isTold: true, missed: 0 };
  const { key, againAfterMs = Infinity } = streak;
  const before = Object.hasOwn(left, key) ? left[key] : undefined;
  if (before !== undefined && nowMs - before.toldAtMs < againAfterMs)
    return { open: { ...left, [key]: { ...before, missed: before.missed + 1 } }, isTold: false, missed: 0 };
  const newest = Object.entries(left)
    .sort(([, a], [, b]) => a.toldAtMs - b.toldAtMs)
    .slice(-(most - 1));
  const all = Object.fromEntries([...newest.filter(([other]) => other !== key), [key, { toldAtMs: nowMs, missed: 0 }]]);
  return { open: all, isTold: true, missed: before?.missed ?? 0 };
};
