import type { SyncCount, SyncProgress, SyncRunStatus, SyncTask } from '../../control/shapes.ts';
import { sizeOf, withSizes } from './amount.ts';
import { columnsOf } from './columns.ts';
import type { Paint } from './paint.ts';
import { progressText } from './progress.ts';
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

/** As wide as the longest name of a task without a dataset's; a longer one is cut, so that live columns stand still. */
const nameWidth = 30;
const briefWidth = 16;

const nameOf = (task: string): string =>
  (task.length > nameWidth ? `${task.slice(0, nameWidth - 1)}…` : task).padEnd(nameWidth);

/** Beside the bar there is room for less. */
const briefly = (task: string): string =>
  (task.length > briefWidth ? `${task.slice(0, briefWidth - 1)}…` : task).padEnd(briefWidth);

/** What was only here has a command of its own; sizes are told as everywhere else. */
const detailOf = ({ detail }: SyncTask): string =>
  detail.startsWith('kept in ') ? 'kept: show failover orphans' : withSizes(detail);

/** One finished task, shown live: `  fetch registry      done    1.2 s    12.4 MB`. */
export const taskLine = (task: SyncTask): string => {
  const result = (task.result === 'failed' ? 'FAILED' : 'done').padEnd(6);
  const time = took(task.started, task.completed, Date.parse(task.started)).padStart(10);
  const bytes = (task.bytes === 0 ? '' : sizeOf(task.bytes)).padStart(9);
  return `  ${nameOf(task.name)}  ${result}  ${time}  ${bytes}  ${detailOf(task)}`.trimEnd();
};

/** The line that is written over while a task runs. */
export const progressLine = (progress: SyncProgress): string =>
  `  ${briefly(progress.task)}  ${progressText(progress)}`;

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
  detailOf(task),
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
      : [
          `  Complete copy ${run.generation}: ${sizeOf(run.bytes)} over the link for a copy of ${sizeOf(run.totalBytes)}`,
        ];
  const error = run.error === null ? [] : [`  ${paint.bad(withSizes(run.error))}`];
  const counts = columnsOf(run.counts.map((count) => countRow(count, run.host, paint)));
  const tasks = show.tasks ? columnsOf(run.tasks.map((task) => taskRow(task, nowMs))) : [];
  return [headOf(run, nowMs, paint), ...error, ...tasks, ...copy, ...counts];
};
