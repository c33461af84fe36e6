import { expect, test } from '@jest/globals';
import { showMatrix } from '../../../src/commands/show/matrix.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import type { ControlClient } from '../../../src/control/client.ts';
import type { MatrixReport } from '../../../src/control/pairing-shapes.ts';
import { callWith } from '../../support/call.ts';
import { matrixReport } from '../../support/show-fixtures.ts';

const shown = async (report: MatrixReport): Promise<string[]> => {
  const client = { matrix: () => Promise.resolve(report) } as unknown as ControlClient;
  return (await showMatrix(callWith(client))).text(plain).split('\n');
};
const { pair } = matrixReport;

test("E9: the table with this pair's cell, and the verdict", async () => {
  const lines = await shown(matrixReport);
  expect(lines.slice(0, 2)).toEqual([
    'Which Secondary (column) may back which Primary (row)',
    '  Primary  3310  3350  3355  VA-2  VA-3  VA-4  VA-5',
  ]);
  expect(lines).toContain('  VA-3     N     N     N     N     Y     [Y]   Y');
  expect(lines.slice(-3)).toEqual([
    '  Primary    core1  type VA-3  4 processors  8.6 GB memory  107.4 GB disk',
    '  Secondary  core2  type VA-4  4 processors  8.6 GB memory  107.4 GB disk',
    'core2 may back core1, by the matrix',
  ]);
});

test('E9: a pair that does not fit, and one that is accepted all the same', async () => {
  const misfit = { ...pair!, rule: 'size', fits: false, reasons: ['it has 2 processors, the Primary 4'] } as const;
  const refused = await shown({ ...matrixReport, pair: misfit });
  expect(refused.at(-1)).toBe('core2 may not back core1: it has 2 processors, the Primary 4');
  expect(refused.join('\n')).not.toContain('[');
  const accepted = await shown({ ...matrixReport, pair: { ...misfit, accepted: true } });
  expect(accepted.at(-1)).toMatch(/the Primary 4\. It is accepted by the configuration\.$/);
});

test('no peer yet', async () => {
  expect((await shown({ ...matrixReport, pair: null })).at(-1)).toBe('The other server is not known yet.');
});
