import type { SwitchoverCheck, SwitchoverPlan, SwitchoverStep } from '../../control/decision-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import type { Paint } from '../text/paint.ts';

const headOf = ({ from, to, possible }: SwitchoverPlan, paint: Paint): string => {
  if (from === null || to === null) return paint.bad('No switchover: there is no second server');
  const what = `Planned switchover from ${from} to ${to}`;
  return possible ? paint.good(`${what}: nothing speaks against it`) : paint.bad(`${what}: NOT NOW`);
};

const markOf = (ok: boolean | null, paint: Paint): string => {
  if (ok === null) return paint.warn('look');
  return ok ? paint.good('ok  ') : paint.bad('NO  ');
};

const checkLines = ({ name, ok, detail, remedy }: SwitchoverCheck, width: number, paint: Paint): string[] => [
  `  ${markOf(ok, paint)}  ${name.padEnd(width)}  ${detail}`,
  ...(remedy === null ? [] : [`        -> ${remedy}`]),
];

const stepLines = ({ number, host, command, effect }: SwitchoverStep, paint: Paint): string[] => [
  `  ${String(number).padStart(2)}. ${host}# ${command === null ? '' : paint.strong(command)}`,
  `        ${effect}`,
];

const textOf = (plan: SwitchoverPlan, paint: Paint): string => {
  const width = Math.max(...plan.checks.map(({ name }) => name.length));
  const steps = [
    '',
    paint.strong(
      `${plan.possible ? 'Then' : 'When that is done:'} type, each on the server named, in privileged mode (nothing is done by this list)`,
    ),
    ...plan.steps.flatMap((step) => stepLines(step, paint)),
    '',
    'To go back later, the same with the names exchanged.',
  ];
  return [
    paint.strong(headOf(plan, paint)),
    '',
    paint.strong('Before'),
    ...plan.checks.flatMap((check) => checkLines(check, width, paint)),
    ...(plan.steps.length === 0 ? [] : steps),
  ].join('\n');
};

/** `show failover switchover`: how a planned switchover would go here and now; it changes nothing (H3). */
export const showSwitchover = async ({ client }: Call): Promise<Outcome> => {
  const data = await client.switchover();
  return { data, text: (paint) => textOf(data, paint) };
};
