import { describe, expect, test } from '@jest/globals';
import { worstTakeoverMs } from '../../../src/failover/readiness.ts';
import { whatIf, type WhatIfCase } from '../../../src/failover/what-if.ts';
import type { Question } from '../../../src/failover/what-if-settings.ts';
import { two, core1, core2, viewOf } from './pair.ts';
import { liveOn, times, type Class } from './what-if-pair.ts';

type Host = 'core1' | 'core2';
const hosts = ['core1', 'core2'] as const;

const ask = (host: Host, safety: Class, question: Question): WhatIfCase => whatIf(liveOn(host, safety), question)[0]!;
const rowsOf = ({ steps }: WhatIfCase): string[] =>
  steps.flatMap(({ host, row, atMs }) => (row === null ? [] : [`${atMs / 1000} ${host ?? ''} ${row}`]));
const end = ({ servingAfter, outageMs, bothServeMs }: WhatIfCase): object => ({ servingAfter, outageMs, bothServeMs });

describe('the Primary dies, asked on its Standby', () => {
  test('class B: three heartbeats, the services, and the copy is as old as it is', () => {
    const told = ask('core2', 'B', 'peer-dies');
    expect(told.servingBefore).toEqual(['core1']);
    expect(told.steps[0]).toEqual({
      atMs: 0,
      host: null,
      row: null,
      sentence: 'core1 loses its power.',
      serving: [],
    });
    expect(rowsOf(told)).toEqual(['4 core2 S60', '8 core2 F20', '13 core2 F50']);
    expect(end(told)).toEqual({ servingAfter: ['core2'], outageMs: 13_000, bothServeMs: 0 });
    expect(told.lost).toMatch(/^what was written on core1 in the 3 min since the copy on core2 was made; that stays/);
    expect(told.toDo).toEqual([expect.stringContaining('"failover sync core2" there makes it the Standby')]);
  });

  test('class A: the witness is asked, and it is not granted before the lease of the dead one is over', () => {
    expect(rowsOf(ask('core2', 'A', 'peer-dies'))).toEqual([
      '4 core2 S60',
      '8 core2 F22',
      '8 core2 F24',
      '13 core2 F50',
    ]);
    const live = liveOn('core2', 'A');
    const [quick] = whatIf({ ...live, settings: { ...live.settings, heartbeatFailures: 1 } }, 'peer-dies');
    expect(rowsOf(quick!)).toEqual(['4 core2 F22', '6.25 core2 F24', '11.25 core2 F50']);
  });

  test('class A: without its witness the Standby is held, and says so', () => {
    const live = liveOn('core2', 'A');
    const [told] = whatIf({ ...live, witness: { isHeard: false, memory: null, holder: null } }, 'peer-dies');
    expect(rowsOf(told!)).toContain('10 core2 F26');
    expect(told!.steps.find(({ row }) => row === 'F26')?.sentence).toContain('the witness does not answer');
    expect(end(told!)).toEqual({ servingAfter: [], outageMs: null, bothServeMs: 0 });
  });

  test('class C: nobody serves until somebody types the command, and what that costs', () => {
    const told = ask('core2', 'C', 'peer-dies');
    expect(rowsOf(told)).toEqual(['4 core2 S60', '8 core2 F30']);
    expect(end(told)).toEqual({ servingAfter: [], outageMs: null, bothServeMs: 0 });
    expect(told.toDo).toContain('core2: "failover mode primary" makes core2 take over.');
    expect(told.lost).toMatch(
      /^nothing yet. "failover mode primary" on core2 goes on without what was written on core1/,
    );
  });

  test('a peer that is silent already is not waited for anew: the failures go on', () => {
    const changes = { node: { phase: 'suspect', failures: 2 } as const, peer: { isHeard: false } };
    const [told] = whatIf(liveOn('core2', 'B', changes), 'peer-dies');
    expect(rowsOf(told!)[0]).toBe('2 core2 F20');
  });

  test('without a copy there is no takeover, and nothing is made up', () => {
    const changes = { node: { phase: 'standbyEmpty', generation: null, dataTerm: { counter: 0, owner: '' } } as const };
    const [told] = whatIf(liveOn('core2', 'B', changes), 'peer-dies');
    expect(rowsOf(told!)).toContain('8 core2 F32');
    expect(told).toMatchObject({ servingAfter: [], lost: null });
  });
});

test.each(['A', 'B', 'C'] as const)('class %s: the Standby dies, asked on the Primary: nobody notices', (safety) => {
  const told = ask('core1', safety, 'peer-dies');
  expect(rowsOf(told)).toEqual([]);
  expect(end(told)).toEqual({ servingAfter: ['core1'], outageMs: 0, bothServeMs: 0 });
  expect(told.lost).toBeNull();
  expect(told.toDo).toEqual([expect.stringMatching(/^core2: bring it back; it stands by again by itself/)]);
});

describe.each(hosts)('only the link is cut, asked on %s', (host) => {
  test('class A: the Primary goes on, the other one is held', () => {
    const told = ask(host, 'A', 'link-cut');
    expect(rowsOf(told)).toEqual(['4 core2 S60', '8 core2 F22', '10 core2 F26']);
    expect(told.steps.at(-1)?.sentence).toContain('core1 has the lease of the witness');
    expect(end(told)).toEqual({ servingAfter: ['core1'], outageMs: 0, bothServeMs: 0 });
  });

  test('class B: both serve, and nobody but an operator ends it', () => {
    const told = ask(host, 'B', 'link-cut');
    expect(rowsOf(told)).toEqual(['4 core2 S60', '8 core2 F20', '13 core2 F50']);
    expect([...told.servingAfter].sort()).toEqual(['core1', 'core2']);
    expect(told).toMatchObject({ outageMs: 0, bothServeMs: null });
    expect(told.toDo.join(' ')).toContain('core2 goes on and core1 steps back by itself');
    expect(told.lost).toContain('each has changes that the other lacks');
  });

  test('class C: the Primary goes on, an alarm is raised', () => {
    const told = ask(host, 'C', 'link-cut');
    expect(rowsOf(told)).toEqual(['4 core2 S60', '8 core2 F30']);
    expect(end(told)).toEqual({ servingAfter: ['core1'], outageMs: 0, bothServeMs: 0 });
  });
});

describe('the witness is lost', () => {
  test.each(hosts)('class A on %s: the Primary goes on by the word of its Standby', (host) => {
    const told = ask(host, 'A', 'witness-dies');
    expect(rowsOf(told)).toEqual([]);
    expect(end(told)).toEqual({ servingAfter: ['core1'], outageMs: 0, bothServeMs: 0 });
    expect(told.toDo).toEqual([expect.stringMatching(/^The witness: bring it back/)]);
  });

  test('class A: where the link is cut already, the Primary stops within its lease', () => {
    const live = liveOn('core1', 'A', { peer: { isHeard: false } });
    const [told] = whatIf(live, 'witness-dies');
    expect(rowsOf(told!).map((line) => line.split(' ').slice(1).join(' '))).toContain('core1 F64');
    expect(told!.steps.find(({ serving }) => serving.length === 0)?.atMs).toBeLessThanOrEqual(5250);
    expect(told).toMatchObject({ servingAfter: [], outageMs: null });
  });

  test.each(['B', 'C'] as const)('class %s: there is none', (safety) => {
    const told = ask('core1', safety, 'witness-dies');
    expect(told.steps.map(({ sentence }) => sentence)).toEqual(['No witness is configured: nothing changes.']);
    expect(told.toDo).toEqual([]);
  });
});

describe('power returns', () => {
  /** In the order: core1 first, core2 first, both; the question puts its own server first. */
  const cases = (host: Host, safety: Class): readonly WhatIfCase[] => {
    const [own, other, both] = whatIf(liveOn(host, safety), 'power-returns');
    return host === 'core1' ? [own!, other!, both!] : [other!, own!, both!];
  };

  test.each(hosts)('asked on %s: it is said which comes first, and how much later the other', (host) => {
    expect(cases(host, 'B').map(({ supposed }) => supposed)).toEqual([
      'power returns on core1 first, and on core2 60 s later',
      'power returns on core2 first, and on core1 60 s later',
      'power returns on both at the same time',
    ]);
  });

  test.each(hosts)('class A, asked on %s: the witness lets the Primary serve at once', (host) => {
    const [first, second, both] = cases(host, 'A');
    expect(rowsOf(first!).slice(0, 3)).toEqual(['0 core1 S12', '0 core1 S38', '5 core1 S50']);
    expect(first).toMatchObject({ servingAfter: ['core1'], outageMs: 5000, lost: null });
    expect(both).toMatchObject({ servingAfter: ['core1'], outageMs: 5000, bothServeMs: 0, lost: null });
    expect(second!.servingAfter).toEqual(['core2']);
    expect(rowsOf(second!)).toContain('60 core1 S20');
    expect(second!.lost).toContain('what was written on core1 in the 3 min since the copy on core2 was made');
  });

  test.each(hosts)('class B, asked on %s: alone the Primary waits for its hold to end', (host) => {
    const [first, second, both] = cases(host, 'B');
    expect(first).toMatchObject({ servingAfter: ['core1'], outageMs: 35_000, lost: null });
    expect(second).toMatchObject({ servingAfter: ['core2'], outageMs: 35_000, bothServeMs: 0 });
    expect(both).toMatchObject({ servingAfter: ['core1'], outageMs: 5000, bothServeMs: 0 });
  });

  test.each(hosts)('class C, asked on %s: alone the Standby does not serve', (host) => {
    const [first, second, both] = cases(host, 'C');
    expect(first).toMatchObject({ servingAfter: ['core1'], outageMs: 35_000 });
    expect(second).toMatchObject({ servingAfter: ['core1'], outageMs: 65_000, lost: null });
    expect(second!.steps.find(({ atMs }) => atMs === 60_000)?.sentence).toBe('Power returns on core1: it starts.');
    expect(both).toMatchObject({ servingAfter: ['core1'], outageMs: 5000 });
  });

  test('of a peer that was never heard nothing is made up', () => {
    const told = whatIf(liveOn('core1', 'B', { peer: null }), 'power-returns');
    expect(told.map(({ supposed }) => supposed)).toEqual(['power returns on core1, and never on core2']);
    expect(told[0]).toMatchObject({ servingAfter: ['core1'], outageMs: 35_000 });
  });
});

describe('the question', () => {
  test('changes nothing: what is asked about is as it was', () => {
    const live = liveOn('core2', 'A');
    const before = structuredClone(live);
    for (const question of ['peer-dies', 'link-cut', 'witness-dies', 'power-returns'] as const) whatIf(live, question);
    expect(live).toEqual(before);
  });

  test('is never more hopeful than what the readiness promises at most', () => {
    const { outageMs } = ask('core2', 'B', 'peer-dies');
    expect(outageMs).toBeLessThanOrEqual(worstTakeoverMs({ ...times, heartbeatFailures: 3 }, times.servicesMs));
  });

  test('after a takeover it is the other way round', () => {
    const node = core2('active', { term: two(2), dataTerm: two(2), newestData: two(2), ownData: true });
    const peer = viewOf(core1('standby', { term: two(2), dataTerm: two(2), newestData: two(2), generation: 9 }));
    const [told] = whatIf(
      liveOn('core2', 'B', { node, peer: { view: peer, generation: 9, copyAgeMs: 60_000 } }),
      'link-cut',
    );
    expect(rowsOf(told!)).toEqual(['4 core1 S60', '8 core1 F20', '13 core1 F50']);
    expect(told!.lost).toContain('what was written on core2 in the 60 s since the copy on core1 was made');
  });

  test('a server that waits for an operator is left alone after a while', () => {
    const newer = { newestData: two(4), term: two(4) };
    const live = liveOn('core1', 'C', {
      node: { ...core1('hold', { obstacle: 'newerData', holdUntilMs: null }), ...newer },
      peer: { isHeard: false, view: viewOf(core2('standby')) },
    });
    const [told] = whatIf(live, 'link-cut');
    expect(told).toMatchObject({ isComplete: true, servingAfter: [], outageMs: null });
    expect(told!.toDo[0]).toBe('core1: An operator decides; nothing happens by itself.');
    expect(told!.steps.length).toBeLessThan(10);
  });

  test('a hold longer than anybody waits is not followed to its end, and that is said', () => {
    const live = liveOn('core1', 'B');
    const [told] = whatIf(
      { ...live, settings: { ...live.settings, startHoldMs: 3_600_000 }, peer: null },
      'power-returns',
    );
    expect(told).toMatchObject({ isComplete: false, servingAfter: [], outageMs: null });
  });
});
