import { expect, test } from '@jest/globals';
import { failingOf } from '../../../src/peer/ssh-fault.ts';

const errno = (code: string): Error => Object.assign(new Error(`connect ${code} 192.0.2.1:22`), { code });

test.each([
  [
    new Error('Handshake failed: no matching host key format'),
    /^its SSH server has no ed25519 key/,
    /Install it again/,
  ],
  [
    new Error('Handshake failed: no matching key exchange algorithm'),
    /no way of encryption in common/,
    /KexAlgorithms/,
  ],
  [new Error('Handshake failed: no matching C->S cipher'), /no way of encryption in common/, /Ciphers/],
  [new Error('Handshake failed: signature verification failed'), /does not prove/, /in between/],
  [new Error('Timed out while waiting for handshake'), /took too long over the login/, /overloaded/],
  [new Error('Keepalive timeout'), /^it does not answer any more$/, /the network/],
  [new Error('No response from server'), /^it does not answer any more$/, /the network/],
  [new Error('Connection lost before handshake'), /closed the connection before the login/, /MaxStartups/],
  [new Error('Protocol version not supported'), /does not speak SSH as it should/, /another program/],
  [new Error('Unable to exec'), /starts no program for us/, /package understudy/],
  [errno('ECONNREFUSED'), /^nothing listens there \(ECONNREFUSED\)$/, /sshd runs there/],
  [errno('ECONNRESET'), /cut the connection/, /journalctl -u ssh/],
  [errno('EHOSTUNREACH'), /no way to it/, /firewall/],
  [errno('ENOTFOUND'), /knows no such name/, /DNS/],
])('what an operator reads instead of "%s"', (error, reason, remedy) => {
  const failing = failingOf(error);
  expect(failing.reason).toMatch(reason);
  expect(failing.remedy).toMatch(remedy);
  expect(failing.reason).not.toContain(error.message);
});

test('what nobody thought of is passed on, without what a terminal would obey', () => {
  expect(failingOf(new Error('gone\u001b[2J\nfor good')).reason).toBe('gone [2J for good');
});

test('words of a peer are not looked up as names of a table', () => {
  expect(failingOf(Object.assign(new Error('odd'), { code: 'toString' })).reason).toBe('odd');
});
