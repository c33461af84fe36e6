import type { ValidationEvent, ValidationItem, ValidationReport } from '../../control/validation-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import type { Call, Operator, Outcome } from '../declaration.ts';
import type { Paint } from '../text/paint.ts';

const failedStatus = 1;
const marks = { ok: 'ok    ', failed: 'FAILED', notTried: '?     ', notApplicable: '-     ' } as const;

const itemLines = ({ number, name, result, detail, remedy }: ValidationItem, width: number, paint: Paint): string[] => {
  const tone = { ok: paint.good, failed: paint.bad, notTried: paint.warn, notApplicable: paint.dim }[result];
  return [
    `  ${String(number).padStart(2)}. ${tone(marks[result])}  ${name.padEnd(width)}  ${result === 'notTried' ? `not tried: ${detail}` : detail}`,
    ...(remedy === null ? [] : [`              -> ${remedy}`]),
  ];
};

const textOf = ({ hostname, peer, items, message, ok }: ValidationReport, paint: Paint): string => {
  const width = Math.max(0, ...items.map(({ name }) => name.length));
  return [
    paint.strong(`Validation of ${hostname}${peer === null ? '' : ` with ${peer}`}`),
    ...items.flatMap((item) => itemLines(item, width, paint)),
    ok ? paint.good(message) : paint.bad(`% ${message}`),
  ].join('\n');
};

const watch = async (events: AsyncIterable<ValidationEvent>, operator: Operator): Promise<ValidationReport> => {
  try {
    for await (const event of events) {
      if (event.type === 'done') return event.report;
      if (event.type === 'checking') operator.progress(`Checking: ${event.name} ...`);
    }
  } finally {
    operator.progress('');
  }
  throw new UnderstudyError('failed', 'The worker ended before the pair was validated', {
    hint: 'look at understudyd.log, and validate again',
  });
};

/** `failover validate`: the guides' validation plan, and a report (F7). */
export const validate = async ({ client, operator, signal }: Call): Promise<Outcome> => {
  try {
    const report = await watch(client.validate(), operator);
    return { data: report, text: (paint) => textOf(report, paint), status: report.ok ? 0 : failedStatus };
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new UnderstudyError('interrupted', 'You no longer follow the validation; it goes on', {
      hint: '"show failover history" has its result',
      cause: error,
    });
  }
};
