import { expect, test } from '@jest/globals';
import { typedSecret } from '../../../src/config/typed-secret.ts';

test.each([
  ['foo', 'foo'],
  ['0 foo', 'foo'],
  ['0 "foo bar"', 'foo bar'],
  ['"0 foo"', '0 foo'],
  ["'5 foo'", '5 foo'],
  ['0pen', '0pen'],
  ['5', '5'],
  ['"5"', '5'],
  ['pa"ss', 'pa"ss'],
])('%s is the secret %s', (typed, secret) => {
  expect(typedSecret(typed)).toBe(secret);
});

test.each(['5 $1$abc$def', '8 $8$abc', '9 x', '7 0822455D0A16', '3 a b'])('%s is encrypted elsewhere', (typed) => {
  const [type] = typed;
  expect(() => typedSecret(typed)).toThrow(
    `type ${type} stands for a secret that another system has encrypted, not taken here: type "enable secret" alone to be asked for it, or "enable secret SECRET" with the secret in clear`,
  );
});

test.each(['correct horse', '0 correct horse', 'level 15 x', '15 x', '"5" x'])('%s needs quotes', (typed) => {
  expect(() => typedSecret(typed)).toThrow('a secret with blanks has to stand in quotes');
});

test.each(['""', '0 ""', '', '"a\u0007"'])('%j is no secret', (typed) => {
  expect(() => typedSecret(typed)).toThrow(/a secret (is missing|without control characters is needed)/);
});
