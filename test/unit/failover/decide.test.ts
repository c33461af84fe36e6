import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Context } from '../../../src/failover/context.ts';
import { decide } from '../../../src/failover/decide.ts';
import type { Event } from '../../../src/failover/event.ts';
import { modeOf, newNode, phases, type Node, type PeerView, watches } from '../../../src/failover/node.ts';
import { compareTerms, type Term } from '../../../src/failover/term.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const settings = { seed, numRuns: 2000 };

const term: fc.Arbitrary<Term> = fc.oneof(
  fc.constant({ counter: 0, owner: '' }),
  fc.record({ counter: fc.integer({ min: 1, max: 4 }), owner: fc.constantFrom('core1', 'core2') }),
);
const peer: fc.Arbitrary<PeerView> = fc
  .record({ phase: fc.constantFrom(...phases), term, dataTerm: term, name: fc.constantFrom('core2', 'core2', 'core1') })
  .map((view) => ({ ...view, mode: modeOf(view.phase) }));
const reason = fc.constant('timed out');
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.constantFrom('boot', 'tick', 'enabled', 'disabled').map((type) => ({ type })),
  fc.constantFrom('heartbeatAnswered', 'peerCalled').chain((type) => peer.map((view) => ({ type, peer: view }))),
  reason.map((text) => ({ type: 'heartbeatFailed' as const, reason: text })),
  fc.constantFrom('operatorPrimary', 'operatorSecondary').map((type) => ({ type, by: 'admin' })),
  fc.constant({ type: 'promotionSucceeded' as const }),
  reason.map((text) => ({ type: 'promotionFailed' as const, reason: text })),
  fc.option(fc.record({ term, dataTerm: term })).map((record) => ({ type: 'witnessAnswered' as const, record })),
  fc.constant({ type: 'syncStarted' as const, host: 'core2' }),
  reason.map((text) => ({ type: 'syncFailed' as const, host: 'core2', reason: text })),
  fc
    .record({ generation: fc.integer({ min: 1, max: 9 }), dataTerm: term, term })
    .map((copy) => ({ type: 'syncSucceeded' as const, host: 'core2', ...copy })),
);
const instant = fc.constantFrom(-Infinity, 100_000, 300_000);
const grant = fc.record({ untilMs: instant, dataTerm: term });
const context: fc.Arbitrary<Context> = fc.record({
  nowMs: fc.integer({ min: 0, max: 200_000 }),
  highAvailability: fc.boolean(),
  peer: fc.constantFrom('core2', 'core2', 'core2', null),
  promoteOnFailure: fc.boolean(),
  heartbeatFailures: fc.integer({ min: 1, max: 3 }),
  startHoldMs: fc.constantFrom(0, 30_000),
  missingFromCopy: fc.constantFrom<readonly string[]>([], ['certificates']),
  leases: fc.option(
    fc.record({
      byPeer: fc.option(grant),
      byWitness: fc.option(grant),
      promisedUntilMs: instant,
      openUntilMs: instant,
      witnessSays: fc.constantFrom(null, 'the witness does not answer'),
      isWitnessSilent: fc.boolean(),
    }),
  ),
});
const life = fc.array(fc.tuple(event, context), { maxLength: 60 });

/** Lives the events one after another and shows every step. */
const live = (
  steps: readonly [Event, Context][],
  look: (before: Node, event: Event, context: Context) => Node,
): void => {
  let node = newNode('core1');
  for (const [happens, now] of steps) node = look(node, happens, now);
};

describe(`any life of a server (SEED=${seed})`, () => {
  const everyStep = (look: (before: Node, happens: Event, now: Context) => void): void =>
    fc.assert(
      fc.property(life, (steps) => {
        live(steps, (before, happens, now) => {
          look(before, happens, now);
          return decide(before, happens, now).node;
        });
      }),
      settings,
    );

  test('every event gets an answer and a sentence', () => {
    everyStep((before, happens, now) => expect(decide(before, happens, now).sentence).toMatch(/\S/));
  });

  test('terms never fall, and data is of a term that was seen', () => {
    everyStep((before, happens, now) => {
      const { node } = decide(before, happens, now);
      expect(compareTerms(node.term, before.term)).toBeGreaterThanOrEqual(0);
      expect(compareTerms(node.newestData, before.newestData)).toBeGreaterThanOrEqual(0);
      expect(compareTerms(node.term, node.dataTerm)).toBeGreaterThanOrEqual(0);
    });
  });

  test('the mode follows the phase, and a start hold has an end', () => {
    everyStep((before, happens, now) => {
      const { node } = decide(before, happens, now);
      expect(node.mode).toBe(modeOf(node.phase));
      const mayHold = node.phase === 'hold' || watches(node.phase);
      if (!mayHold) expect(node.holdUntilMs).toBeNull();
      else if (node.holdUntilMs !== before.holdUntilMs) {
        expect([null, now.nowMs + now.startHoldMs]).toContain(node.holdUntilMs);
      }
    });
  });

  test('the gate opens only for an active server, and leaving active closes it', () => {
    everyStep((before, happens, now) => {
      const { node, actions } = decide(before, happens, now);
      if (actions.includes('openGate')) expect(node.phase).toBe('active');
      if (before.phase === 'active' && node.phase !== 'active') expect(actions[0]).toBe('closeGate');
      if (node.phase === 'active' && before.phase !== 'active') expect(actions).toContain('openGate');
    });
  });

  test('services start whenever promoting begins and at no other time, from data that counts as own', () => {
    everyStep((before, happens, now) => {
      const { node, actions } = decide(before, happens, now);
      const starts = node.phase === 'promoting' && (before.phase !== 'promoting' || happens.type === 'boot');
      expect(actions.includes('startServices')).toBe(starts);
      if (actions.includes('startServices')) expect(node.ownData).toBe(true);
      if (actions.includes('applyCopy')) expect(node).toMatchObject({ applyPending: true });
    });
  });

  test('own data is given up only for a copy that is not older', () => {
    everyStep((before, happens, now) => {
      const { node } = decide(before, happens, now);
      if (!before.ownData || node.ownData) return;
      expect(happens.type).toBe('syncSucceeded');
      expect(compareTerms(node.dataTerm, before.dataTerm)).toBeGreaterThanOrEqual(0);
    });
  });

  test('a Primary never takes a copy, and only silence or an operator makes a Secondary one (A3, A5)', () => {
    everyStep((before, happens, now) => {
      const { node } = decide(before, happens, now);
      if (before.mode === 'primary' && node.mode === 'primary') expect(node.generation).toBe(before.generation);
      if (before.mode === 'secondary' && node.mode === 'primary')
        expect(['operatorPrimary', 'heartbeatFailed']).toContain(happens.type);
      if (before.phase === 'fenced' && node.mode === 'primary') expect(happens.type).toBe('operatorPrimary');
    });
  });

  test('an ignore leaves everything but what was learned', () => {
    everyStep((before, happens, now) => {
      const { node, row, actions } = decide(before, happens, now);
      if (row !== null) return;
      const { term: seen, newestData, failures, grace, holdUntilMs, exempt, strayed } = node;
      expect(actions).toEqual([]);
      expect(node).toEqual({ ...before, term: seen, newestData, failures, grace, holdUntilMs, exempt, strayed });
    });
  });

  test('the same question gets the same answer, and the question is left as it was', () => {
    everyStep((before, happens, now) => {
      const copy = structuredClone(before);
      const [first, second] = [decide(before, happens, now), decide(before, happens, now)];
      expect(first).toEqual(second);
      expect(before).toEqual(copy);
    });
  });

  test('two commands bring any server to serve, wherever life has led it (B1)', () => {
    fc.assert(
      fc.property(life, context, (steps, now) => {
        live(steps, (before, happens, then) => {
          const promoted = decide(before, { type: 'operatorPrimary', by: 'admin' }, now).node;
          const { node } = decide(promoted, { type: 'promotionSucceeded' }, now);
          expect(node.phase).toBe('active');
          return decide(before, happens, then).node;
        });
      }),
      settings,
    );
  });
});
