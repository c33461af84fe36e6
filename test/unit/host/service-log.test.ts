import { mkdtemp, readFile, rm, stat, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ServiceLog } from '../../../src/host/service-log.ts';

describe('log of a service', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-service-log-'));
    path = join(folder, 'logs', 'service-app.log');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const text = (of = path): Promise<string> => readFile(of, 'utf8');

  test('is bounded: the newest text is in the file and what came before it in one predecessor', async () => {
    const log = new ServiceLog(path, { maxBytes: 100 });
    for (let line = 0; line < 50; line++) await log.write(Buffer.from(`line ${line} of the service\n`));
    await log.close();
    expect(await text()).toContain('line 49');
    expect(await text(`${path}.1`)).toMatch(/line 4\d/);
    expect((await stat(path)).size).toBeLessThanOrEqual(100);
    expect((await stat(`${path}.1`)).size).toBeLessThanOrEqual(100);
  });

  test('keeps as many predecessors as asked for', async () => {
    const log = new ServiceLog(path, { maxBytes: 5, predecessors: 3 });
    for (const word of ['one', 'two', 'three', 'four', 'five']) await log.write(Buffer.from(word));
    await log.close();
    const files = [path, `${path}.1`, `${path}.2`, `${path}.3`];
    expect(await Promise.all(files.map((file) => text(file)))).toEqual(['five', 'four', 'three', 'two']);
    await expect(text(`${path}.4`)).rejects.toThrow('ENOENT');
  });

  test('goes on with the text of an earlier start', async () => {
    for (const word of ['first\n', 'second\n']) {
      const log = new ServiceLog(path);
      await log.write(Buffer.from(word));
      await log.close();
    }
    expect(await text()).toBe('first\nsecond\n');
  });

  test('a full disk loses text and nothing else, and the file says so once there is room', async () => {
    const full = join(folder, 'service-full.log');
    await symlink('/dev/full', full);
    const log = new ServiceLog(full, { reopenAfterMs: 0 });
    await log.drain(Readable.from([Buffer.from('a'.repeat(1000)), Buffer.from('b'.repeat(1000))]));
    await unlink(full);
    await log.write(Buffer.from('room again\n'));
    await log.close();
    expect(await text(full)).toMatch(/^\[2000 bytes were lost: .*ENOSPC.*\]\nroom again\n$/);
  });

  test('does not try a broken disk for each line', async () => {
    const full = join(folder, 'service-full.log');
    await symlink('/dev/full', full);
    const log = new ServiceLog(full, { reopenAfterMs: 3_600_000 });
    await log.write(Buffer.from('lost\n'));
    await unlink(full);
    await log.write(Buffer.from('lost too\n'));
    await log.close();
    await expect(text(full)).rejects.toThrow('ENOENT');
  });
});
