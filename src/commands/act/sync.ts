import type { SyncEvent, SyncRunStatus } from '../../control/shapes.ts';
import { UnderstudyError, type FaultCode } from '../../error.ts';
import type { Call, Operator, Outcome } from '../declaration.ts';
import { outcomeOf } from './answer.ts';
import { withSizes } from '../text/amount.ts';
import { progressLine, runLines, taskLine } from '../text/sync-run.ts';

/** Codes come over the wire as text; an unknown one is a plain failure. */
const faultCodes: readonly string[] = [
  'usage',
  'permission',
  'peer',
  'refused',
  'resource',
  'failed',
  'interrupted',
] satisfies FaultCode[];

const faultOf = ({ code, message, hint }: { code: string; message: string; hint?: string }): UnderstudyError =>
  new UnderstudyError(faultCodes.includes(code) ? (code as FaultCode) : 'failed', withSizes(message), { hint });

const show = (event: SyncEvent, operator: Operator): void => {
  if (!operator.watches) return;
  if (event.type === 'progress') operator.progress(progressLine(event));
  if (event.type === 'task') {
    operator.progress('');
    if (event.task.result !== 'running') operator.note(taskLine(event.task));
  }
};

/** Reads the stream to its end: the completed run, or the fault it ended with. */
const watch = async (events: AsyncIterable<SyncEvent>, operator: Operator): Promise<SyncRunStatus> => {
  try {
    for await (const event of events) {
      if (event.type === 'done') return event.run;
      if (event.type === 'fault') throw faultOf(event.fault);
      show(event, operator);
    }
  } finally {
    operator.progress('');
  }
  throw new UnderstudyError('failed', 'The worker ended before the synchronization was done', {
    hint: 'the last complete copy is untouched; "show failover sync" shows what became of it',
  });
};

/** `failover sync HOST` (B3): the same run as the schedule's, followed to its end; Ctrl-C leaves it running. */
export const syncNow = async ({ client, values, operator, signal, nowMs }: Call): Promise<Outcome> => {
  const host = values['host'] ?? '';
  try {
    const run = await watch(client.sync(host), operator);
    return { data: run, text: (paint) => runLines(run, nowMs, paint, { tasks: !operator.watches }).join('\n') };
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new UnderstudyError('interrupted', `You no longer follow the synchronization from ${host}; it goes on`, {
      hint: '"show failover sync" shows where it is, "clear failover sync" cancels it',
      cause: error,
    });
  }
};

/** `clear failover sync`. */
export const cancelSync = async ({ client }: Call): Promise<Outcome> => outcomeOf(await client.cancelSync());
