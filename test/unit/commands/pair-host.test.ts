import { expect, test } from '@jest/globals';
import { pairHost, parsePairHost } from '../../../src/commands/pair-host.ts';

test.each([
  ['core1', 'core1', 22, 'understudy'],
  ['core1.example.com', 'core1.example.com', 22, 'understudy'],
  ['10.0.0.1:2222', '10.0.0.1', 2222, 'understudy'],
  ['admin@core1', 'core1', 22, 'admin'],
  ['admin@core1:2222', 'core1', 2222, 'admin'],
  ['fd00::1', 'fd00::1', 22, 'understudy'],
  ['[fd00::1]:2222', 'fd00::1', 2222, 'understudy'],
])('%s says where the code is shown', (typed, host, port, user) => {
  expect(parsePairHost(typed)).toEqual({ host, port, user });
});

test('a code in the place of the host is not looked up anywhere', () => {
  expect(() => pairHost.check('gpjz-qf94-g4z8-c7k5')).toThrow('that is a pairing code');
});

test.each(['', '-oProxyCommand=x', 'a b', 'core1:', 'core1:99999', 'core1:0', 'a@b@c', '[fd00::1', '$(id)'])(
  'not so "%s"',
  (typed) => {
    expect(() => pairHost.check(typed)).toThrow('a host is needed, or USER@HOST:PORT');
  },
);
