import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UnderstudyError } from '../../../../src/error.ts';
import { RunningConfig } from '../../../../src/worker/configuration/running-config.ts';

const hash = 'scrypt$16384$8$1$c2FsdA$a2V5';

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

  test('a restart loses what was not saved; a server that was never configured has nothing to lose', async () => {
    const running = await RunningConfig.open(path, 'core1');
    expect([running.unsaved, running.isLostAtRestart]).toEqual([true, false]);
    await running.change(['failover heartbeat failures 5']);
    expect(running.isLostAtRestart).toBe(true);
    await running.save();
    expect(running.isLostAtRestart).toBe(false);
    await running.change(['no failover heartbeat failures']);
    expect(running.isLostAtRestart).toBe(true);
    await running.erase();
    expect(running.isLostAtRestart).toBe(false);
  });

  test('a file that was removed by hand is there again after a save', async () => {
    const running = await RunningConfig.open(path, 'core1');
    await running.change(['failover heartbeat failures 5']);
    await running.save();
    await rm(path);
    expect(await running.save()).toBe(true);
    expect(await readFile(path, 'utf8')).toContain('failures 5');
  });

  test('what a listener refuses is named by the line that it is about, and says that nothing was changed', async () => {
    const running = await RunningConfig.open(path, 'core1');
    running.onChange(() => {
      throw new UnderstudyError('usage', 'regsitry.service does not exist on this host', { hint: 'correct the name' });
    });
    const lines = ['failover heartbeat failures 5', 'service registry', ' unit regsitry', ' restarts 3'];
    await expect(running.change(lines)).rejects.toMatchObject({
      code: 'usage',
      message: 'line 3: regsitry.service does not exist on this host',
      hint: 'correct the name; nothing was changed',
    });
    expect(running.config.services).toEqual({});
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
    await running.change(['hostname core2'], { revision });
    await expect(running.change(['hostname core3'], { revision })).rejects.toMatchObject({ code: 'refused' });
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

  test('a dataset may not reach into the product\u2019s own folders, nor two into each other', async () => {
    const running = await RunningConfig.open(path, 'core1', ['/var/lib/understudy', '/etc/understudy']);
    for (const reaches of ['/etc', '/var/lib/understudy/generations', '/var/lib']) {
      await expect(running.change([`dataset x kind files path ${reaches}`])).rejects.toThrow(
        "which is Understudy's own",
      );
    }
    await running.change(['dataset a kind files path /srv/app']);
    await expect(running.change(['dataset b kind sqlite path /srv/app/db.sqlite'])).rejects.toThrow(
      'lie in each other',
    );
    expect(await running.change(['dataset b kind sqlite path /srv/app.sqlite'])).toMatchObject({ changed: true });
  });

  test('a change that a part cannot take up is taken back everywhere', async () => {
    const running = await RunningConfig.open(path, 'core1');
    const seen: number[] = [];
    running.onChange(async (now) => void seen.push(now.heartbeatFailures));
    running.onChange(async (now) => {
      if (now.heartbeatFailures === 9) throw new Error('no nine');
    });
    await expect(running.change(['failover heartbeat failures 9'])).rejects.toThrow('no nine');
    expect(running.config.heartbeatFailures).toBe(3);
    expect(seen).toEqual([9, 3]);
  });

  test('a service command that cannot be split is refused before it can stop a takeover', async () => {
    const running = await RunningConfig.open(path, 'core1');
    await expect(running.change(['service app command "\\"unclosed"'])).rejects.toThrow('a quote is not closed');
  });

  test('secrets are saved and never shown', async () => {
    const running = await RunningConfig.open(path, 'core1');
    await running.change([`enable secret ${hash}`]);
    await running.save();
    expect(await readFile(path, 'utf8')).toContain(hash);
    expect(running.startupText).not.toContain(hash);
  });
});
