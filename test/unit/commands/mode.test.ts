import { expect, test } from '@jest/globals';
import { doubtAbout, setMode } from '../../../src/commands/act/mode.ts';
import type { Call } from '../../../src/commands/declaration.ts';
import type { TakeoverDoubts } from '../../../src/control/decision-shapes.ts';
import { activeStatus, failoverStatus } from '../../support/status-fixtures.ts';

test.each([
  [failoverStatus(), undefined],
  [
    activeStatus(),
    'core1 is active and serves the clients. It will stop serving them. core2 does not serve until it is made Primary.',
  ],
  [
    activeStatus({ peer: { state: 'active' } }),
    'core1 is active and serves the clients. It will stop serving them. core2 is active as well.',
  ],
  [
    activeStatus({ peer: { host: null, reachable: false, state: null } }),
    'core1 is active and serves the clients. It will stop serving them. Nobody serves then.',
  ],
] as const)('failover mode secondary: doubts only where clients would notice (%#)', (status, doubt) => {
  expect(doubtAbout(status)).toBe(doubt);
});

/** `failover mode primary`, with what the console was told, asked and printed. */
const becomePrimary = async (
  doubts: Partial<TakeoverDoubts>,
  { canAnswer = true, assumeYes = false, answer = 'yes' } = {},
) => {
  const seen: string[] = [];
  const call = {
    values: { mode: 'primary' },
    assumeYes,
    operator: {
      canAnswer,
      note: (text: string) => seen.push(text),
      ask: (question: string) => {
        seen.push(question.trim());
        return Promise.resolve(answer);
      },
    },
    client: {
      takeoverDoubts: () => Promise.resolve({ servedBy: null, takesFrom: [], data: [], ...doubts }),
      setMode: (mode: string) => {
        seen.push(`mode ${mode}`);
        return Promise.resolve({ message: 'done', changed: true, warnings: ['from the worker'] });
      },
    },
  } as unknown as Call;
  const outcome = await setMode(call).catch((error: unknown) => error as Error);
  return { seen, outcome };
};

const served = { servedBy: 'core1', takesFrom: ['core1 serves.', 'core1 stops.'], data: ['The data is old.'] };

test('failover mode primary: every doubt stands before the question, and is not said again behind it', async () => {
  const { seen, outcome } = await becomePrimary(served);
  expect(seen).toEqual([
    'core1 serves.',
    'core1 stops.',
    'The data is old.',
    'Continue? [yes/no] (no):',
    'mode primary',
  ]);
  expect(outcome).toMatchObject({ warnings: [] });
});

test('failover mode primary: without a yes nothing is done', async () => {
  const { seen, outcome } = await becomePrimary(served, { answer: '' });
  expect(seen).not.toContain('mode primary');
  expect(outcome).toMatchObject({ code: 'interrupted' });
});

test.each([
  ['nobody serves', { data: ['The data is old.'] }, {}],
  ['--yes', served, { assumeYes: true }],
  ['no terminal', served, { canAnswer: false }],
] as const)('failover mode primary: nothing is asked and the worker warns: %s', async (_why, doubts, how) => {
  const { seen, outcome } = await becomePrimary(doubts, how);
  expect(seen).toEqual(['mode primary']);
  expect(outcome).toMatchObject({ warnings: ['from the worker'] });
});
