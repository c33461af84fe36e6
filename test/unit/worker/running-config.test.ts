import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RunningConfig } from '../../../src/worker/running-config.ts';

describe('running configuration', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-config-'));
    path = join(folder, 'understudy.conf');
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('a change is in force at once and on the disk after a save, with the text before it kept', async () => {
    const running = await RunningConfig.open(path, 'core1');
    expect(await running.change(['failover heartbeat failures 5'])).toMatchObject({ changed: true });
    expect(running.config.heartbeatFailures).toBe(5);
    expect(running.unsaved).toBe(true);
    expect(await running.save()).toBe(true);
    expect(await running.save()).toBe(false);
    await running.change(['failover heartbeat failures 6']);
    await running.save();
    expect(await readFile(`${path}.previous`, 'utf8')).toContain('failures 5');
    expect((await RunningConfig.open(path, 'core1')).config.heartbeatFailures).toBe(6);
  });

  test('one bad line and nothing is changed, nobody is told, the line is named', async () => {
    const running = await RunningConfig.open(path, 'core1');
    let told = 0;
    running.onChange(async () => void (told += 1));
    const change = running.change(['failover heartbeat failures 5', 'failover heartbeat interval soon']);
    await expect(change).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('line 2:'),
    });
    expect(running.config.heartbeatFailures).toBe(3);
    expect(told).toBe(0);
  });

  test('a change made from an older revision is refused', async () => {
    const running = await RunningConfig.open(path, 'core1');
    const { revision } = running;
    await running.change(['hostname core2'], revision);
    await expect(running.change(['hostname core3'], revision)).rejects.toMatchObject({ code: 'refused' });
    expect(running.config.hostname).toBe('core2');
  });

  test('a broken file is refused with its line and left alone', async () => {
    await writeFile(path, 'hostname core1\nnonsense\n');
    await expect(RunningConfig.open(path, 'core1')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('line 2'),
    });
    expect(await readFile(path, 'utf8')).toContain('nonsense');
  });

  test('secrets are saved and never shown', async () => {
    const running = await RunningConfig.open(path, 'core1');
    await running.change(['enable secret scrypt$hash']);
    await running.save();
    expect(await readFile(path, 'utf8')).toContain('scrypt$hash');
    expect(running.startupText).not.toContain('scrypt$hash');
  });
});
