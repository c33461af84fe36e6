import { describe, expect, test } from '@jest/globals';
import { eventTypes } from '../../../src/failover/event.ts';
import { ignores, exceptions } from '../../../src/failover/ignores.ts';
import { phases, type Phase } from '../../../src/failover/node.ts';
import { entries, rows } from '../../../src/failover/table.ts';

const pairs = phases.flatMap((phase) => eventTypes.map((type) => ({ phase, type })));

describe('the transition table', () => {
  test.each(pairs)('$phase on $type ends in an entry without guards', ({ phase, type }) => {
    const matching = entries.filter(({ from, on }) => from.includes(phase) && on.includes(type));
    expect(matching.at(-1)?.guards).toEqual([]);
  });

  test.each(pairs)('$phase on $type has nothing behind its last word', ({ phase, type }) => {
    const matching = entries.filter(({ from, on }) => from.includes(phase) && on.includes(type));
    expect(matching.findIndex(({ guards }) => guards.length === 0)).toBe(matching.length - 1);
  });

  test('every id stands once, and its letter is that of its chapter or of what it decides', () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(rows.filter(({ id }) => !/^[SFOR]\d\d$/.test(id))).toEqual([]);
  });

  test('every ignore says something of its own', () => {
    const reasons = [...exceptions, ...ignores].map(({ because }) => String(because));
    expect(new Set(reasons).size).toBe(reasons.length);
  });

  test('every phase is reached by some row from some other phase', () => {
    const reached = new Set<Phase>(['hold']);
    for (let before = 0; before !== reached.size;) {
      before = reached.size;
      for (const { from, to } of rows) {
        if (to === 'stay' || !from.some((phase) => reached.has(phase))) continue;
        if (to === 'standbyOrEmpty') reached.add('standby').add('standbyEmpty');
        else reached.add(to);
      }
    }
    expect([...reached].sort()).toEqual([...phases].sort());
  });

  test('from every phase that does not serve an operator gets to promoting, and nothing guards it (B1)', () => {
    const exits = rows.filter(({ on, to }) => on.includes('operatorPrimary') && to === 'promoting');
    expect(exits.flatMap(({ from }) => from).sort()).toEqual(
      phases.filter((phase) => phase !== 'active' && phase !== 'promoting').sort(),
    );
    expect(exits.flatMap(({ guards }) => guards)).toEqual([]);
  });

  test('whatever leaves active or promoting without serving closes the gate first and stops the services', () => {
    const leaving = rows.filter(
      ({ from, to }) =>
        (from.includes('active') || from.includes('promoting')) && !['stay', 'active', 'promoting'].includes(to),
    );
    expect(leaving.length).toBeGreaterThan(0);
    for (const { actions } of leaving) expect(actions.slice(0, 2)).toEqual(['closeGate', 'stopServices']);
  });

  test('the gate is opened by nothing but a promotion that succeeded', () => {
    const opening = rows.filter(({ actions }) => actions.includes('openGate'));
    expect(opening.flatMap(({ on }) => on)).toEqual(['promotionSucceeded', 'promotionSucceeded']);
    expect(opening.map(({ to }) => to)).toEqual(['active', 'active']);
  });
});
