import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { OrphanStatus } from '../../src/control/shapes.ts';
import { until } from '../lab/until.ts';
import { bootPair, type Pair } from './pair.ts';

let pair: Pair;
beforeAll(async () => (pair = await bootPair('promote-to-primary')));
afterAll(() => pair.lab.close());

test('power is pulled from core1: core2 says why, becomes Active and serves what was copied (A5, C10)', async () => {
  const { core1, core2, client1, client2 } = pair;
  // Written after the copy: nobody but core1 has it.
  await client1.add('four');

  await core1.host.cutPower();

  const promoted = await core2.until('it is active', ({ state }) => state === 'active');
  expect(promoted).toMatchObject({ mode: 'primary', epoch: 2, peer: { reachable: false } });
  const why = (await core2.sentences()).find((sentence) =>
    sentence.startsWith('core1 did not answer 3 heartbeats in a row'),
  );
  expect(why).toMatch(/\(.+\): promoting, term 2\.$/);
  await client2.untilServed();
  expect(await client2.count()).toBe(3);
  expect((await client2.send('/files/certificate.pem')).body).toBe('a certificate\n');
  await client2.add('five');
});

test('power comes back: core1 is Not Available, says why, and serves nobody (A5)', async () => {
  const { core1, core2, client1 } = pair;
  const { served, looks } = await client1.servedDuring(async () => {
    await core1.host.powerOn();
    const fenced = await core1.until(
      'it knows of core2',
      ({ state, phase }) => state === 'notAvailable' && phase === 'fenced',
    );
    expect(fenced.reason).toMatch(/^core2 is active \(term 2\): this server serves nobody\. "failover sync core2"/);
    await core2.until('it hears core1', ({ peer }) => peer.reachable && peer.state === 'notAvailable');
  });
  expect(looks).toBeGreaterThan(0);
  expect(served).toBe(0);
  expect((await core2.status()).state).toBe('active');
});

test('"failover sync core2" brings core1 in step, and keeps what only core1 had', async () => {
  const { core1, core2, client2 } = pair;
  expect(await core1.type('failover sync core2')).toMatchObject({ exitStatus: 0 });

  const standby = await core1.status();
  expect(standby).toMatchObject({ mode: 'secondary', state: 'standby', epoch: 2 });
  const names = ['sqlite3', '-readonly', '/srv/app/registry.sqlite', 'select name from devices order by id'];
  expect(await core1.host.must(names)).toBe('one\ntwo\nthree\nfive');
  const { orphans } = await core1.read<{ orphans: OrphanStatus[] }>('show failover orphans');
  expect(orphans).toHaveLength(1);
  expect(orphans[0]?.findings.join('\n')).toMatch(/registry.*1 row.*devices/);
  expect(orphans[0]?.findings.join('\n')).toContain('four');
  expect((await core2.status()).state).toBe('active');
  expect(await client2.count()).toBe(4);
});

test('both lose power and get it back: exactly one serves, never both, with all that was acknowledged', async () => {
  const { core1, core2, client1, client2 } = pair;
  const both = [core1, core2];
  await Promise.all(both.map(({ host }) => host.cutPower()));
  const looks = { both: 0 };
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      const seen = await Promise.all([client1, client2].map((client) => client.isServed()));
      if (seen.every(Boolean)) looks.both += 1;
    }
  })();
  await Promise.all(both.map(({ host }) => host.powerOn()));
  await until(
    'one serves and the other knows it',
    () => Promise.all(both.map((core) => core.status())),
    (seen) =>
      seen.filter(({ state, peer }) => state === 'active' && peer.reachable).length === 1 &&
      seen.filter(({ peer }) => peer.state === 'active').length === 1,
  );
  const served = await until(
    'a client is served',
    () => Promise.all([client1, client2].map((client) => client.isServed())),
    (seen) => seen.includes(true),
  );
  over.abort();
  await looking;
  expect(looks.both).toBe(0);
  expect(served.filter(Boolean)).toHaveLength(1);
  expect(await (served[0] === true ? client1 : client2).count()).toBe(4);
});
