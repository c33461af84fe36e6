import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { UnitCustody } from '../../../src/host/unit-custody.ts';
import { lockRoot } from '../../../src/store/lock.ts';
import { pathsUnder } from '../../../src/store/paths.ts';
import { giveUnitsBack } from '../../../src/worker/give-units-back.ts';
import type { HostUnits } from '../../../src/worker/service-units.ts';
import { FakeSystemd } from '../../support/fake-systemd.ts';
import { newFolder, removeFolder } from '../../support/temporary-folder.ts';

let folder: string;
let systemd: FakeSystemd;
let host: HostUnits;
beforeEach(async () => {
  folder = await newFolder();
  systemd = new FakeSystemd('web.service');
  systemd.is('web.service', { enablement: 'enabled' });
  const { units } = pathsUnder(folder);
  await mkdir(dirname(units), { recursive: true });
  host = {
    systemd: systemd.asSystemd,
    custody: new UnitCustody({ systemd: systemd.asSystemd, recordPath: units, unitsFolder: join(folder, 'run') }),
  };
  await host.custody.take(await systemd.show(['web.service']));
});
afterEach(() => removeFolder(folder));

const enablement = (): string | undefined => systemd.units.get('web.service')?.enablement;

test('what was enabled is enabled again, once', async () => {
  expect(enablement()).toBe('disabled');
  expect(await giveUnitsBack(pathsUnder(folder), host)).toEqual([
    'web.service is no longer protected and is enabled again, as it was before',
  ]);
  expect(enablement()).toBe('enabled');
  expect(await giveUnitsBack(pathsUnder(folder), host)).toEqual([]);
});

test('beside a worker that runs it is refused, and nothing is given back', async () => {
  const lock = lockRoot(pathsUnder(folder).lock);
  await expect(giveUnitsBack(pathsUnder(folder), host)).rejects.toThrow('Another understudyd is running');
  lock.release();
  expect(enablement()).toBe('disabled');
  expect(await host.custody.taken()).toEqual(['web.service']);
});

test('a worker that has a folder has no units', async () => {
  expect(await giveUnitsBack(pathsUnder(folder))).toEqual([]);
});

test('an account that may not read what is kept is told so, and the exit status is that of permissions', async () => {
  const denied = Object.assign(new Error('EACCES: permission denied, open'), { code: 'EACCES' });
  host.custody.taken = () => Promise.reject(denied);
  await expect(giveUnitsBack(pathsUnder(folder), host)).rejects.toMatchObject({
    message: `This account may not read ${pathsUnder(folder).units}, where it is kept how units were`,
    exitStatus: 3,
  });
});
