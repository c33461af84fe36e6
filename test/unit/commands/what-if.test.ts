import { expect, test } from '@jest/globals';
import { catalog } from '../../../src/commands/catalog.ts';
import { reflexOf } from '../../../src/commands/reflex.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import type { ControlClient } from '../../../src/control/client.ts';
import type { WhatIfCase, WhatIfReport } from '../../../src/control/what-if-shapes.ts';
import { questions } from '../../../src/failover/what-if-settings.ts';
import { callWith } from '../../support/call.ts';
import { whatIfReport } from '../../support/what-if-fixtures.ts';

const words = 'show failover explain if';
const named = (name: string): (typeof catalog)[number] => catalog.find((one) => one.words === name)!;

const linesOf = async (report: WhatIfReport, name = words): Promise<string[]> => {
  const asked: unknown[] = [];
  const client = { whatIf: (question: string) => (asked.push(question), Promise.resolve(report)) };
  const call = callWith(client as unknown as ControlClient, { question: report.question });
  const { text } = await named(name).run(call);
  expect(asked).toEqual([report.question]);
  return text(plain).split('\n');
};
const withCase = (changes: Partial<WhatIfCase>): WhatIfReport => ({
  ...whatIfReport,
  cases: whatIfReport.cases.map((one) => ({ ...one, ...changes })),
});

test.each([words, 'failover explain if'])('H7: "%s" prints the timeline, aligned, and how it ends', async (name) => {
  expect(await linesOf(whatIfReport, name)).toEqual([
    'If core1 loses its power',
    '   0.0 s  core1 loses its power.',
    '          => nobody serves',
    '   4.0 s  core2, rule S60: core1 did not answer (no answer within 2000 ms): failure 1 of 3.',
    '   8.0 s  core2, rule F20: core1 did not answer 3 heartbeats in a row (no answer within 2000 ms): promoting, term 2.',
    '  13.0 s  core2, rule F50: core2 is Primary now and serves, term 2: core1 did not answer 3 heartbeats in a row (no answer within 2000 ms).',
    '          => core2 serves',
    '',
    '  Serves  core2',
    '  Outage  13.0 s, with 5.0 s to start the services (assumed)',
    '  Lost    what was written on core1 in the 3 min since the copy on core2 was made; that stays on core1.',
    '  To do   - core1: bring it back; it serves nobody while core2 does.',
    '',
    'Supposed',
    '  - The services are up 5 s after the decision: assumed, nothing was measured here yet.',
    '',
    'Nothing was done. Safety class B; see also "show failover readiness"',
  ]);
});

test('nobody serves in the end', async () => {
  const lines = await linesOf(withCase({ servingAfter: [], outageMs: null }));
  expect(lines).toContain('  Serves  nobody, until an operator acts');
  expect(lines).toContain('  Outage  until an operator acts');
});

test('both serve, for ever or for a while', async () => {
  const lines = await linesOf(withCase({ servingAfter: ['core1', 'core2'], outageMs: 0, bothServeMs: null }));
  expect(lines).toContain('  Serves  BOTH, core1 and core2, until somebody ends it');
  expect(lines.join('\n')).toContain('the two serve different data');
  expect(await linesOf(withCase({ bothServeMs: 4000 }))).toContain('  Serves  core2; BOTH served for 4 s');
});

test('nothing to lose, nothing to do, nobody notices, and more may come', async () => {
  const lines = await linesOf(withCase({ outageMs: 0, lost: null, toDo: [], isComplete: false }));
  for (const line of ['  Outage  none', '  Lost    nothing', '  To do   nothing']) expect(lines).toContain(line);
  expect(lines).toContain('  Then    more may come: it was followed for half an hour only');
});

test('a measured start is called so', async () => {
  const measured = { ...whatIfReport, services: { startMs: 21_000, measured: '2026-11-21T01:00:25.000Z' } };
  expect((await linesOf(measured)).join('\n')).toContain('with 21.0 s to start the services (as last measured)');
});

test('what may be typed is what can be asked, and other words for it lead here', () => {
  for (const name of [words, 'failover explain if'])
    expect(Object.keys(named(name).parameters?.[0]?.choices ?? {})).toEqual([...questions].sort());
  expect(reflexOf('failover what-if peer-dies')).toBe(words);
});
