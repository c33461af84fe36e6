import { setTimeout as wait } from 'node:timers/promises';
import { nextTerm, noTerm, type Term } from '../../src/failover/term.ts';
import type { Dice } from './dice.ts';
import { claimantOf, noSignal, type Claimant, type Times } from './witness-suite.ts';

interface Racer {
  claimant: Claimant;
  claim: Term;
  dataTerm: Term;
  /** It may let clients in until then, whatever became of it. */
  validUntilMs: number;
  grants: number;
}

export interface RaceResult {
  readonly grants: number;
  /** How often the lease went over to the other one. */
  readonly changes: number;
  /** A sentence for each instant at which both could serve. */
  readonly violations: readonly string[];
}

/**
 * Two servers that claim, renew, give back, fall silent, forget everything and are forced, at random. Both count on one
 * clock, so that two valid holders at one instant are seen as such.
 */
export const race = async (options: {
  readonly endpoints: readonly string[];
  readonly times: Times;
  readonly pair: string;
  readonly durationMs: number;
  readonly dice: Dice;
}): Promise<RaceResult> => {
  const { endpoints, times, pair, dice } = options;
  const violations: string[] = [];
  let changes = 0;
  let lastHolder = '';
  let newest: Term = noTerm;
  const begin = (name: string): Claimant =>
    claimantOf(name, times, { endpoints, requestTimeoutMs: Math.floor(times.leaseMs / 2) }, pair);
  const racers = ['core1', 'core2'].map((name): Racer => ({
    claimant: begin(name),
    claim: { counter: 0, owner: name },
    dataTerm: noTerm,
    validUntilMs: -Infinity,
    grants: 0,
  }));

  const ask = async (me: Racer, other: Racer, force: boolean): Promise<void> => {
    const { name, witness } = me.claimant;
    const answer = await witness.claim(me.claim, me.dataTerm, { force }, noSignal);
    const nowMs = performance.now();
    if (answer.type === 'refused') {
      if (answer.record.term.counter > newest.counter) newest = answer.record.term;
      me.dataTerm = answer.record.dataTerm;
      if (answer.holder !== name) me.claim = nextTerm(newest, name);
    }
    if (answer.type !== 'granted') return;
    if (other.validUntilMs > nowMs)
      violations.push(
        `${name} was granted ${(other.validUntilMs - nowMs).toFixed(1)} ms before the other one was over`,
      );
    me.validUntilMs = Math.max(me.validUntilMs, answer.untilMs);
    me.dataTerm = me.claim;
    newest = me.claim.counter > newest.counter ? me.claim : newest;
    me.grants++;
    if (name !== lastHolder) changes++;
    lastHolder = name;
  };

  const act = async (me: Racer, other: Racer): Promise<void> => {
    const { name, witness } = me.claimant;
    const what = dice.below(100);
    if (what < 70) return ask(me, other, false);
    if (what < 75) return ask(me, other, true);
    if (what < 82) {
      // It stops serving before it gives the lease back.
      me.validUntilMs = -Infinity;
      return witness.release(me.claim, noSignal);
    }
    if (what < 92) {
      // Killed: what it let in goes on until its lease is over.
      me.claimant.close();
      me.claimant = begin(name);
      return;
    }
    await wait(dice.below(2 * times.grantMs));
  };

  const endMs = performance.now() + options.durationMs;
  const run = async (me: Racer, other: Racer): Promise<void> => {
    while (performance.now() < endMs) {
      await act(me, other);
      await wait(dice.below(times.leaseMs / 4));
    }
  };
  const [one, two] = racers as [Racer, Racer];
  await Promise.all([run(one, two), run(two, one)]);
  for (const { claimant } of racers) claimant.close();
  return { grants: one.grants + two.grants, changes, violations };
};
