import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { initialConfig, type Config } from '../../../../src/config/config.ts';
import type { Context } from '../../../../src/failover/context.ts';
import type { Event } from '../../../../src/failover/event.ts';
import type { Node } from '../../../../src/failover/node.ts';
import type { Term } from '../../../../src/failover/term.ts';
import type { WitnessAnswer, WitnessView } from '../../../../src/witness/witness.ts';
import { ServeLease } from '../../../../src/worker/lease/serve-lease.ts';
import { contextOf, core1, core2, one, two, viewOf } from '../../failover/pair.ts';

interface Claim {
  readonly claim: Term;
  readonly dataTerm: Term;
  readonly force: boolean;
}

let node: Node;
let config: Config;
let isConfigured: boolean;
let answer: () => WitnessAnswer;
let view: WitnessView;
let claims: Claim[];
let events: Event[];
let released: number;
let granted: number;
let heard: () => void;
let lease: ServeLease;

const record = { term: one(1), dataTerm: one(1) };
const yes = (): WitnessAnswer => ({ type: 'granted', untilMs: performance.now() + 60_000, record });

beforeEach(() => {
  node = core1('active');
  config = {
    ...initialConfig(),
    highAvailability: 'enable',
    peer: 'core2',
    lease: { leaseMs: 60_000, grantMs: 72_000 },
  };
  isConfigured = true;
  answer = yes;
  view = { record, holder: 'core1' };
  [claims, events, released, granted] = [[], [], 0, 0];
  heard = () => undefined;
  const serving = {
    get config() {
      return config;
    },
    engine: {
      get node() {
        return node;
      },
      dispatch: (event: Event) => {
        events.push(event);
        heard();
        return Promise.resolve();
      },
    },
    witness: {
      get isConfigured() {
        return isConfigured;
      },
      claim: (claim: Term, dataTerm: Term, { force }: { readonly force: boolean }) => {
        claims.push({ claim, dataTerm, force });
        return Promise.resolve(answer());
      },
      read: () => {
        heard();
        return Promise.resolve(view);
      },
      release: () => {
        released += 1;
        return Promise.resolve();
      },
    },
    context: (): Context => contextOf(node, { nowMs: performance.now(), leases: lease.leases }),
  };
  lease = new ServeLease(serving, () => void (granted += 1));
});
afterEach(() => lease.stop());

/** Resolves when the witness was asked or looked at, and what it said was taken in. */
const once = (): Promise<void> =>
  new Promise((resolve) => {
    heard = () => void setImmediate(resolve);
  });

const asked = async (): Promise<void> => {
  const done = once();
  lease.start();
  await done;
};

describe('whom peer and witness let serve (H1)', () => {
  test('without a witness nobody is asked', () => {
    isConfigured = false;
    lease.boot();
    expect(lease.leases).toBeNull();
    expect(lease.servesUntilMs).toBe(Infinity);
    expect(lease.isWanted).toBe(false);
    expect(lease.grants(viewOf(core2('active')))).toBe(false);
  });

  test('a server that starts serves nobody before it is granted, and asks with its own claim and data', async () => {
    lease.boot();
    expect(lease.servesUntilMs).toBe(-Infinity);
    await asked();
    expect(claims).toEqual([{ claim: one(1), dataTerm: one(1), force: false }]);
    expect(events).toEqual([{ type: 'witnessAnswered', record }]);
    expect(lease.servesUntilMs).toBeGreaterThan(performance.now());
    expect(granted).toBe(1);
  });

  test('a witness that refuses, or does not answer, is quoted', async () => {
    lease.boot();
    answer = () => ({
      type: 'refused',
      record: { term: two(2), dataTerm: two(2) },
      holder: 'core2',
      reason: 'core2 has it',
    });
    await asked();
    expect(events).toEqual([{ type: 'witnessAnswered', record: { term: two(2), dataTerm: two(2) } }]);
    expect(lease.leases?.witnessSays).toBe('core2 has it');
    answer = () => ({ type: 'unreachable', reason: 'it is silent' });
    const done = once();
    lease.nudge();
    await done;
    expect(events.at(-1)).toEqual({ type: 'witnessAnswered', record: null });
    expect(lease.leases?.witnessSays).toBe('it is silent');
    expect(granted).toBe(0);
  });

  test('a Standby that would take over asks in its own name, and not in that of its Primary, whose data it has', async () => {
    node = core2('vetting', { term: one(1), dataTerm: one(1) });
    lease.boot();
    await asked();
    expect(claims[0]).toEqual({ claim: two(2), dataTerm: one(1), force: false });
    node = core2('vetting', { term: two(2), dataTerm: one(1) });
    const done = once();
    lease.nudge();
    await done;
    expect(claims[1]?.claim).toEqual(two(2));
  });

  test('an operator’s word is passed on to the witness', async () => {
    node = core2('promoting', { exempt: true, term: two(2) });
    lease.boot();
    expect(lease.servesUntilMs).toBe(Infinity);
    await asked();
    expect(claims[0]).toEqual({ claim: two(2), dataTerm: one(1), force: true });
  });

  test('what the peer grants counts from when it was asked, for the data that it was told of', () => {
    lease.boot();
    lease.grantedByPeer(performance.now(), one(1));
    expect(lease.servesUntilMs).toBeGreaterThan(performance.now());
    node = core1('active', { term: one(2), dataTerm: one(2) });
    expect(lease.servesUntilMs).toBe(-Infinity);
  });

  test('a Standby lets its Primary, and has promised it then; it sees whether the witness is there', async () => {
    node = core2('standby');
    view = { unreachable: 'it is silent' };
    lease.boot();
    lease.shut();
    expect(lease.isWanted).toBe(false);
    expect(lease.grants(viewOf(core1('active')))).toBe(true);
    expect(lease.leases?.promisedUntilMs).toBeGreaterThan(performance.now() + 60_000);
    await asked();
    expect(claims).toEqual([]);
    expect(lease.leases?.witnessSays).toBe('it is silent');
  });

  test('it gives back what it has no use for, once nobody can be let in here any more', async () => {
    lease.boot();
    await asked();
    node = core1('fenced');
    const stillOpen = once();
    lease.nudge();
    await stillOpen;
    expect(released).toBe(0);
    lease.shut();
    const over = once();
    lease.nudge();
    await over;
    expect(released).toBe(1);
  });

  test('a server that serves while a witness is named goes on, and has one lease of time to be let', () => {
    isConfigured = false;
    lease.boot();
    isConfigured = true;
    lease.changed();
    expect(lease.servesUntilMs).toBeGreaterThan(performance.now());
    isConfigured = false;
    lease.changed();
    expect(lease.servesUntilMs).toBe(Infinity);
  });
});
