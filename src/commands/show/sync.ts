import type { SyncHistory } from '../../control/shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import type { Paint } from '../text/paint.ts';
import { runLines } from '../text/sync-run.ts';
import { whenOf } from '../text/time.ts';

const textOf = ({ running, nextDue, runs }: SyncHistory, nowMs: number, paint: Paint): string => {
  const next = nextDue === null ? 'No synchronization is scheduled' : `Next synchronization ${whenOf(nextDue, nowMs)}`;
  const all = running === null ? runs : [running, ...runs.filter(({ id }) => id !== running.id)];
  if (all.length === 0) return `No synchronization has run yet\n${next}`;
  return [next, ...all.flatMap((run) => ['', ...runLines(run, nowMs, paint, { tasks: true })])].join('\n');
};

/** `show failover sync`: Sync History with every task (D7) and the counts of both servers (D8). */
export const showSync = async ({ client, values, nowMs }: Call): Promise<Outcome> => {
  const limit = Number(values['runs'] ?? 5);
  const history = await client.syncHistory(limit);
  const data = { ...history, runs: history.runs.slice(0, limit) };
  return { data, text: (paint) => textOf(data, nowMs, paint) };
};
