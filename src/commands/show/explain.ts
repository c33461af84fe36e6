import type { Explanation } from '../../control/decision-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { labelledOf } from '../text/columns.ts';
import { actionLines, eventLine, ruleLines } from '../text/decision.ts';
import type { Paint } from '../text/paint.ts';
import { changeOf, phaseWords } from '../text/phase.ts';
import { whenOf } from '../text/time.ts';

type Row = readonly [label: string, ...lines: string[]];

const optionalRow = (label: string, lines: readonly string[]): Row[] => (lines.length === 0 ? [] : [[label, ...lines]]);

const decisionRows = ({ event, seen, rule, before, after }: Explanation): Row[] => [
  ['What', event?.sentence ?? ''],
  ['Seen', ...(seen.length === 0 ? ['an earlier release decided this and did not write it down'] : seen)],
  ...(rule === null
    ? []
    : ([
        ['Rule', ...ruleLines(rule)],
        ['Done', ...actionLines(rule)],
      ] as const)),
  ...optionalRow(
    'Before',
    before.map((one) => `- ${eventLine(one)}`),
  ),
  ...optionalRow(
    'After',
    after.map((one) => `- ${eventLine(one)}`),
  ),
];

/** Without a number it is the last failover where there was one. */
const titleOf = ({ rule }: Explanation, wasNamed: boolean): string => {
  if (wasNamed) return 'Event';
  return rule?.chapter === 'failover' || rule?.chapter === 'operator' ? 'Last failover: event' : 'Last decision: event';
};

const textOf = (explanation: Explanation, wasNamed: boolean, nowMs: number, paint: Paint): string => {
  const { event, last, now } = explanation;
  const nowRows: Row[] = [
    ['State', phaseWords(now.phase)],
    ['Why', now.reason],
    ['Next', ...now.next],
  ];
  const nowLines = [paint.strong('Now'), ...labelledOf(nowRows)];
  if (event === null) return ['Nothing has happened yet', '', ...nowLines].join('\n');
  const newest =
    last === null || last.id === event.id ? 'This is the newest decision' : `The newest decision is event ${last.id}`;
  return [
    paint.strong(
      `${titleOf(explanation, wasNamed)} ${event.id}, ${whenOf(event.at, nowMs)}: ${changeOf(event)}, term ${event.epoch}`,
    ),
    ...labelledOf(decisionRows(explanation)),
    '',
    ...nowLines,
    '',
    `${newest}; "show failover explain NUMBER" explains any event of "show failover history"`,
  ].join('\n');
};

/** `show failover explain [EVENT]`: what was seen, which rule applied, what was done, what comes next (H7). */
export const showExplanation = async ({ client, values, nowMs }: Call): Promise<Outcome> => {
  const { event } = values;
  const data = await client.explain(event === undefined ? undefined : Number(event));
  return { data, text: (paint) => textOf(data, event !== undefined, nowMs, paint) };
};
