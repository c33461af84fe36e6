import type { TestReport } from '../../control/shapes.ts';
import type { Paint } from './paint.ts';

/** What Test Connection tried, step by step, and what came of it (C3). */
export const testLines = ({ steps, message, ok }: TestReport, paint: Paint): string[] => [
  ...steps.flatMap((step) => [
    `  ${step.ok ? paint.good('ok    ') : paint.bad('FAILED')}  ${step.name}`,
    ...(step.detail === '' ? [] : step.detail.split('\n').map((line) => `          ${line}`)),
  ]),
  ok ? paint.good(message) : paint.bad(`% ${message}`),
];
