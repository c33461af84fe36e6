import { describe, expect, test } from '@jest/globals';
import { initialConfig } from '../../../../src/config/config.ts';
import { serviceStartOf } from '../../../../src/worker/reports/service-start.ts';
import { questionIn, whatIfReportOf } from '../../../../src/worker/reports/what-if.ts';
import type { Worker } from '../../../../src/worker/worker.ts';
import { contextOf, core1, core2, one, viewOf } from '../../failover/pair.ts';

type Event = { id: number; at: string; row: string; from: string; to: string };

const event = (id: number, second: number, row: string, from: string, to: string): Event => ({
  id,
  at: new Date(Date.parse('2026-11-21T01:00:00Z') + second * 1000).toISOString(),
  row,
  from,
  to,
});
const historyOf = (events: readonly Event[]): object => ({
  newestBy: (rows: readonly string[]) => events.findLast(({ row }) => rows.includes(row)),
  eventsBetween: (first: number, last: number) => events.filter(({ id }) => id >= first && id <= last),
});
const takeover = [event(1, 0, 'S60', 'standby', 'suspect'), event(2, 4, 'F20', 'suspect', 'promoting')];

/** core2, the Standby of core1, which answered just now; parts of it changed. */
const workerOn = (parts: object = {}, events: readonly Event[] = []): Worker =>
  ({
    config: { ...initialConfig(), hostname: 'core2', peer: 'core1' },
    engine: { node: core2('standby') },
    context: () => contextOf(core2('standby')),
    copies: { newestMadeAtMs: Date.now() - 600_000 },
    watch: {
      reachable: true,
      lastAnswerAtMs: Date.now(),
      last: { ...viewOf(core1('active')), generation: null, highAvailability: true, lastSync: null },
    },
    witness: { isConfigured: false },
    history: historyOf(events),
    ...parts,
  }) as unknown as Worker;

describe('show failover explain if', () => {
  test('H7: settings, state and peer of this instant make the timeline; what is assumed is said', async () => {
    const report = await whatIfReportOf(workerOn(), 'peer-dies');
    const [told] = report.cases;
    expect(told?.steps.map(({ row, atMs }) => [row, atMs])).toEqual([
      [null, 0],
      ['S60', 4000],
      ['F20', 8000],
      ['F50', 13_000],
    ]);
    expect(told?.lost).toContain('in the 10 min since the copy on core2');
    expect(report).toMatchObject({ hostname: 'core2', question: 'peer-dies', safety: { class: 'B' } });
    expect(report.services).toEqual({ startMs: 5000, measured: null });
    expect(report.assumptions).toEqual([
      'What core1 does is as far as core2 knows: by its last status, and by the settings of core2.',
      'It happens just after a heartbeat: that is the longest case.',
      'The services are up 5 s after the decision: assumed, nothing was measured here yet.',
    ]);
  });

  test('a start of the services that was measured replaces the one that is assumed', async () => {
    const events = [...takeover, event(3, 25, 'F50', 'promoting', 'active')];
    const { services, cases, assumptions } = await whatIfReportOf(workerOn({}, events), 'peer-dies');
    expect(services).toEqual({ startMs: 21_000, measured: '2026-11-21T01:00:25.000Z' });
    expect(cases[0]?.outageMs).toBe(29_000);
    expect(assumptions.at(-1)).toBe('The services are up 21 s after the decision, as at the last takeover here.');
  });

  test('the witness is asked now: one that does not answer is taken to stay away', async () => {
    const witness = { isConfigured: true, read: () => Promise.resolve({ unreachable: 'no route to it' }) };
    const leases = {
      byPeer: null,
      byWitness: null,
      promisedUntilMs: -Infinity,
      openUntilMs: -Infinity,
      witnessSays: 'no route to it',
      isWitnessSilent: false,
    };
    const context = (): object => contextOf(core2('standby'), { leases });
    const { cases, assumptions, safety } = await whatIfReportOf(workerOn({ witness, context }), 'peer-dies');
    expect(safety.class).toBe('A');
    expect(cases[0]).toMatchObject({ servingAfter: [], outageMs: null });
    expect(assumptions).toContain('The witness does not answer now: it is taken to stay away.');
    const there = {
      isConfigured: true,
      read: () => Promise.resolve({ record: { term: one(1), dataTerm: one(1) }, holder: 'core1' }),
    };
    const { cases: well } = await whatIfReportOf(workerOn({ witness: there, context }), 'peer-dies');
    expect(well[0]).toMatchObject({ servingAfter: ['core2'] });
  });

  test.each([
    [{ reachable: false, last: null, lastAnswerAtMs: null }, /^core1 has not been heard since the worker of core2/],
    [
      { reachable: false, last: viewOf(core1('active')), lastAnswerAtMs: Date.now() - 300_000 },
      /^core1 does not answer now; its last answer, 5 min old/,
    ],
    [
      { reachable: false, last: viewOf(core1('active')), lastAnswerAtMs: null },
      /^core1 has called, and did not answer/,
    ],
  ])('a peer that is not heard: %j', async (watch, sentence) => {
    const { assumptions } = await whatIfReportOf(workerOn({ watch }), 'link-cut');
    expect(assumptions[0]).toMatch(sentence);
  });

  test.each([
    [{ peer: null }, /^No peer is configured on core2/],
    [{ highAvailability: false }, /^High availability is disabled on core2/],
  ])('a server alone: %j', async (settings, sentence) => {
    const worker = workerOn({ context: () => contextOf(core2('standby'), settings) });
    expect((await whatIfReportOf(worker, 'power-returns')).assumptions[0]).toMatch(sentence);
  });

  test('what cannot be asked is refused with what can', () => {
    expect(questionIn('link-cut')).toBe('link-cut');
    for (const text of [undefined, '', 'moon-falls']) expect(() => questionIn(text)).toThrow('cannot be asked');
  });
});

describe('the start of the services', () => {
  test.each([
    ['nothing has happened', []],
    [
      'a first start, without services',
      [event(1, 0, 'S10', 'hold', 'promoting'), event(2, 0, 'S50', 'promoting', 'active')],
    ],
    ['the clock was set back meanwhile', [...takeover, event(3, -900, 'F50', 'promoting', 'active')]],
    ['its beginning is forgotten', [event(40, 3, 'F50', 'promoting', 'active')]],
  ])('is assumed where %s', (_name, events) => {
    expect(serviceStartOf(workerOn({}, events))).toEqual({ startMs: 5000, measured: null });
  });
});
