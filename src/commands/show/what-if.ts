import type { WhatIfCase, WhatIfQuestion, WhatIfReport, WhatIfStep } from '../../control/what-if-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { labelledOf } from '../text/columns.ts';
import type { Paint } from '../text/paint.ts';
import { spanOf } from '../text/time.ts';

type Row = readonly [label: string, ...lines: string[]];

const namesOf = (names: readonly string[]): string => names.join(' and ');

const serveLine = (serving: readonly string[], paint: Paint): string => {
  if (serving.length === 0) return paint.bad('=> nobody serves');
  return serving.length === 1 ? paint.good(`=> ${namesOf(serving)} serves`) : paint.bad(`=> BOTH serve`);
};

const secondsOf = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Each step, and who serves then where that is new. */
const stepRows = ({ steps, servingBefore }: WhatIfCase, paint: Paint): Row[] => {
  const times = steps.map(({ atMs }) => secondsOf(atMs));
  const width = Math.max(0, ...times.map(({ length }) => length));
  const whoOf = ({ host, row }: WhatIfStep): string => (host === null ? '' : `${host}, rule ${row ?? '-'}: `);
  return steps.map((step, i) => {
    const before = steps[i - 1]?.serving ?? servingBefore;
    const isNew = i === 0 || before.join() !== step.serving.join();
    return [
      (times[i] ?? '').padStart(width),
      `${whoOf(step)}${step.sentence}`,
      ...(isNew ? [serveLine(step.serving, paint)] : []),
    ];
  });
};

const servesText = ({ servingAfter, bothServeMs }: WhatIfCase, paint: Paint): string => {
  if (servingAfter.length === 0) return paint.bad('nobody, until an operator acts');
  if (servingAfter.length > 1) return paint.bad(`BOTH, ${namesOf(servingAfter)}, until somebody ends it`);
  const both = (bothServeMs ?? 0) > 0 ? paint.bad(`; BOTH served for ${spanOf(bothServeMs ?? 0)}`) : '';
  return `${paint.good(namesOf(servingAfter))}${both}`;
};

const outageText = ({ outageMs, servingAfter }: WhatIfCase, { services }: WhatIfReport, paint: Paint): string => {
  if (outageMs === null) return paint.bad('until an operator acts');
  if (servingAfter.length > 1) return 'none, and that is the trouble: the two serve different data';
  if (outageMs === 0) return paint.good('none');
  const start = services.measured === null ? 'assumed' : 'as last measured';
  return `${secondsOf(outageMs)}, with ${secondsOf(services.startMs)} to start the services (${start})`;
};

const endRows = (one: WhatIfCase, report: WhatIfReport, paint: Paint): Row[] => [
  ['Serves', servesText(one, paint)],
  ['Outage', outageText(one, report, paint)],
  ['Lost', one.lost === null ? paint.good('nothing') : paint.warn(one.lost)],
  ['To do', ...(one.toDo.length === 0 ? ['nothing'] : one.toDo.map((line) => `- ${line}`))],
  ...(one.isComplete ? [] : [['Then', paint.warn('more may come: it was followed for half an hour only')] as const]),
];

const caseLines = (one: WhatIfCase, report: WhatIfReport, paint: Paint): string[] => [
  paint.strong(`If ${one.supposed}`),
  ...labelledOf(stepRows(one, paint)),
  '',
  ...labelledOf(endRows(one, report, paint)),
  '',
];

const textOf = (report: WhatIfReport, paint: Paint): string =>
  [
    ...report.cases.flatMap((one) => caseLines(one, report, paint)),
    paint.strong('Supposed'),
    ...report.assumptions.map((line) => `  - ${line}`),
    '',
    `Nothing was done. Safety class ${report.safety.class}; see also "show failover readiness"`,
  ].join('\n');

/** `show failover explain if QUESTION`: the timeline of what would happen (H7). */
export const showWhatIf = async ({ client, values }: Call): Promise<Outcome> => {
  const data = await client.whatIf(values['question'] as WhatIfQuestion);
  return { data, text: (paint) => textOf(data, paint) };
};
