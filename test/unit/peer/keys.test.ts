import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sshKey } from '../../../src/config/value.ts';
import { ensureKeyPair, publicKeyOf } from '../../../src/peer/keys.ts';

describe("a server's key pair", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'understudy-keys-'));
    path = join(folder, 'ssh/id_ed25519');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is made once, for the owner only, and given as the configuration takes it', async () => {
    const key = await ensureKeyPair(path, 'core1');
    expect(sshKey.parse(key)).toBe(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(`${path}.pub`, 'utf8')).toBe(`${key} core1\n`);
    expect(readdirSync(join(folder, 'ssh')).toSorted()).toEqual(['id_ed25519', 'id_ed25519.pub']);
    expect(await ensureKeyPair(path, 'core1')).toBe(key);
    expect(await publicKeyOf(path)).toBe(key);
  });

  test('gets its public half back when that was lost or is of another key', async () => {
    const key = await ensureKeyPair(path, 'core1');
    unlinkSync(`${path}.pub`);
    await expect(publicKeyOf(path)).rejects.toMatchObject({ code: 'resource' });
    await ensureKeyPair(path, 'core1');
    expect(await publicKeyOf(path)).toBe(key);
    writeFileSync(`${path}.pub`, 'something else');
    await ensureKeyPair(path, 'core1');
    expect(await publicKeyOf(path)).toBe(key);
  });

  test('is never replaced: a file that is no such key is named', async () => {
    await ensureKeyPair(path, 'core1');
    writeFileSync(path, 'not a key');
    await expect(ensureKeyPair(path, 'core1')).rejects.toThrow(/id_ed25519/);
    expect(readFileSync(path, 'utf8')).toBe('not a key');
    unlinkSync(path);
    execFileSync('ssh-keygen', ['-q', '-t', 'ecdsa', '-N', '', '-f', path]);
    await expect(ensureKeyPair(path, 'core1')).rejects.toMatchObject({
      code: 'resource',
      message: `${path} is not an ed25519 key`,
    });
  });
});
