import type { SyncRunStatus } from '../../control/shapes.ts';
import type { History } from '../../store/history.ts';

/** The newest runs of Sync History, the newest first (D7). */
export const recordedRuns = (history: History, limit: number): SyncRunStatus[] =>
  history.runs(limit).map(({ id, body }) => ({ ...(JSON.parse(body) as SyncRunStatus), id }));

export const lastFinishedRun = (history: History): SyncRunStatus | null =>
  recordedRuns(history, 5).find((run) => run.result !== 'running' && run.result !== 'skipped') ?? null;

/** Runs of an earlier life that never ended. */
export const endInterruptedRuns = (history: History): void => {
  for (const { id, result, body } of history.runs(50)) {
    if (result !== 'running') continue;
    const run = JSON.parse(body) as SyncRunStatus;
    history.updateRun(id, 'interrupted', { ...run, result: 'interrupted', error: 'the worker ended during the run' });
  }
};
