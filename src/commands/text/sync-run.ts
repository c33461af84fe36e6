import type { SyncCount, SyncEvent, SyncRunStatus, SyncTask } from '../../control/shapes.ts';
import { sizeOf } from './amount.ts';
import { columnsOf } from './columns.ts';
import type { Paint } from './paint.ts';
import { gmtOf, spanOf, whenOf } from './time.ts';

const took = (started: string, completed: string | null, nowMs: number): string =>
  spanOf(Math.max(0, (completed === null ? nowMs : Date.parse(completed)) - Date.parse(started)));

const resultWords: Record<SyncRunStatus['result'], string> = {
  running: 'is running',
  success: 'succeeded',
  failed: 'FAILED',
  interrupted: 'was interrupted',
  skipped: 'was skipped',
};

const paintResult = (result: SyncRunStatus['result'], text: string, paint: Paint): string => {
  if (result === 'success') return paint.good(text);
  if (result === 'running' || result === 'skipped') return paint.warn(text);
  return paint.bad(text);
};

/** One finished task, shown live: `  fetch registry    12.4 MB in 1.2 s`. */
export const taskLine = (task: SyncTask): string => {
  const result = task.result === 'failed' ? 'FAILED' : 'done';
  const bytes = task.bytes === 0 ? '' : `  ${sizeOf(task.bytes)}`;
  const detail = task.detail === '' ? '' : `  ${task.detail}`;
  return `  ${task.name.padEnd(24)}  ${result.padEnd(6)}  ${took(task.started, task.completed, Date.parse(task.started)).padStart(8)}${bytes}${detail}`;
};

/** The line that is written over while a task runs. */
export const progressLine = (progress: Extract<SyncEvent, { type: 'progress' }>): string => {
  const { task, bytes, totalBytes } = progress;
  const percent = totalBytes > 0 ? `${Math.min(100, Math.floor((100 * bytes) / totalBytes))}%  ` : '';
  return `  ${task.padEnd(24)}  ${percent}${sizeOf(bytes)}${totalBytes > 0 ? ` of ${sizeOf(totalBytes)}` : ''}`;
};

const countRow = ({ dataset, of, primary, secondary }: SyncCount, host: string, paint: Paint): string[] => [
  `${dataset}:`,
  of,
  `${primary} on ${host},`,
  `${secondary} here`,
  primary === secondary ? paint.good('equal') : paint.bad('NOT EQUAL'),
];

const taskRow = (task: SyncTask, nowMs: number): string[] => [
  task.name,
  task.result,
  gmtOf(task.started).slice(11, 19),
  took(task.started, task.completed, nowMs),
  task.bytes === 0 ? '' : sizeOf(task.bytes),
  task.detail,
];

const headOf = (run: SyncRunStatus, nowMs: number, paint: Paint): string => {
  const what = paintResult(run.result, resultWords[run.result], paint);
  const by = run.trigger === 'operator' ? 'by an operator' : 'by the schedule';
  const time =
    run.result === 'skipped'
      ? ''
      : ` ${run.completed === null ? 'for' : 'in'} ${took(run.started, run.completed, nowMs)}`;
  return `Synchronization ${run.id} from ${run.host} ${what}${time}; started ${whenOf(run.started, nowMs)} ${by}`;
};

/** One run with its counts and, when wanted, its tasks (D7, D8). */
export const runLines = (
  run: SyncRunStatus,
  nowMs: number,
  paint: Paint,
  show: { readonly tasks: boolean },
): string[] => {
  const copy =
    run.generation === null
      ? []
      : [`  Complete copy ${run.generation}: ${sizeOf(run.bytes)} travelled of ${sizeOf(run.totalBytes)} it holds`];
  const error = run.error === null ? [] : [`  ${paint.bad(run.error)}`];
  const counts = columnsOf(run.counts.map((count) => countRow(count, run.host, paint)));
  const tasks = show.tasks ? columnsOf(run.tasks.map((task) => taskRow(task, nowMs))) : [];
  return [headOf(run, nowMs, paint), ...error, ...tasks, ...copy, ...counts];
};
