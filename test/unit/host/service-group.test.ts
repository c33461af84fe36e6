import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { groupOf, killLeftovers, recordGroup, type ServiceGroup } from '../../../src/host/service-group.ts';

describe('what a killed worker leaves behind', () => {
  let folder: string;
  let started: number[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-groups-'));
    started = [];
  });
  afterEach(async () => {
    for (const pid of started) {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // Ended by the test.
      }
    }
    await rm(folder, { recursive: true });
  });

  const lives = async (pid: number): Promise<boolean> =>
    !/^State:\s+Z/m.test(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State: Z'));
  /** A group whose first process has another one under it. */
  const family = async (): Promise<{ first: ChildProcess; group: ServiceGroup; child: number }> => {
    const first = spawn('sh', ['-c', 'sleep 1000 >/dev/null & echo $!; wait'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    started.push(first.pid!);
    const group = groupOf(first.pid!)!;
    const [line] = (await once(first.stdout, 'data')) as [Buffer];
    return { first, group, child: Number(line.toString()) };
  };

  test('is killed though the first process is gone, once', async () => {
    const { first, group, child } = await family();
    recordGroup(folder, 'app', group);
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(await lives(child)).toBe(true);
    expect(await killLeftovers(folder)).toEqual(['app']);
    expect(await lives(child)).toBe(false);
    expect(existsSync(join(folder, 'service-app.pgid'))).toBe(false);
    expect(await killLeftovers(folder)).toEqual([]);
  });

  test('a first process that lives is killed with its group', async () => {
    const { group, child } = await family();
    recordGroup(folder, 'app', group);
    expect(await killLeftovers(folder)).toEqual(['app']);
    expect(await lives(child)).toBe(false);
  });

  test.each<[string, (group: ServiceGroup) => ServiceGroup]>([
    ['the number is used again by a later process', (group) => ({ ...group, startTicks: group.startTicks - 1 })],
    ['the host was started anew', (group) => ({ ...group, boot: 'another boot' })],
    [
      'it runs in another control group',
      (group) => ({ ...group, controlGroup: '0::/system.slice/understudyd.service' }),
    ],
  ])('nobody is killed when %s', async (_, changed) => {
    const { group, child } = await family();
    recordGroup(folder, 'app', changed(group));
    expect(await killLeftovers(folder)).toEqual([]);
    expect(await lives(child)).toBe(true);
    expect(existsSync(join(folder, 'service-app.pgid'))).toBe(false);
  });

  test('a torn record and a folder that is not there are nothing', async () => {
    await writeFile(join(folder, 'service-app.pgid'), '{"pid": 1');
    expect(await killLeftovers(folder)).toEqual([]);
    expect(await killLeftovers(join(folder, 'none'))).toEqual([]);
  });
});
