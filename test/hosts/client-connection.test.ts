import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bootPair, type Pair } from './pair.ts';

let pair: Pair;
beforeAll(async () => (pair = await bootPair('keep-in-standby')));
afterAll(() => pair.lab.close());

test('"failover client-connection disable": new clients are refused, an open connection goes on (B4)', async () => {
  const { core1, client1 } = pair;
  const leaving = new AbortController();
  const events = client1.events(leaving.signal);
  await events.next();

  expect(await core1.type('failover client-connection disable')).toMatchObject({ exitStatus: 0 });

  expect(await client1.isServed()).toBe(false);
  for (let more = 0; more < 6; more += 1) expect((await events.next()).done).toBe(false);
  leaving.abort();
});

test('console 37: "reload" reboots the host, and the gate survives it: core1 is active again and still refuses, until it is enabled (B4, B5)', async () => {
  const { core1, client1 } = pair;
  const { served } = await client1.servedDuring(async () => {
    await core1.host.reboot(async () => expect(await core1.type('reload')).toMatchObject({ exitStatus: 0 }));
    const back = await core1.until('it is active', ({ state }) => state === 'active');
    expect(back.clientConnection).toBe('disabled');
    expect(back.services).toMatchObject([{ name: 'registry', state: 'running' }]);
  });
  expect(served).toBe(0);

  expect(await core1.type('failover client-connection enable')).toMatchObject({ exitStatus: 0 });
  await client1.untilServed();
  expect(await client1.count()).toBe(3);
});
