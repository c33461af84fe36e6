import type { HistoryEvent } from '../../control/shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import type { Paint } from '../text/paint.ts';
import { changeOf } from '../text/phase.ts';
import { whenOf } from '../text/time.ts';

const linesOf = (event: HistoryEvent, nowMs: number, paint: Paint): string[] => {
  const rule = event.row === null ? '' : `  rule ${event.row}`;
  return [
    `${event.id}  ${whenOf(event.at, nowMs)}  ${paint.strong(changeOf(event))}  term ${event.epoch}${rule}`,
    `  ${event.sentence}`,
  ];
};

/** `show failover history`: every decision with the rule that made it (H7). */
export const showHistory = async ({ client, values, nowMs }: Call): Promise<Outcome> => {
  const data = await client.history(Number(values['events'] ?? 20));
  const lines = (paint: Paint): string[] => data.events.toReversed().flatMap((event) => linesOf(event, nowMs, paint));
  return { data, text: (paint) => (data.events.length === 0 ? 'Nothing has happened yet' : lines(paint).join('\n')) };
};
