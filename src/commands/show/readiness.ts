import type { BlockerText, ReadinessReport } from '../../control/decision-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { labelledOf } from '../text/columns.ts';
import { onlyHereText } from '../text/only-here.ts';
import type { Paint } from '../text/paint.ts';
import { lastAnswerOf, spanOf, whenOf } from '../text/time.ts';

type Row = readonly [label: string, ...lines: string[]];

const headOf = ({ hostname, active, candidate, ready }: ReadinessReport, paint: Paint): string => {
  if (candidate === null) return paint.bad(`If ${hostname} failed now, nobody would take over`);
  const seen = candidate === hostname ? '' : `, as far as ${hostname} sees`;
  const verdict = ready ? paint.good('would take over by itself') : paint.bad('would NOT take over by itself');
  return `If ${active ?? 'the other server'} failed now, ${candidate} ${verdict}${seen}`;
};

const blockerLines = ({ sentence, remedy }: BlockerText, i: number): string[] => [
  `${i + 1}. ${sentence}`,
  ...(remedy === null ? [] : [`   -> ${remedy}`]),
];

const takes = ({ wouldTake, candidate }: ReadinessReport): string =>
  wouldTake === null
    ? `only ${candidate ?? 'the other server'} knows`
    : `at most ${spanOf(wouldTake.ms)}: ${spanOf(wouldTake.detectMs)} until the failure is certain, ${spanOf(wouldTake.startMs)} to start the services`;

const losesOf = ({ onlyHere, wouldLose, blockers }: ReadinessReport, nowMs: number, paint: Paint): string => {
  if (onlyHere !== null) return onlyHereText(onlyHere, nowMs, paint);
  if (wouldLose !== null) return `what changed since ${whenOf(wouldLose.since, nowMs)}`;
  return blockers.length === 0 ? 'nothing: the newest data is here' : 'it would not take over: see "In the way"';
};

/** Whose word it is, where it is not this server's own. */
const source = ({ hostname, candidate, heard }: ReadinessReport, nowMs: number): string[] =>
  candidate === null || candidate === hostname || heard === null ? [] : [`(${lastAnswerOf(candidate, heard, nowMs)})`];

const rowsOf = (report: ReadinessReport, nowMs: number, paint: Paint): Row[] => [
  [
    'In the way',
    ...(report.blockers.length === 0 ? [paint.good('nothing')] : report.blockers.flatMap(blockerLines)),
    ...source(report, nowMs),
  ],
  ['Would be lost', losesOf(report, nowMs, paint)],
  ['Would take', takes(report)],
  ['Safety class', `${report.safety.class}: ${report.safety.sentence}`],
];

/** `show failover readiness`: if the Primary died now (H5). */
export const showReadiness = async ({ client, nowMs }: Call): Promise<Outcome> => {
  const data = await client.readiness();
  const { hostname, candidate } = data;
  const there =
    candidate === null || candidate === hostname ? [] : ['', `"show failover readiness" on ${candidate} knows more`];
  return {
    data,
    text: (paint) =>
      [paint.strong(headOf(data, paint)), ...labelledOf(rowsOf(data, nowMs, paint)), ...there].join('\n'),
  };
};
