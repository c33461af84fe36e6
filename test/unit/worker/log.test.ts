import { appendFile, mkdtemp, readFile, rm, symlink, unlink } from 'node:fs/promises';
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
  const text = (): Promise<string> => readFile(join(folder, 'HighAvailability.log'), 'utf8').catch(() => '');
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test('go on when a full disk has room again', async () => {
    const path = join(folder, 'HighAvailability.log');
    await symlink('/dev/full', path);
    logs = openLogs(folder, 10);
    const before = logs.availability.transports.length;
    logs.availability.debug('lost');
    while (logs.availability.transports.length === before) await turn();
    await unlink(path);
    await appendFile(path, '');
    while (!(await text()).includes('heartbeat 7')) {
      logs.availability.debug('heartbeat 7');
      await turn();
    }
    expect(await text()).toMatch(/^\S+ DEBUG heartbeat 7\n/);
  });

  test('one message is one line, whatever it quotes', async () => {
    logs = openLogs(folder);
    logs.availability.debug('core1 said:\n2026-01-01 INFO forged\u001b[2J\r\n  end');
    while (!(await text()).includes('end')) await turn();
    expect(await text()).toMatch(/^\S+ DEBUG core1 said: 2026-01-01 INFO forged \[2J {3}end\n$/);
  });
});
