import type { PairEvent } from '../../control/decision-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import type { Paint } from '../text/paint.ts';
import { whenOf } from '../text/time.ts';

const marks = { critical: 'CRITICAL', warning: 'warning ', info: '        ' } as const;

const lineOf = ({ at, severity, text }: PairEvent, nowMs: number, paint: Paint): string => {
  const tone = { critical: paint.bad, warning: paint.warn, info: (word: string) => word }[severity];
  return `${tone(marks[severity])}  ${whenOf(at, nowMs)}  ${text}`;
};

/** `show failover events`: the newest 20 events of the pair, every failover marked as critical (E8); newest last. */
export const showEvents = async ({ client, values, nowMs }: Call): Promise<Outcome> => {
  const data = await client.events(Number(values['events'] ?? 20));
  const lines = (paint: Paint): string[] => data.events.toReversed().map((event) => lineOf(event, nowMs, paint));
  return { data, text: (paint) => (data.events.length === 0 ? 'Nothing has happened yet' : lines(paint).join('\n')) };
};
