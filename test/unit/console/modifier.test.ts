import { expect, test } from '@jest/globals';
import { applyModifier, barIn, splitModifier } from '../../../src/console/modifier.ts';
import { UnderstudyError } from '../../../src/error.ts';

const lines = ['a 1', 'b 2', '  b 2.1', '', '    b 2.1.1', 'a 3', '  a 3.1'];
const filtered = (behindBar: string): readonly string[] =>
  applyModifier(lines, splitModifier(`show x |${behindBar}`).modifier);

test.each<[string, readonly string[]]>([
  ['include ^a', ['a 1', 'a 3']],
  [' i 2.1', ['  b 2.1', '    b 2.1.1']],
  ['inc "a 3"', ['a 3', '  a 3.1']],
  ["INCLUDE 'a 1'", ['a 1']],
  ['exclude [ab]', ['']],
  ['begin 2.1', ['  b 2.1', '', '    b 2.1.1', 'a 3', '  a 3.1']],
  ['begin nothing', []],
  ['section ^b', ['b 2', '  b 2.1']],
  ['section a', ['a 1', 'a 3', '  a 3.1']],
  ['count .', ['Number of lines which match regexp = 6']],
  ['no-more', lines],
  ['json', lines],
])('| %s', (behindBar, expected) => {
  expect(filtered(behindBar)).toEqual(expected);
});

test.each([
  ['include', 'Incomplete command: a pattern is missing behind the modifier'],
  ['', 'Invalid output modifier ""'],
  ['frob x', 'Invalid output modifier "frob"'],
  ['json x', 'Invalid input "x" behind "| json"'],
])('| %s is refused', (behindBar, message) => {
  expect(() => filtered(behindBar)).toThrow(new UnderstudyError('usage', message));
});

test('a bad pattern is refused with its reason', () => {
  expect(() => filtered('include (')).toThrow(/^Invalid regular expression: \S/);
});

test.each([
  ['show x | include y', 7],
  ['show x|include y', 6],
  ['show "a | b" | include y', 13],
  [String.raw`show "a \" | b" | x`, 16],
  ["show 'a | b'", -1],
  ["it's | x", 5],
  ['show x', -1],
])('the bar of %s is at %d', (line, at) => {
  expect(barIn(line)).toBe(at);
});

test('a second bar belongs to the pattern', () => {
  expect(applyModifier(['a|b', 'ab'], splitModifier(String.raw`show x | include a\|b`).modifier)).toEqual(['a|b']);
});
