import { mkdtemp, readFile, rm, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openLogs, type Logs } from '../../../src/worker/log.ts';

describe('logs of the worker', () => {
  let folder: string;
  let logs: Logs;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-log-'));
  });
  afterEach(async () => {
    await logs.close();
    await rm(folder, { recursive: true });
  });
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8').catch(() => '');
  const text = (): Promise<string> => read('HighAvailability.log');
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test('go on when a full disk has room again', async () => {
    const path = join(folder, 'HighAvailability.log');
    await symlink('/dev/full', path);
    logs = openLogs(folder, 10);
    for (let beat = 0; beat < 100; beat++) logs.availability.debug('lost');
    logs.worker.info('the other log');
    while (!(await read('understudyd.log')).includes('the other log')) await turn();
    await unlink(path);
    for (let beat = 0; !(await text()).includes('heartbeat'); beat++) {
      logs.availability.debug(`heartbeat ${beat}`);
      await turn();
    }
    expect(await text()).toMatch(/^\[\d+ bytes were lost: .*ENOSPC.*\]\n\S+ DEBUG (lost|heartbeat \d+)\n/);
  });

  test('nothing is lost when they are closed', async () => {
    logs = openLogs(folder);
    for (let beat = 0; beat < 1000; beat++) logs.availability.debug(`heartbeat ${beat}`);
    await logs.close();
    expect((await text()).split('\n')).toHaveLength(1001);
    logs = openLogs(folder);
  });

  test('one message is one line, whatever it quotes', async () => {
    logs = openLogs(folder);
    logs.availability.debug('core1 said:\n2026-01-01 INFO forged\u001b[2J\r\n  end');
    while (!(await text()).includes('end')) await turn();
    expect(await text()).toMatch(/^\S+ DEBUG core1 said: 2026-01-01 INFO forged \[2J {3}end\n$/);
  });
});
