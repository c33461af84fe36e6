import { expect, test } from '@jest/globals';
import { initialConfig } from '../../../../src/config/config.ts';
import { noNames } from '../../../../src/control/session-shapes.ts';
import { glanceOf } from '../../../../src/worker/control/glance.ts';
import type { Worker } from '../../../../src/worker/worker.ts';

const worker = (parts: object = {}): Worker =>
  ({
    config: {
      ...initialConfig(),
      hostname: 'core2',
      peer: 'core1',
      banner: 'Authorised use only',
      execTimeoutMs: 0,
      trustedHosts: { core1: {}, core3: {} },
      datasets: { registry: { kind: 'sqlite', path: '/srv/secret-place' } },
      clientPorts: { 8080: {} },
    },
    engine: { node: { mode: 'secondary', phase: 'standby' } },
    services: { views: () => [{ name: 'registry', state: 'stopped' }] },
    copies: {
      generations: () => Promise.resolve([{ number: 4, created: '2026-11-21T01:12:04.000Z', source: 'core1' }]),
    },
    configurator: {
      list: { copies: [{ number: 7, at: '2026-11-21', what: 'hostname core2' }] },
      confirmation: { view: null },
    },
    files: { list: () => Promise.resolve({ files: [{ name: 'before', bytes: 12 }] }) },
    running: { isLostAtRestart: true },
    ...parts,
  }) as unknown as Worker;

test('a prompt learns who this is, and help the names of what is here', async () => {
  const { names, ...rest } = await glanceOf(worker(), true);
  expect(rest).toEqual({
    hostname: 'core2',
    mode: 'secondary',
    state: 'standby',
    peer: 'core1',
    execTimeoutMs: 0,
    banner: 'Authorised use only',
    rollsBackAt: null,
    unsaved: true,
  });
  expect(names).toMatchObject({
    peer: [['core1', 'The other server of the pair']],
    'trusted-host': [
      ['core1', 'The other server of the pair'],
      ['core3', 'A trusted host'],
    ],
    service: [['registry', 'Protected service, stopped']],
    dataset: [['registry', 'Dataset, sqlite']],
    'client-port': [['8080', 'Port of the clients']],
    generation: [['4', 'Complete copy of core1, 2026-11-21T01:12:04.000Z']],
    archive: [['7', '2026-11-21, hostname core2']],
    file: [['before', '12 bytes']],
  });
  expect(Object.keys(names).sort()).toEqual(Object.keys(noNames).sort());
});

test('what only privileged mode may read is not named to others, nor where data lies', async () => {
  const { names } = await glanceOf(worker(), false);
  expect(names).toMatchObject({ archive: [], file: [], service: [['registry', expect.any(String)]] });
  expect(JSON.stringify(names)).not.toContain('secret-place');
});

test('what cannot be listed now is no reason for a prompt without a state', async () => {
  const ill = worker({ copies: { generations: () => Promise.reject(new Error('the disk is ill')) } });
  expect(await glanceOf(ill, true)).toMatchObject({ state: 'standby', names: { generation: [] } });
});
