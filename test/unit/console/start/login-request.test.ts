import { describe, expect, test } from '@jest/globals';
import { readLogin } from '../../../../src/console/start/login-request.ts';

const line = (text: string, parts: { json?: boolean; yes?: boolean } = {}) => ({
  lines: [text],
  json: false,
  yes: false,
  ...parts,
});
const interactive = { lines: undefined, json: false, yes: false };

describe('what a login asks for', () => {
  test('nothing: the console itself', () => {
    expect(readLogin([], undefined)).toEqual(interactive);
  });

  const asked: readonly (readonly [text: string, expected: object])[] = [
    ['show failover', line('show failover')],
    ['understudy show failover', line('show failover')],
    ['show failover --json', line('show failover', { json: true })],
    ['understudy --json --yes failover mode primary', line('failover mode primary', { json: true, yes: true })],
    ['failover mode primary --yes --json', line('failover mode primary', { json: true, yes: true })],
    ['understudyd', line('understudyd')],
    ['--jsonx show version', line('--jsonx show version')],
    ['show log | include a --json b', line('show log | include a --json b')],
    ['enable\nshow version\n', { lines: ['enable', 'show version', ''], json: false, yes: false }],
    ['show version; id', line('show version; id')],
    ['', { lines: [''], json: false, yes: false }],
  ];

  test.each(asked)('-c %j', (text, expected) => {
    expect(readLogin(['-c', text], undefined)).toEqual(expected);
  });

  test.each([...asked.filter(([text]) => text !== '')])('%j where sshd forces the console', (text, expected) => {
    expect(readLogin(['-c', '/usr/bin/understudy-shell'], text)).toEqual(expected);
    expect(readLogin([], text)).toEqual(expected);
  });

  test('the console where sshd forces it and nothing was sent', () => {
    expect(readLogin(['-c', '/usr/bin/understudy-shell'], undefined)).toEqual(interactive);
  });

  test('what was sent counts only where the console is forced', () => {
    expect(readLogin(['-c', 'show version'], 'show failover')).toEqual(line('show version'));
  });

  test.each([[['-f', '/etc/shadow']], [['-c']], [['-c', 'show version', 'x']], [['--root', '/tmp']], [['-l']]])(
    '%j is refused',
    (argv) => {
      expect(() => readLogin(argv, undefined)).toThrow('understudy-shell is started by a login: it takes no options');
    },
  );
});
