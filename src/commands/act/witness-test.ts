import { testLines } from '../text/test-steps.ts';
import type { Call, Outcome } from '../declaration.ts';
import { testStatus } from './test-connection.ts';

/** `failover witness test`: every endpoint and every address that is pinged, step by step. */
export const testWitness = async ({ client, operator }: Call): Promise<Outcome> => {
  operator.progress('Testing the witness ...');
  try {
    const report = await client.testWitness();
    return { data: report, text: (paint) => testLines(report, paint).join('\n'), status: testStatus(report) };
  } finally {
    operator.progress('');
  }
};
