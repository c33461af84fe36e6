import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { noTerm } from '../../../src/failover/term.ts';
import type { EtcdOptions } from '../../../src/witness/etcd-client.ts';
import { Dice } from '../../support/dice.ts';
import { FakeEtcd } from '../../support/fake-etcd.ts';
import { race } from '../../support/witness-race.ts';
import {
  claimantOf,
  claimUntilGranted,
  gently,
  granted,
  noSignal,
  term,
  type Claimant,
} from '../../support/witness-suite.ts';

/** Long enough for a machine that has other things to do. */
const long = { leaseMs: 5000, grantMs: 6000 };
const short = { leaseMs: 900, grantMs: 1000 };
let etcd: FakeEtcd;
let url: string;
const opened: Claimant[] = [];

const open = (name = 'core1', options: Partial<EtcdOptions> = {}, times = long): Claimant => {
  const claimant = claimantOf(name, times, { endpoints: [url], requestTimeoutMs: 4000, ...options });
  opened.push(claimant);
  return claimant;
};
const claim = ({ witness, name }: Claimant, counter = 1) =>
  witness.claim(term(counter, name), noTerm, gently, noSignal);
const reasonOf = async (claimant: Claimant): Promise<string> => {
  const answer = await claim(claimant);
  return answer.type === 'unreachable' ? answer.reason : answer.type;
};

beforeEach(async () => {
  etcd = new FakeEtcd();
  url = await etcd.listen();
});
afterEach(async () => {
  for (const claimant of opened.splice(0)) claimant.close();
  await etcd.close();
});

describe('renewing', () => {
  test('asks the leader and then the majority, and writes nothing', async () => {
    const one = open();
    granted(await claim(one));
    const { revision } = etcd.snapshot();
    etcd.asked.length = 0;
    granted(await claim(one));
    expect(etcd.asked).toEqual(['/v3/lease/keepalive', '/v3/kv/txn']);
    expect(etcd.snapshot().revision).toBe(revision);
  });

  test('does not trust a leader that may have been none any more: the lease is asked for anew', async () => {
    const one = open();
    granted(await claim(one));
    etcd.bend = (path, answer) => {
      if (path === '/v3/lease/keepalive') etcd.raftTerm++;
      return answer;
    };
    etcd.asked.length = 0;
    granted(await claim(one));
    expect(etcd.asked).toContain('/v3/lease/grant');
  });

  test('counts from before the question, however long the answer takes', async () => {
    const one = open();
    granted(await claim(one));
    etcd.delayMs = 60;
    const begunMs = performance.now();
    const { untilMs } = granted(await claim(one));
    expect(untilMs).toBeLessThan(begunMs + long.leaseMs + 60);
  });

  test('an answer that comes when its grant is over counts as none', async () => {
    etcd.delayMs = 500;
    expect(await reasonOf(open('core1', {}, short))).toContain('too late');
  });
});

describe('answers that are lost', () => {
  const losing = (endpoint: string, ...which: number[]) => {
    let seen = 0;
    etcd.bend = (path, answer) => (path === endpoint && which.includes(++seen) ? undefined : answer);
  };

  test('a transaction whose answer was lost is found to be ours at the next endpoint', async () => {
    losing('/v3/kv/txn', 2);
    const one = open('core1', { endpoints: [url, url.replace('127.0.0.1', 'localhost')] });
    granted(await claim(one));
  });

  test('with one endpoint the claim is not granted, and the next one is', async () => {
    // A kept connection that is closed is tried once more.
    losing('/v3/kv/txn', 2, 3);
    const one = open();
    expect((await claim(one)).type).toBe('unreachable');
    expect(await claim(open('core2'), 2)).toMatchObject({ type: 'refused', holder: 'core1' });
    granted(await claim(one));
  });

  test('an endpoint that is down is passed over, and not asked first again', async () => {
    const one = open('core1', { endpoints: ['http://127.0.0.1:1', url] });
    granted(await claim(one));
    granted(await claim(one));
  });

  test('nobody answers: every endpoint is named with its reason, and releasing does not fail', async () => {
    const one = open('core1', { endpoints: ['http://127.0.0.1:1', 'http://[::1]:1'] });
    const reason = await reasonOf(one);
    expect(reason).toContain('http://127.0.0.1:1: nothing listens there');
    expect(reason).toContain('http://[::1]:1: ');
    await one.witness.release(term(1, 'core1'), noSignal);
  });
});

describe('a witness that has forgotten', () => {
  test.each([
    [
      'is restored from an older snapshot',
      (older: ReturnType<FakeEtcd['snapshot']>) => etcd.restore(older),
      /revision is \d+, and was \d+/,
    ],
    ['is another cluster', () => void (etcd.cluster = '8'), /cluster 8, and was 7/],
    [
      'has lost the record alone',
      (older: ReturnType<FakeEtcd['snapshot']>) => etcd.restore({ entries: older.entries, revision: 1000 }),
      /forgotten the newest term/,
    ],
  ])('%s: it does not count, and that is told once', async (_what, forget, why) => {
    const one = open();
    const older = etcd.snapshot();
    granted(await claim(one));
    forget(older);
    for (let i = 0; i < 3; i++) expect(await reasonOf(one)).toMatch(/^the witness went back in time/);
    expect(one.told).toEqual([expect.stringMatching(why)]);
  });

  test('it counts again when a grant that it has forgotten can last no longer', async () => {
    const one = open('core1', {}, short);
    const older = etcd.snapshot();
    const { untilMs } = granted(await claim(one));
    etcd.restore(older);
    const { begunMs } = await claimUntilGranted(one.witness, term(1, 'core1'), noTerm);
    expect(begunMs).toBeGreaterThan(untilMs);
    expect(one.told).toHaveLength(1);
  });
});

describe('who is no etcd', () => {
  test.each([
    ['a page', '<html>404</html>'],
    ['half an answer', '{"header":{"cluster_id":"7"'],
    ['an answer without a header', { responses: [] }],
    ['numbers that are none', { header: { cluster_id: 'x', revision: {} }, responses: [] }],
    ['endless words', 'x'.repeat(1_000_000)],
    ['an answer without what was asked for', { header: { cluster_id: '7' }, succeeded: true, responses: [] }],
    [
      'keys that were not asked for',
      {
        header: { cluster_id: '7', revision: '9' },
        succeeded: true,
        responses: [
          { response_range: { kvs: [{ key: 'eA==', value: 'eA==', mod_revision: '2' }] } },
          { response_range: {} },
        ],
      },
    ],
  ])('%s grants nothing', async (_what, said) => {
    etcd.bend = () => said;
    expect((await claim(open())).type).toBe('unreachable');
  });

  test('a lease that is shorter than was asked for is none', async () => {
    etcd.bend = (path, answer) => (path === '/v3/lease/grant' ? { ...answer, TTL: '0' } : answer);
    expect(await reasonOf(open())).toContain('the witness grants 0 s, and 6 s were asked for');
  });

  test('what somebody else wrote there is named, and nothing is granted', async () => {
    etcd.write('/understudy/core1+core2/record', 'mine');
    expect(await reasonOf(open())).toContain(
      '/understudy/core1+core2/record in etcd holds nothing that Understudy wrote',
    );
  });
});

describe('logging in', () => {
  const login = (password: string) => ({ user: 'u', password: () => Promise.resolve(password) });

  test('a token is got once, and again when it has run out', async () => {
    etcd.user = { name: 'u', password: 'p' };
    const one = open('core1', { login: login('p') });
    granted(await claim(one));
    expect(etcd.asked.filter((path) => path.includes('auth'))).toHaveLength(1);
    etcd.tokens.clear();
    granted(await claim(one));
    expect(etcd.asked.filter((path) => path.includes('auth'))).toHaveLength(2);
  });

  test.each([
    ['a wrong password', () => login('wrong'), 'set user and password of the witness anew'],
    ['no login', () => undefined, '"failover witness etcd user"'],
  ])('%s: the remedy is told', async (_what, asked, remedy) => {
    etcd.user = { name: 'u', password: 'p' };
    expect(await reasonOf(open('core1', { login: asked() }))).toContain(remedy);
  });
});

test('a lease that is taken by force a second time is waited for a second time, also where the answer was lost', async () => {
  etcd.secondMs = 620;
  const times = { leaseMs: 600, grantMs: 610 };
  const [one, two] = [open('core1', {}, times), open('core2', {}, times)];
  const force = ({ witness, name }: Claimant, signal = noSignal) =>
    witness.claim(term(9, name), noTerm, { force: true }, signal);
  granted(await claim(one));
  const giveUp = new AbortController();
  const given = force(two, giveUp.signal);
  await wait(100);
  giveUp.abort();
  expect((await given).type).toBe('unreachable');
  const { untilMs } = granted(await force(one));

  let seen = 0;
  etcd.bend = (path, answer) => (path === '/v3/kv/txn' && [2, 3].includes(++seen) ? undefined : answer);
  expect((await force(two)).type).toBe('unreachable');
  expect(etcd.snapshot().entries.size).toBe(2);
  expect(granted(await force(two)).untilMs - times.leaseMs).toBeGreaterThan(untilMs);
});

test('two servers that are killed, silent, forced and cut off at random are never both let serve', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const d = new Dice(seed);
  etcd.secondMs = 310;
  // Answers are lost and late.
  etcd.bend = (_path, answer) => (d.below(20) === 0 ? undefined : answer);
  const delays = setInterval(() => (etcd.delayMs = d.below(10) === 0 ? d.below(300) : d.below(5)), 20);
  const result = await race({
    endpoints: [url],
    times: { leaseMs: 300, grantMs: 310 },
    pair: 'p',
    durationMs: Number(process.env['RACE_MS'] ?? 1500),
    dice: d,
  });
  clearInterval(delays);
  expect([`seed ${seed}`, ...result.violations]).toEqual([`seed ${seed}`]);
  expect(result.grants).toBeGreaterThan(0);
  expect(result.changes).toBeGreaterThan(0);
});
