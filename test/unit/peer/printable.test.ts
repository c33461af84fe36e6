import { expect, test } from '@jest/globals';
import { printable } from '../../../src/peer/printable.ts';

test.each([
  ['two\nlines\r\n', 'two lines'],
  ['\u001b]0;owned\u0007 \u009b31mred', ']0;owned 31mred'],
  ['right\u202eleft\u2066\ufeff', 'right left'],
  ['plain – text', 'plain – text'],
])('%j becomes one harmless line', (text, line) => {
  expect(printable(text)).toBe(line);
});

test('what is too long ends in an ellipsis', () => {
  expect(printable('abcdef', 4)).toBe('abc…');
  expect(printable('abcd', 4)).toBe('abcd');
});
