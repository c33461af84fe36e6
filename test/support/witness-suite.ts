import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import type { Term } from '../../src/failover/term.ts';
import { EtcdClient, type EtcdOptions } from '../../src/witness/etcd-client.ts';
import { EtcdWitness } from '../../src/witness/etcd-witness.ts';
import type { Witness, WitnessAnswer } from '../../src/witness/witness.ts';

export const term = (counter: number, owner: string): Term => ({ counter, owner });
export const noSignal = new AbortController().signal;
export const gently = { force: false };

export type Granted = Extract<WitnessAnswer, { type: 'granted' }>;
export const granted = (answer: WitnessAnswer): Granted => {
  if (answer.type !== 'granted') throw new Error(`not granted: ${answer.reason}`);
  return answer;
};

export interface Claimant {
  readonly name: string;
  readonly witness: EtcdWitness;
  readonly told: string[];
  close(): void;
}

export interface Times {
  readonly leaseMs: number;
  readonly grantMs: number;
}

/** One server of a pair, as it speaks with the witness. */
export const claimantOf = (
  name: string,
  times: Times,
  options: Partial<EtcdOptions> & Pick<EtcdOptions, 'endpoints'>,
  pair = 'core1+core2',
): Claimant => {
  const client = new EtcdClient({
    tls: { ca: undefined, certificate: undefined, key: undefined },
    login: undefined,
    requestTimeoutMs: 1000,
    ...options,
  });
  const told: string[] = [];
  const witness = new EtcdWitness({ client, pair, ...times, tell: (sentence) => told.push(sentence) });
  return { name, witness, told, close: () => client.close() };
};

/** Claims again and again until it is granted. @returns the answer, and when the question that was answered was begun */
export const claimUntilGranted = async (
  witness: Witness,
  claim: Term,
  dataTerm: Term,
): Promise<{ answer: Granted; begunMs: number }> => {
  for (;;) {
    const begunMs = performance.now();
    const answer = await witness.claim(claim, dataTerm, gently, noSignal);
    if (answer.type === 'granted') return { answer, begunMs };
    await wait(20);
  }
};

/** What every etcd has to do for us, the one in process and the one from Debian. */
export const witnessSuite = (
  what: string,
  times: Times,
  begin: () => Promise<{ url: string; end(): Promise<void> }>,
) => {
  describe(`the witness in ${what}`, () => {
    let etcd: Awaited<ReturnType<typeof begin>>;
    let pairs = 0;
    let one: Claimant;
    let other: Claimant;

    beforeEach(async () => {
      etcd = await begin();
      const pair = `pair${pairs++}`;
      one = claimantOf('core1', times, { endpoints: [etcd.url] }, pair);
      other = claimantOf('core2', times, { endpoints: [etcd.url] }, pair);
    });
    afterEach(async () => {
      one.close();
      other.close();
      await etcd.end();
    });
    const claim = (who: Claimant, counter: number, data: Term, force = false): Promise<WitnessAnswer> =>
      who.witness.claim(term(counter, who.name), data, { force }, noSignal);

    test('grants what nobody has, counted from before it was asked, and remembers it', async () => {
      const begunMs = performance.now();
      const answer = granted(await claim(one, 1, term(0, '')));
      expect(answer.untilMs).toBeGreaterThanOrEqual(begunMs + times.leaseMs);
      expect(answer.untilMs).toBeLessThanOrEqual(performance.now() + times.leaseMs);
      const record = { term: term(1, 'core1'), dataTerm: term(0, '') };
      expect(answer.record).toEqual(record);
      expect(await other.witness.read(noSignal)).toEqual({ record, holder: 'core1' });
    });

    test('remembers nothing of a pair that never asked', async () => {
      expect(await one.witness.read(noSignal)).toEqual({ record: null, holder: null });
    });

    test('renews for the holder, and refuses the other one by name', async () => {
      const first = granted(await claim(one, 1, term(0, '')));
      const second = granted(await claim(one, 1, term(1, 'core1')));
      expect(second.untilMs).toBeGreaterThan(first.untilMs);
      expect(await claim(other, 2, term(1, 'core1'))).toEqual({
        type: 'refused',
        record: { term: term(1, 'core1'), dataTerm: term(1, 'core1') },
        holder: 'core1',
        reason: 'core1 has the lease of the witness',
      });
    });

    test('lets the other one in when the lease is given back, but not with older data', async () => {
      granted(await claim(one, 3, term(2, 'core1')));
      await one.witness.release(term(3, 'core1'), noSignal);
      const record = { term: term(3, 'core1'), dataTerm: term(2, 'core1') };
      expect(await claim(other, 4, term(1, 'core1'))).toEqual({
        type: 'refused',
        record,
        holder: null,
        reason: 'the data here are of term 1 (core1), and the witness knows of newer data, of term 2 (core1)',
      });
      expect(granted(await claim(other, 4, term(2, 'core1'))).record.term).toEqual(term(4, 'core2'));
      expect(await claim(one, 3, term(2, 'core1'))).toMatchObject({ type: 'refused', holder: 'core2' });
    });

    test('what it remembers is never lowered', async () => {
      granted(await claim(one, 5, term(4, 'core1')));
      await one.witness.release(term(5, 'core1'), noSignal);
      const record = { term: term(5, 'core1'), dataTerm: term(4, 'core1') };
      expect(granted(await claim(other, 3, term(4, 'core1'))).record).toEqual(record);
      expect(await one.witness.read(noSignal)).toEqual({ record, holder: 'core2' });
    });

    test('two equal claims of different servers: the second one is refused', async () => {
      const answers = await Promise.all([claim(one, 5, term(0, '')), claim(other, 5, term(0, ''))]);
      expect(answers.map(({ type }) => type).sort()).toEqual(['granted', 'refused']);
    });

    test('a process that was killed claims its own term again, at once', async () => {
      granted(await claim(one, 1, term(1, 'core1')));
      const again = claimantOf('core1', times, { endpoints: [etcd.url] }, `pair${pairs - 1}`);
      granted(await again.witness.claim(term(1, 'core1'), term(1, 'core1'), gently, noSignal));
      again.close();
    });

    test('a holder that falls silent keeps the other one out until its lease is over, and not for ever', async () => {
      const { untilMs } = granted(await claim(one, 1, term(0, '')));
      const { begunMs, answer } = await claimUntilGranted(other.witness, term(2, 'core2'), term(0, ''));
      expect(answer.untilMs - times.leaseMs).toBeGreaterThan(untilMs);
      expect(begunMs).toBeGreaterThan(untilMs);
      expect(await claim(one, 1, term(0, ''))).toMatchObject({ type: 'refused', holder: 'core2' });
    });

    test('a lease that was lost is claimed again for the same term where nobody came in between', async () => {
      const { untilMs } = granted(await claim(one, 1, term(0, '')));
      while (((await one.witness.read(noSignal)) as { holder: string | null }).holder !== null) await wait(20);
      expect(performance.now()).toBeGreaterThan(untilMs);
      granted(await claim(one, 1, term(0, '')));
    });

    test('an operator takes it from another holder: granted only when that one has run out', async () => {
      granted(await claim(one, 1, term(1, 'core1')));
      const { untilMs } = granted(await claim(one, 1, term(1, 'core1')));
      const forced = granted(await claim(other, 2, term(0, ''), true));
      expect(forced.untilMs - times.leaseMs).toBeGreaterThan(untilMs);
      expect(forced.record).toEqual({ term: term(2, 'core2'), dataTerm: term(1, 'core1') });
      expect(await claim(one, 1, term(1, 'core1'))).toMatchObject({ type: 'refused', holder: 'core2' });
      const begunMs = performance.now();
      expect(granted(await claim(other, 2, term(0, ''), true)).untilMs).toBeLessThan(begunMs + 2 * times.leaseMs);
    });

    test('whoever gives up while it waits for the former holder waits again the next time', async () => {
      const { untilMs } = granted(await claim(one, 1, term(1, 'core1')));
      const giveUp = new AbortController();
      const waits = other.witness.claim(term(2, 'core2'), term(1, 'core1'), { force: true }, giveUp.signal);
      for (;;) {
        const seen = await one.witness.read(noSignal);
        if ('holder' in seen && seen.holder === 'core2') break;
      }
      expect(await claim(one, 1, term(1, 'core1'))).toMatchObject({ type: 'refused', holder: 'core2' });
      giveUp.abort();
      expect((await waits).type).toBe('unreachable');
      const again = granted(await claim(other, 2, term(1, 'core1')));
      expect(again.untilMs - times.leaseMs).toBeGreaterThan(untilMs);
    });

    test('pairs do not know of each other', async () => {
      granted(await claim(one, 9, term(9, 'core1')));
      const stranger = claimantOf('core2', times, { endpoints: [etcd.url] }, 'others');
      granted(await stranger.witness.claim(term(1, 'core2'), term(0, ''), gently, noSignal));
      await stranger.witness.forget(noSignal);
      expect(await stranger.witness.read(noSignal)).toEqual({ record: null, holder: null });
      stranger.close();
    });
  });
};
