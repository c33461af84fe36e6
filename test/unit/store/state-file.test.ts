import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StateFile } from '../../../src/store/state-file.ts';

describe('state file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-state-'));
    path = join(folder, 'state.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('a server without one is a Primary that has never served', async () => {
    const file = await StateFile.open(path, 'core1');
    expect(file.state.node).toMatchObject({ name: 'core1', mode: 'primary', term: { counter: 0 } });
  });

  test('what was updated is there after a restart, readable by its owner only', async () => {
    const file = await StateFile.open(path, 'core1');
    await file.update({ clientConnection: 'disabled' });
    expect((await StateFile.open(path, 'core1')).state.clientConnection).toBe('disabled');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('updates made at once are all kept', async () => {
    const file = await StateFile.open(path, 'core1');
    await Promise.all([
      file.update({ clientConnection: 'disabled' }),
      file.update({ scheduleArmedAtMs: 5 }),
      file.update({ live: { generation: 3, applying: true } }),
    ]);
    expect((await StateFile.open(path, 'core1')).state).toMatchObject({
      clientConnection: 'disabled',
      scheduleArmedAtMs: 5,
      live: { generation: 3, applying: true },
    });
  });

  test('the leftover of an interrupted write is not read', async () => {
    const file = await StateFile.open(path, 'core1');
    await file.update({ clientConnection: 'disabled' });
    await writeFile(`${path}.new`, '{"half":');
    const again = await StateFile.open(path, 'core1');
    expect(again.state.clientConnection).toBe('disabled');
    await again.update({ clientConnection: 'enabled' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ clientConnection: 'enabled' });
  });

  test.each(['', '{"node":', '{"node":{"name":"core1"}}'])(
    'a damaged file is refused, not guessed at: %j',
    async (text) => {
      await writeFile(path, text);
      await expect(StateFile.open(path, 'core1')).rejects.toMatchObject({
        code: 'resource',
        message: expect.stringContaining('damaged'),
      });
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );
});
