import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bootPair, type Pair } from './pair.ts';

let pair: Pair;
beforeAll(async () => (pair = await bootPair('keep-in-standby')));
afterAll(() => pair.lab.close());

test('a silent partition: core2 is held with its reason, tells how to go on, and never serves (C10)', async () => {
  const { lab, core1, core2, client2 } = pair;
  const { served, looks } = await client2.servedDuring(async () => {
    await lab.cables.cut('core1');
    const held = await core2.until('it is held', ({ phase }) => phase === 'held');
    expect(held).toMatchObject({ mode: 'secondary', state: 'standby', epoch: 1, peer: { reachable: false } });
    expect(held.reason).toMatch(
      /^core1 did not answer 3 heartbeats in a row .*Not promoted: the policy is to keep in Standby/,
    );
    expect(held.reason).toContain('"failover mode primary"');
    // Long after the limit it is still the same, and has not been said twice.
    const { failures } = held.peer;
    await core2.until('it goes on asking', ({ peer }) => peer.failures >= failures + 4);
    expect((await core2.status()).phase).toBe('held');
  });
  expect(looks).toBeGreaterThan(5);
  expect(served).toBe(0);
  expect((await core2.sentences()).filter((sentence) => sentence.includes('Not promoted'))).toHaveLength(1);
  // A Primary whose Standby is silent goes on.
  expect((await core1.status()).state).toBe('active');
});

test('the partition heals: core2 stands by again and can be synchronized, core1 has served all along', async () => {
  const { lab, core1, core2, client1 } = pair;
  await lab.cables.mend('core1');
  const healed = await core2.until('it stands by', ({ phase, peer }) => phase === 'standby' && peer.reachable);
  expect(healed).toMatchObject({ mode: 'secondary', epoch: 1 });
  expect(await client1.count()).toBe(3);
  await client1.add('four');
  expect(await core2.type('failover sync core1')).toMatchObject({ exitStatus: 0 });
  expect((await core1.status()).state).toBe('active');
});
