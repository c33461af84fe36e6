import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { UnitCustody } from '../../../src/host/unit-custody.ts';
import { FakeSystemd } from '../../support/fake-systemd.ts';

const names = ['db.service', 'web.service'];
let folder: string;
let systemd: FakeSystemd;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-units-'));
  systemd = new FakeSystemd(...names);
  systemd.is('web.service', { enablement: 'enabled', triggeredBy: ['web.socket'] });
});
afterEach(() => rm(folder, { recursive: true }));

/** A worker's, as it is after each start. */
const custody = (): UnitCustody =>
  new UnitCustody({
    systemd: systemd.asSystemd,
    recordPath: join(folder, 'units.json'),
    unitsFolder: join(folder, 'run'),
  });
const dropIn = (unit: string): string => join(folder, 'run', `${unit}.d`, '50-understudy.conf');

test('units are bound to the worker, and an enabled one is not enabled any more', async () => {
  const said = await custody().take(await systemd.show(names));
  expect(said).toEqual([
    'web.service was enabled and is no longer: from now on only Understudy starts it',
    'web.socket starts web.service, too: disable it, for only Understudy should',
  ]);
  for (const unit of names) {
    const text = await readFile(dropIn(unit), 'utf8');
    expect(text).toContain('BindsTo=understudyd.service\nAfter=understudyd.service\n');
    expect(text).toContain('[Service]\nRestart=no\n');
  }
  expect(systemd.orders).toEqual(['disable web.service', 'daemon-reload']);
});

test('taken again after a start of the worker nothing happens; after one of the host only the drop-ins come back', async () => {
  await custody().take(await systemd.show(names));
  systemd.orders.length = 0;
  systemd.is('web.service', { triggeredBy: [] });
  expect(await custody().take(await systemd.show(names))).toEqual([]);
  expect(systemd.orders).toEqual([]);
  await rm(join(folder, 'run'), { recursive: true });
  expect(await custody().take(await systemd.show(names))).toEqual([]);
  expect(systemd.orders).toEqual(['daemon-reload']);
  expect(existsSync(dropIn('db.service'))).toBe(true);
});

test('released, each is as it was before, and others’ drop-ins stay', async () => {
  await custody().take(await systemd.show(names));
  await mkdir(join(folder, 'run', 'web.service.d'), { recursive: true });
  await writeFile(join(folder, 'run', 'web.service.d', '10-other.conf'), '');
  expect(await custody().taken()).toEqual(names);
  expect(await custody().release(names)).toEqual([
    'db.service is no longer protected; it is not enabled, as it was before',
    'web.service is no longer protected and is enabled again, as it was before',
  ]);
  expect(systemd.units.get('web.service')?.enablement).toBe('enabled');
  expect(existsSync(join(folder, 'run', 'db.service.d'))).toBe(false);
  expect(existsSync(join(folder, 'run', 'web.service.d', '10-other.conf'))).toBe(true);
  expect(await custody().taken()).toEqual([]);
});

test('a folder that is left empty goes, also when the drop-in in it is gone already', async () => {
  await custody().take(await systemd.show(names));
  await rm(dropIn('db.service'));
  await custody().release(names);
  for (const unit of names) expect(existsSync(dirname(dropIn(unit)))).toBe(false);
});

test('one that cannot be enabled again is said so and let go all the same', async () => {
  await custody().take(await systemd.show(names));
  systemd.onOrder = (order) => {
    if (order.startsWith('enable')) throw new Error('it is masked');
  };
  expect(await custody().release(['web.service'])).toEqual([
    'web.service is no longer protected, but could not be enabled again: it is masked',
  ]);
  expect(await custody().taken()).toEqual(['db.service']);
});

test('where no systemd runs there is nothing to read anew, and the unit is enabled again all the same', async () => {
  await custody().take(await systemd.show(names));
  await rm(join(folder, 'run'), { recursive: true });
  systemd.onOrder = (order) => {
    if (order === 'daemon-reload') throw new Error('System has not been booted with systemd as init system');
  };
  await custody().release(names);
  expect(systemd.units.get('web.service')?.enablement).toBe('enabled');
});
