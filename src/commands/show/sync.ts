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

const outcomeOf = (data: SyncHistory, { nowMs }: Call): Outcome => ({
  data,
  text: (paint) => textOf(data, nowMs, paint),
});

/** `show failover sync`: what is running, the last runs before it with every task, and what is due (C6). */
export const showSync = async (call: Call): Promise<Outcome> => {
  const limit = Number(call.values['runs'] ?? 1);
  const history = await call.client.syncHistory(limit + 1);
  const ended = history.runs.filter(({ result }) => result !== 'running');
  return outcomeOf({ ...history, runs: ended.slice(0, limit) }, call);
};

/** `show failover sync history`: Sync History with every task (D7) and the counts of both servers (D8). */
export const showSyncHistory = async (call: Call): Promise<Outcome> => {
  const limit = Number(call.values['runs'] ?? 20);
  const history = await call.client.syncHistory(limit);
  return outcomeOf({ ...history, runs: history.runs.slice(0, limit) }, call);
};
