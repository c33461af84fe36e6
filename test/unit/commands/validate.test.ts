import { expect, test } from '@jest/globals';
import { validate } from '../../../src/commands/act/validate.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import type { ControlClient } from '../../../src/control/client.ts';
import type { ValidationEvent, ValidationReport } from '../../../src/control/validation-shapes.ts';
import { callWith } from '../../support/call.ts';

const good: ValidationReport = {
  hostname: 'core2',
  peer: 'core1',
  started: '2026-11-21T01:00:00.000Z',
  completed: '2026-11-21T01:00:09.000Z',
  ok: true,
  message: 'The pair is valid, as core2 sees it: 1 ok, 0 failed, 1 not applicable',
  items: [
    { number: 1, name: 'clocks', result: 'ok', detail: 'the clock of core1 differs by 0.0 s', remedy: null },
    { number: 2, name: 'test e-mail', result: 'notApplicable', detail: 'none is sent', remedy: null },
  ],
};

const run = (events: readonly ValidationEvent[]) => {
  const validateAll = async function* () {
    for (const event of events) yield await Promise.resolve(event);
  };
  return validate(callWith({ validate: validateAll } as unknown as ControlClient));
};

test('F7: every item with what came of it, and a last line that a script can tell by its exit status', async () => {
  const outcome = await run([
    { type: 'checking', name: 'clocks' },
    { type: 'done', report: good },
  ]);
  expect(outcome.text(plain).split('\n')).toEqual([
    'Validation of core2 with core1',
    '   1. ok      clocks       the clock of core1 differs by 0.0 s',
    '   2. -       test e-mail  none is sent',
    'The pair is valid, as core2 sees it: 1 ok, 0 failed, 1 not applicable',
  ]);
  expect(outcome.status).toBe(0);
});

test('F7: what failed says what to do, and the exit status is 1', async () => {
  const item = { number: 1, name: 'clocks', result: 'failed', detail: '12 s apart', remedy: 'set them' } as const;
  const report = {
    ...good,
    ok: false,
    message: 'The pair is NOT valid: 0 ok, 1 failed, 0 not applicable',
    items: [item],
  };
  const outcome = await run([{ type: 'done', report }]);
  expect(outcome.text(plain).split('\n').slice(1)).toEqual([
    '   1. FAILED  clocks  12 s apart',
    '              -> set them',
    '% The pair is NOT valid: 0 ok, 1 failed, 0 not applicable',
  ]);
  expect(outcome.status).toBe(1);
});

test('what could not be tried is a state of its own, and no failure', async () => {
  const item = {
    number: 1,
    name: 'clocks',
    result: 'notTried',
    detail: 'core1 does not answer',
    remedy: null,
  } as const;
  const message = 'The pair is NOT valid: 0 ok, 0 failed, 1 not tried, 0 not applicable';
  const outcome = await run([{ type: 'done', report: { ...good, ok: false, message, items: [item] } }]);
  expect(outcome.text(plain).split('\n').slice(1)).toEqual([
    '   1. ?       clocks  not tried: core1 does not answer',
    `% ${message}`,
  ]);
  expect(outcome.status).toBe(1);
});

test('a worker that ends before the report is a failure', async () => {
  await expect(run([{ type: 'checking', name: 'clocks' }])).rejects.toMatchObject({ code: 'failed' });
});
