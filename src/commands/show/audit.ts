import type { AuditEntry } from '../../control/session-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { whereIs, whoIs } from '../text/operator.ts';
import type { Paint } from '../text/paint.ts';
import { gmtOf } from '../text/time.ts';

const linesOf = (entry: AuditEntry, paint: Paint): string[] => {
  const { at, command, result, status, detail } = entry;
  const came = result === 'ok' ? 'ok' : paint.bad(`${result} (status ${status})`);
  return [
    `${gmtOf(at)}  ${whoIs(entry)} at ${whereIs(entry)}`,
    `  ${paint.strong(command)}: ${came}${detail === '' ? '' : `, ${detail}`}`,
  ];
};

/** `show audit`: newest last. What stands in quotes is what the operator's own client tells. */
export const showAudit = async ({ client, values }: Call): Promise<Outcome> => {
  const data = await client.audit(Number(values['lines'] ?? 20));
  const lines = (paint: Paint): string[] => data.entries.toReversed().flatMap((entry) => linesOf(entry, paint));
  return {
    data,
    text: (paint) => (data.entries.length === 0 ? 'Nobody has done anything yet' : lines(paint).join('\n')),
  };
};
