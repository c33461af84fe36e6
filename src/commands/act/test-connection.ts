import type { Call, Outcome } from '../declaration.ts';
import type { Paint } from '../text/paint.ts';
import type { TestReport } from '../../control/shapes.ts';

/** The status of a test that failed: the pair cannot work together now (design 8). */
const failedStatus = 4;

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
    return { data: report, text: (paint) => textOf(report, paint), status: report.ok ? 0 : failedStatus };
  } finally {
    operator.progress('');
  }
};
