import type { EventList, PairEvent } from '../../control/decision-shapes.ts';
import type { HistoryEvent, SyncRunStatus } from '../../control/shapes.ts';
import { rows } from '../../failover/table.ts';
import type { Worker } from '../worker.ts';

/** Every failover is a critical event (E8): what raises an alarm, and what starts or ends a promotion. */
const isCritical = ({ row, from, to }: HistoryEvent): boolean =>
  rows.some(({ id, phase, actions }) => id === row && (actions.includes('alert') || phase === 'operator')) ||
  (to === 'promoting' && from !== to && rows.some(({ id, phase }) => id === row && phase === 'failover'));

const ofDecision = (event: HistoryEvent): PairEvent => ({
  at: event.at,
  severity: isCritical(event) ? 'critical' : 'info',
  source: 'decision',
  id: event.id,
  text: event.sentence,
});

const ofRun = (run: SyncRunStatus): PairEvent => {
  const what = `Synchronization ${run.id} from ${run.host}`;
  const copy = run.generation === null ? '' : `: complete copy ${run.generation}`;
  const text: Record<SyncRunStatus['result'], string> = {
    running: `${what} began`,
    success: `${what} succeeded${copy}`,
    failed: `${what} failed: ${run.error ?? 'no reason is known'}`,
    interrupted: `${what} was interrupted: ${run.error ?? 'no reason is known'}`,
    skipped: `${what} was skipped: ${run.error ?? 'no reason is known'}`,
  };
  return {
    at: run.completed ?? run.started,
    severity: run.result === 'success' || run.result === 'running' ? 'info' : 'warning',
    source: 'synchronization',
    id: run.id,
    text: text[run.result],
  };
};

/** The newest events of the pair, newest first (E8). */
export const eventLogOf = ({ history, syncs }: Worker, limit: number): EventList => {
  const all = [...history.events(limit).map(ofDecision), ...syncs.history(limit).runs.map(ofRun)];
  return { events: all.sort((a, b) => b.at.localeCompare(a.at) || b.id - a.id).slice(0, limit) };
};
