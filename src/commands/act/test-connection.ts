import type { Call, Outcome } from '../declaration.ts';
import { testLines } from '../text/test-steps.ts';
import type { TestReport } from '../../control/shapes.ts';

/** Something did not answer in time or could not be reached; any other failure is for whoever configures the pair (design 8). */
const unreachableStatus = 4;
const failedStatus = 1;

/** Exit status of a command that ends with such a test. */
export const testStatus = ({ ok, unreachable }: Pick<TestReport, 'ok' | 'unreachable'>): number => {
  if (ok) return 0;
  return unreachable ? unreachableStatus : failedStatus;
};

/** `failover test HOST`: Test Connection (C3), step by step. */
export const testConnection = async ({ client, values, operator }: Call): Promise<Outcome> => {
  const host = values['host'] ?? '';
  operator.progress(`Testing the connection to ${host} in both directions ...`);
  try {
    const report = await client.testConnection(host);
    return { data: report, text: (paint) => testLines(report, paint).join('\n'), status: testStatus(report) };
  } finally {
    operator.progress('');
  }
};
