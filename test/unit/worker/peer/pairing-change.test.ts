import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { initialConfig } from '../../../../src/config/config.ts';
import { pairingLines, requirePairable, trustOther, type Other } from '../../../../src/worker/peer/pairing-change.ts';
import type { Worker } from '../../../../src/worker/worker.ts';
import { ConfiguredServer } from '../../../support/configured-server.ts';
import { cardOf, keyOf } from '../../../support/server-cards.ts';
import { newFolder, removeFolder } from '../../../support/temporary-folder.ts';

const core2 = cardOf('core2', { hostKey: keyOf('B') });
const other = (changes: Partial<Other> = {}): Other => ({ card: core2, address: '10.0.0.2', port: 22, ...changes });

describe('what an operator would type for it', () => {
  test('as little as the other server needs', () => {
    expect(pairingLines(other(), initialConfig())).toEqual([
      `trusted-host core2 address 10.0.0.2 key ${keyOf('B')}`,
      'failover peer core2',
    ]);
    expect(pairingLines(other({ address: 'core2' }), initialConfig())[0]).toBe(`trusted-host core2 key ${keyOf('B')}`);
  });

  test('everything in which it differs from an appliance', () => {
    const card = { ...core2, user: 'core', hostKey: keyOf('D'), directAddress: '10.1.0.2' };
    expect(pairingLines(other({ card, port: 2222 }), initialConfig())[0]).toBe(
      `trusted-host core2 address 10.0.0.2 port 2222 user core key ${keyOf('B')} host-key ${keyOf('D')} direct-address 10.1.0.2`,
    );
  });
});

describe('the configuration of a server that is paired', () => {
  let folder: string;
  let server: ConfiguredServer;
  let worker: Worker;
  beforeEach(async () => {
    folder = await newFolder();
    server = await new ConfiguredServer(folder).start();
    const { running, configurator } = server;
    worker = {
      running,
      configurator,
      get config() {
        return running.config;
      },
    } as unknown as Worker;
  });
  afterEach(async () => {
    server.stop();
    await removeFolder(folder);
  });

  test('has the other one as its peer, and is as before when that is taken back', async () => {
    const before = server.running.text;
    const trusted = await trustOther(worker, 'somebody', other());
    expect(trusted.warnings).toEqual([]);
    expect(server.running.config).toMatchObject({ peer: 'core2', trustedHosts: { core2: { key: keyOf('B') } } });
    expect(await trusted.takeBack()).toBe('nothing is changed here');
    expect(server.running.text).toBe(before);
  });

  test('nothing of an earlier trust stays behind, and another key is told', async () => {
    await server.configurator.change('somebody', [
      `trusted-host core2 address 10.9.9.9 port 99 key ${keyOf('E')} host-key ${keyOf('F')}`,
      'failover peer core2',
    ]);
    const { warnings } = await trustOther(worker, 'somebody', other());
    expect(warnings).toEqual(['core2 was trusted by another key until now: that key is no longer let in']);
    expect(server.running.config.trustedHosts['core2']).toEqual({
      address: '10.0.0.2',
      directAddress: undefined,
      port: 22,
      user: 'understudy',
      key: keyOf('B'),
      hostKey: undefined,
    });
  });

  test('what somebody changed since is not taken back with it', async () => {
    const trusted = await trustOther(worker, 'somebody', other());
    await server.configurator.change('somebody else', ['sync run-every 2h']);
    expect(await trusted.takeBack()).toContain('core2 is still a trusted host here');
    expect(server.running.config.syncEveryMs).toBe(7_200_000);
  });

  test('cannot take a peer that has its own name, and says which of the two to change', () => {
    expect(() => requirePairable(worker, other({ card: cardOf('core1') }))).toThrow(
      'The server at 10.0.0.2 is called core1, as this one',
    );
  });

  test('cannot take a peer that it knows by another name, and says so before anything is changed', async () => {
    await server.configurator.change('somebody', [`trusted-host elsewhere key ${keyOf('B')}`]);
    expect(() => requirePairable(worker, other())).toThrow(
      'core1 cannot pair with core2: trusted-host core2 has the key of another trusted host: a key says who calls',
    );
  });
});
