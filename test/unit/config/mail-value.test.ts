import { expect, test } from '@jest/globals';
import { mailAddress, mailAddresses, mailUser } from '../../../src/config/mail-value.ts';
import { secretIn } from '../../../src/config/secret-line.ts';
import { initialConfig } from '../../../src/config/config.ts';
import { parseConfig, printConfig } from '../../../src/config/text.ts';

test.each(['admin@example.com', "o'neil+ha@mail.example.com", 'root@localhost', 'a.b@10x.org'])(
  '%s is an address',
  (text) => {
    expect(mailAddress.parse(text)).toBe(text);
  },
);

test.each([
  'admin',
  '@example.com',
  'admin@',
  'a@b@c',
  'a b@c',
  '"a"@b',
  'a@b>',
  '<a@b>',
  'a@b,c@d',
  'a..b@c',
  '.a@b',
  'a.@b',
  'ä@b.org',
  'a@exämple.com',
  'a@b\r\nBcc: c@d',
  'a@[10.0.0.1]',
  `${'a'.repeat(65)}@b.org`,
])('%j is none', (text) => {
  expect(() => mailAddress.parse(text)).toThrow('an e-mail address such as admin@example.com is needed');
});

test('several addresses stand behind commas or blanks, each once', () => {
  expect(mailAddresses.parse('a@b.org, c@d.org e@f.org')).toEqual(['a@b.org', 'c@d.org', 'e@f.org']);
  expect(mailAddresses.print(['a@b.org', 'c@d.org'])).toBe('a@b.org,c@d.org');
  expect(() => mailAddresses.parse('a@b.org,A@b.org')).toThrow('twice');
  expect(() => mailAddresses.parse(', ,')).toThrow('one or more e-mail addresses are needed');
  expect(() => mailAddresses.parse(Array.from({ length: 17 }, (_, i) => `a${i}@b.org`).join())).toThrow('at most 16');
});

test.each(['jo', 'jo@example.com', 'DOM#jo'])('%s may log in', (text) => {
  expect(mailUser.parse(text)).toBe(text);
});

test.each(['', 'a b', 'a"b', 'a\\b', "a'b", 'a\u0007'])('%j may not', (text) => {
  expect(() => mailUser.parse(text)).toThrow();
});

test.each([
  ['failover notification password s3cret', 31],
  ['fail not pa s3cret', 12],
  ['no failover notif pass s3cret', 23],
  ['failover notification port 25', undefined],
])('a password is found in %s', (line, at) => {
  expect(secretIn(line)).toBe(at);
});

test('the configuration says which password it is, and never what it is', () => {
  const config = { ...initialConfig(), notificationPassword: `kept$${'a'.repeat(22)}` };
  expect(printConfig(config)).toContain('failover notification password <secret>\n');
  const kept = parseConfig('failover notification password <secret>', initialConfig(), config);
  expect(kept.config?.notificationPassword).toBe(config.notificationPassword);
  const { message } = parseConfig('failover notification password s3cret').faults[0]!;
  expect(message).toMatch(/^failover notification password: this is refused: .*keeps it apart/);
});
