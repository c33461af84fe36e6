import type { Worker } from '../worker.ts';
import { assumedStartMs } from './status.ts';

export interface ServiceStart {
  readonly startMs: number;
  /** ISO 8601; null: nothing was measured, and it is assumed. */
  readonly measured: string | null;
}

/** The row of a takeover that has succeeded. A first start, before there is any service, says nothing. */
const started = ['F50'];
const looksBack = 10;
/** Clocks are set: what cannot be is not believed. */
const longestMs = 3_600_000;

/** How long putting the copy in place and starting the services took at the last takeover here (H5). */
export const serviceStartOf = ({ history }: Pick<Worker, 'history'>): ServiceStart => {
  const end = history.newestBy(started);
  const begin =
    end &&
    history.eventsBetween(end.id - looksBack, end.id - 1).findLast(({ from, to }) => to === 'promoting' && from !== to);
  if (end === undefined || begin === undefined) return { startMs: assumedStartMs, measured: null };
  const startMs = Date.parse(end.at) - Date.parse(begin.at);
  return startMs >= 0 && startMs <= longestMs
    ? { startMs, measured: end.at }
    : { startMs: assumedStartMs, measured: null };
};
