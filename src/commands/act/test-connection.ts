import type { Call, Outcome } from '../declaration.ts';
import type { Paint } from '../text/paint.ts';
import type { TestReport } from '../../control/shapes.ts';

/** Something did not answer in time or could not be reached; any other failure is for whoever configures the pair (design 8). */
const unreachableStatus = 4;
const failedStatus = 1;

const statusOf = ({ ok, unreachable }: TestReport): number => {
  if (ok) return 0;
  return unreachable ? unreachableStatus : failedStatus;
};

const textOf = ({ steps, message, ok }: TestReport, paint: Paint): string =>
  [
    ...steps.flatMap((step) => [
      `  ${step.ok ? paint.good('ok    ') : paint.bad('FAILED')}  ${step.name}`,
      ...(step.detail === '' ? [] : step.detail.split('\n').map((line) => `          ${line}`)),
    ]),
    ok ? paint.good(message) : paint.bad(`% ${message}`),
  ].join('\n');

/** `failover test HOST`: Test Connection (C3), step by step. */
export const testConnection = async ({ client, values, operator }: Call): Promise<Outcome> => {
  const host = values['host'] ?? '';
  operator.progress(`Testing the connection to ${host} in both directions ...`);
  try {
    const report = await client.testConnection(host);
    return { data: report, text: (paint) => textOf(report, paint), status: statusOf(report) };
  } finally {
    operator.progress('');
  }
};
