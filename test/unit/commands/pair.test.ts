import { describe, expect, test } from '@jest/globals';
import { pair } from '../../../src/commands/act/pair.ts';
import type { Call, Operator } from '../../../src/commands/declaration.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import type { ControlClient } from '../../../src/control/client.ts';
import type { PairingProposal, PairingReport } from '../../../src/control/pairing-shapes.ts';
import { callWith, mutedOperator } from '../../support/call.ts';
import { testReport } from '../../support/status-fixtures.ts';

const code = 'GPJZ-QF94-G4Z8-C7K5';
const own = { hostname: 'core2', address: '10.0.0.2', release: '0.1.0', mode: 'primary', serves: true } as const;
const check = { name: 'same release', result: 'ok', detail: 'both run 0.1.0', remedy: null } as const;
const proposal: PairingProposal = {
  id: 'p1',
  own,
  peer: { ...own, hostname: 'core1', address: '10.0.0.1' },
  primary: 'there',
  isOpen: true,
  checks: { here: [check], there: [check] },
};
const report: PairingReport = {
  message: 'core2 and core1 are a pair',
  changed: true,
  warnings: [],
  hostname: 'core2',
  peer: 'core1',
  primary: 'core1',
  secondary: 'core2',
  checks: [check],
  test: { ...testReport, ok: true },
};

/** A worker that proposes, an operator who gives these answers, and what came of it. */
const scene = (answers: readonly (string | undefined)[], changes: Partial<PairingProposal> = {}) => {
  const calls: unknown[] = [];
  const notes: string[] = [];
  const asked: string[] = [];
  const client = {
    proposePairing: (request: object) => {
      calls.push(request);
      return Promise.resolve({ ...proposal, ...changes });
    },
    commitPairing: (id: string, primary: string) => {
      calls.push(`commit ${id} ${primary}`);
      return Promise.resolve(report);
    },
    abandonPairing: () => Promise.resolve(void calls.push('abandon')),
  } as unknown as ControlClient;
  const left = [...answers];
  const operator: Operator = {
    ...mutedOperator(notes),
    canAnswer: answers.length > 0,
    ask: (question) => {
      asked.push(question);
      return Promise.resolve(left.shift());
    },
  };
  const run = (parts: Partial<Call> = {}) => pair(callWith(client, { host: 'core1' }, { operator, ...parts }));
  return { calls, notes, asked, run, operator };
};

describe('failover pair HOST', () => {
  test('what is noted has no colour: a terminal would show it as text', async () => {
    const { notes, run } = scene([code, '', 'yes']);
    await run({ paint: { ...plain, good: (text) => `<${text}>` } });
    expect(notes).toContain('  ok       same release  both run 0.1.0');
  });

  test('asks for the code, for the Primary where there are two, and whether to go on', async () => {
    const { calls, notes, asked, run } = scene([code, '', 'yes']);
    const outcome = await run();
    expect(asked).toEqual([
      'Pairing code that core1 shows: ',
      'Which one is to be the Primary? [core1/core2] (core1): ',
      'Continue? [yes/no] (no): ',
    ]);
    expect(notes.at(-1)).toBe(
      'core1 stays Primary; core2 becomes Secondary: it stops serving its clients, and a synchronization replaces its data.',
    );
    expect(calls).toEqual([{ host: 'core1', port: 22, user: 'understudy', code }, 'commit p1 there']);
    expect(outcome.text(plain)).toContain('core2 and core1 are a pair');
    expect(outcome.status).toBe(0);
  });

  test('the operator may have it the other way round', async () => {
    const { calls, notes, run } = scene([code, 'core9', 'core2', 'yes']);
    await run();
    expect(notes).toContain("% Please answer 'core1' or 'core2'.");
    expect(notes.at(-1)).toMatch(/^core2 stays Primary; core1 becomes Secondary: it stops serving/);
    expect(calls.at(-1)).toBe('commit p1 here');
  });

  test.each([
    ['no', [code, '', 'no']],
    ['Enter', [code, '', '']],
    ['Ctrl-C at the last question', [code, '', undefined]],
    ['Ctrl-C at the choice', [code, undefined]],
  ])('%s changes nothing, and the other server is told', async (_what, answers) => {
    const { calls, run } = scene(answers);
    await expect(run()).rejects.toMatchObject({
      code: 'interrupted',
      message: expect.stringContaining('nothing was changed'),
    });
    expect(calls.at(-1)).toBe('abandon');
    expect(calls).not.toContainEqual(expect.stringMatching(/^commit/));
  });

  test('where the roles fit already nobody is asked for them', async () => {
    const { asked, run } = scene([code, 'yes'], { isOpen: false, own: { ...own, mode: 'secondary', serves: false } });
    await run();
    expect(asked).toEqual(['Pairing code that core1 shows: ', 'Continue? [yes/no] (no): ']);
  });

  test('without a terminal the code is read, and --yes agrees', async () => {
    const { calls, run, operator } = scene([]);
    const readLine = () => Promise.resolve(code);
    await expect(run({ operator: { ...operator, readLine } })).rejects.toMatchObject({ code: 'refused' });
    expect(calls.at(-1)).toBe('abandon');
    await run({ operator: { ...operator, readLine }, assumeYes: true });
    expect(calls.at(-1)).toBe('commit p1 there');
  });

  test('without anybody to answer it says how to give the code', async () => {
    await expect(scene([]).run()).rejects.toMatchObject({ code: 'usage', hint: expect.stringContaining('< FILE') });
  });

  test('a pair whose connection test fails is a pair all the same, with the exit status of the test', async () => {
    const { run } = scene([code, '', 'yes']);
    const failing = { ...report, test: { ...testReport, ok: false, unreachable: true } };
    const client = {
      proposePairing: () => Promise.resolve(proposal),
      commitPairing: () => Promise.resolve(failing),
    } as unknown as ControlClient;
    expect((await run({ client })).status).toBe(4);
  });
});
