import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { remoteShellOf, remoteSourceOf } from '../../../src/peer/remote-shell.ts';

const endpoint = { name: 'core1', address: '10.0.0.1', port: 2222, user: 'understudy', hostKey: 'ssh-ed25519 AAAA' };
/** What OpenSSH itself makes of the options. */
const understood = (keyPath: string, knownHostsPath: string): Map<string, string> => {
  const [program = 'ssh', ...words] = remoteShellOf({ endpoint, keyPath, knownHostsPath });
  const text = execFileSync(program, [...words, '-G', endpoint.address], { encoding: 'utf8' });
  return new Map(text.split('\n').map((line) => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1)]));
};

describe('the OpenSSH client for data', () => {
  test('asks nothing, trusts only what is pinned, and lends nothing', () => {
    const settings = understood('/ssh/id', '/ssh/known');
    expect(Object.fromEntries(settings)).toMatchObject({
      ...{ hostname: '10.0.0.1', port: '2222', user: 'understudy', batchmode: 'yes', identitiesonly: 'yes' },
      ...{ stricthostkeychecking: 'true', userknownhostsfile: '/ssh/known', globalknownhostsfile: '/dev/null' },
      ...{ hostkeyalgorithms: 'ssh-ed25519', forwardagent: 'no', forwardx11: 'no', clearallforwardings: 'yes' },
      ...{
        identityfile: '/ssh/id',
        identityagent: 'none',
        controlmaster: 'false',
        updatehostkeys: 'false',
        requesttty: 'false',
      },
      ...{ ciphers: 'aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com' },
    });
  });

  test('takes paths with blanks and percent signs as they are', () => {
    const settings = understood('/a b/100%/id', '/a b/100%/known hosts');
    expect(settings.get('identityfile')).toBe('/a b/100%%/id');
    expect(settings.get('userknownhostsfile')).toBe('/a b/100%/known hosts');
  });

  test('a path that ssh cannot be given is refused', () => {
    expect(() => remoteShellOf({ endpoint, keyPath: '/a"b', knownHostsPath: '/k' })).toThrow(
      /cannot be given the path/,
    );
  });

  test('names a source as rsync wants it', () => {
    expect(remoteSourceOf(endpoint, 'dataset/x')).toBe('10.0.0.1:dataset/x');
    expect(remoteSourceOf({ ...endpoint, address: 'fd00::1' }, 'snapshot/r')).toBe('[fd00::1]:snapshot/r');
  });
});
