import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { OrphanStatus } from '../../src/control/shapes.ts';
import { bootPair, type Pair } from './pair.ts';

const newDevice = (name: string): string =>
  `insert into devices (vendor, product, name, registered_at) values ('feed', 'beef', '${name}', 'now')`;

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

test('a partition under "promote-to-primary": both serve, as class B says; healed, one does, and nothing is thrown away', async () => {
  const { lab, core1, core2, client1, client2 } = pair;
  expect((await core2.status()).safety.class).toBe('C');
  await core2.configure(['failover on-failure promote-to-primary']);
  expect((await core2.status()).safety).toMatchObject({ class: 'B' });

  await lab.cables.cut('core1');
  await core2.until('it is active', ({ state }) => state === 'active');
  await client2.untilServed();
  await client2.add('on core2');
  expect((await core1.status()).state).toBe('active');
  // A client on core1's side of the cut goes on writing there.
  await core1.host.must(['sqlite3', '/srv/app/registry.sqlite', newDevice('on core1')]);

  await lab.cables.mend('core1');
  const fenced = await core1.until('it is fenced', ({ phase }) => phase === 'fenced');
  expect(fenced).toMatchObject({ mode: 'secondary', state: 'notAvailable', epoch: 2 });
  expect(await client1.isServed()).toBe(false);
  expect(await core1.type('failover sync core2')).toMatchObject({ exitStatus: 0 });

  expect(await client2.count()).toBe(5);
  const { orphans } = await core1.read<{ orphans: OrphanStatus[] }>('show failover orphans');
  expect(orphans.flatMap(({ findings }) => findings).join('\n')).toContain('on core1');
});
