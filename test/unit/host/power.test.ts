import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { changePower } from '../../../src/host/power.ts';

describe('restarting and switching off', () => {
  const { PATH } = process.env;
  let folder: string;
  /** A `systemctl` that writes down its arguments. */
  const systemctl = async (rest: string): Promise<void> => {
    await writeFile(join(folder, 'systemctl'), `#!/bin/sh\necho "$@" >> ${folder}/asked\n${rest}\n`);
    await chmod(join(folder, 'systemctl'), 0o755);
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-power-'));
    process.env['PATH'] = folder;
  });
  afterEach(async () => {
    process.env['PATH'] = PATH;
    await rm(folder, { recursive: true });
  });

  test('systemd does it, and is not waited for', async () => {
    await systemctl('exit 0');
    await changePower('reload', '/');
    await changePower('poweroff', '/');
    expect(await readFile(join(folder, 'asked'), 'utf8')).toBe('--no-block reboot\n--no-block poweroff\n');
  });

  test('a worker under a folder of its own has no host, and touches none', async () => {
    await systemctl('exit 0');
    await expect(changePower('reload', '/srv/demo')).rejects.toMatchObject({ code: 'refused', exitStatus: 5 });
    await expect(readFile(join(folder, 'asked'))).rejects.toThrow('ENOENT');
  });

  test('what systemd says against it is told; without systemd its package is named', async () => {
    await expect(changePower('reload', '/')).rejects.toMatchObject({
      code: 'resource',
      hint: 'apt-get install systemd',
    });
    await systemctl('echo "a backup inhibits it" >&2; exit 1');
    await expect(changePower('poweroff', '/')).rejects.toThrow('The host refuses "poweroff": a backup inhibits it');
  });
});
