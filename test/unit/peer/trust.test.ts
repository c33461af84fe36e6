import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TrustedHost } from '../../../src/config/config.ts';
import { writeTrust } from '../../../src/peer/trust.ts';

const keyOf = (letter: string): string => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`;
const hostOf = (letter: string, changes: Partial<TrustedHost> = {}): TrustedHost => ({
  address: undefined,
  port: 22,
  user: 'understudy',
  key: keyOf(letter),
  hostKey: undefined,
  directAddress: undefined,
  ...changes,
});

describe('the trusted hosts as OpenSSH reads them', () => {
  let folder: string;
  const path = (name: string): string => join(folder, 'ssh', name);
  const write = (
    hosts: Record<string, TrustedHost>,
    words: readonly string[] = ['/opt/understudy/bin/understudy-peer'],
  ) =>
    writeTrust({
      hosts,
      authorizedKeysPath: path('authorized_keys'),
      knownHostsPath: path('known_hosts'),
      peerCommand: (name) => [...words, '--peer', name],
    });
  const lines = (name: string): string[] =>
    readFileSync(path(name), 'utf8')
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#'));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'understudy-trust-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('each key may run the one command that names its host, and nothing else', async () => {
    await write({ core1: hostOf('A'), '10.0.0.2': hostOf('B') });
    expect(lines('authorized_keys')).toEqual([
      `restrict,command="/opt/understudy/bin/understudy-peer --peer core1" ${keyOf('A')} core1`,
      `restrict,command="/opt/understudy/bin/understudy-peer --peer 10.0.0.2" ${keyOf('B')} 10.0.0.2`,
    ]);
  });

  test('E10: the key of a pairing code opens the pairing only, until a moment that sshd knows', async () => {
    await writeTrust({
      hosts: { core1: hostOf('A') },
      authorizedKeysPath: path('authorized_keys'),
      knownHostsPath: path('known_hosts'),
      peerCommand: (name) => ['/p', '--peer', name],
      pairing: {
        key: keyOf('P'),
        expiresAtMs: Date.UTC(2026, 10, 21, 8, 35, 9, 700),
        command: ['/p', '--pairing', 'n1'],
      },
    });
    expect(lines('authorized_keys')).toEqual([
      `restrict,expiry-time="20261121083509Z",command="/p --pairing n1" ${keyOf('P')} pairing`,
      `restrict,command="/p --peer core1" ${keyOf('A')} core1`,
    ]);
    await write({ core1: hostOf('A') });
    expect(lines('authorized_keys')).toHaveLength(1);
  });

  test('host keys are pinned where OpenSSH looks for them', async () => {
    await write({
      Core1: hostOf('A'),
      core2: hostOf('B', { address: 'fd00::2', port: 2222 }),
      core3: hostOf('C', { address: '10.0.0.3', hostKey: keyOf('D') }),
    });
    expect(lines('known_hosts')).toEqual([
      `core1 ${keyOf('A')}`,
      `[fd00::2]:2222 ${keyOf('B')}`,
      `10.0.0.3 ${keyOf('D')}`,
    ]);
  });

  test('a path with blanks and quotes reaches the shell as one word', async () => {
    await write({ core1: hostOf('A') }, [`/a b/it's "here"/peer`]);
    expect(lines('authorized_keys')[0]).toContain(String.raw`command="'/a b/it'\''s \"here\"/peer' --peer core1" `);
  });

  test('a command that cannot be written safely is not written', async () => {
    await expect(write({ core1: hostOf('A') }, ['/a\nssh-ed25519 AAAA'])).rejects.toMatchObject({ code: 'usage' });
    await expect(write({ core1: hostOf('A') }, ['/a\\" ssh-ed25519 AAAA'])).rejects.toMatchObject({ code: 'usage' });
    expect(existsSync(path('authorized_keys'))).toBe(false);
  });

  test('two hosts with one key are refused, and nothing changes', async () => {
    await write({ core1: hostOf('A') });
    const before = readFileSync(path('authorized_keys'), 'utf8');
    await expect(write({ core2: hostOf('B'), core1: hostOf('A'), core3: hostOf('A') })).rejects.toMatchObject({
      code: 'refused',
      message: 'The trusted hosts core1 and core3 have the same key',
    });
    expect(readFileSync(path('authorized_keys'), 'utf8')).toBe(before);
  });

  test('who is removed is gone, and with the last one everybody', async () => {
    await write({ core1: hostOf('A'), core2: hostOf('B') });
    await write({ core2: hostOf('B') });
    expect(lines('authorized_keys')).toHaveLength(1);
    await write({});
    expect(lines('authorized_keys')).toEqual([]);
    expect(lines('known_hosts')).toEqual([]);
  });

  test('the files are readable for sshd, writable for us only, and left alone when nothing changed', async () => {
    await write({ core1: hostOf('A') });
    expect(statSync(path('authorized_keys')).mode & 0o777).toBe(0o644);
    const before = statSync(path('authorized_keys')).ino;
    await write({ core1: hostOf('A') });
    expect(statSync(path('authorized_keys')).ino).toBe(before);
    await write({ core1: hostOf('B') });
    expect(statSync(path('authorized_keys')).ino).not.toBe(before);
    expect(readdirSync(join(folder, 'ssh')).toSorted()).toEqual(['authorized_keys', 'known_hosts']);
  });
});
