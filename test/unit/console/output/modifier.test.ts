import { expect, test } from '@jest/globals';
import { filtered } from '../../../../src/console/output/filter.ts';
import { barIn, modifiersOf, splitAtBar } from '../../../../src/console/output/modifier.ts';
import { modifierPlace, modifierRows } from '../../../../src/console/output/modifier-help.ts';
import { noNames } from '../../../../src/control/session-shapes.ts';
import { UnderstudyError } from '../../../../src/error.ts';

const lines = ['a 1', 'b 2', '  b 2.1', '', '    b 2.1.1', 'a 3', '  a 3.1'];
const all = { comparable: true, privileged: true };
const plainUser = { comparable: false, privileged: false };
const through = (behindBar: string, usable = plainUser): readonly string[] =>
  filtered(lines, modifiersOf(behindBar, usable));

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
  ['c .', ['Number of lines which match regexp = 6']],
  ['no-more', lines],
  ['json', lines],
])('console 30: | %s', (behindBar, expected) => {
  expect(through(behindBar)).toEqual(expected);
});

test.each<[string, readonly string[]]>([
  ['include b | exclude 1$', ['b 2']],
  ['include ^a|^b', ['a 1', 'b 2', 'a 3']],
  ['i a 1|b 2 | count .', ['Number of lines which match regexp = 4']],
  ['begin b |inc a |count a', ['Number of lines which match regexp = 2']],
  [String.raw`include a \| b`, []],
  ['include "x | count y"', []],
  ['no-more|include ^a', ['a 1', 'a 3']],
  ['section ^b | no-more | exclude 2.1', ['b 2']],
])('console 30: chained modifiers: | %s', (behindBar, expected) => {
  expect(through(behindBar)).toEqual(expected);
});

test('console 30: a bar without a blank before it is a part of the pattern, as is one in quotes', () => {
  expect(filtered(['a|b', 'ab'], modifiersOf(String.raw`include a\|b`, plainUser))).toEqual(['a|b']);
  expect(filtered(['x | y', 'xy'], modifiersOf(String.raw`include "x \| y"`, plainUser))).toEqual(['x | y']);
});

test('console 30: a file takes what the filters leave', () => {
  expect(modifiersOf('include a | redirect out.txt', all).at(-1)).toEqual({ name: 'redirect', file: 'out.txt' });
  expect(modifiersOf('json | append out.json', all)).toEqual([{ name: 'json' }, { name: 'append', file: 'out.json' }]);
  expect(modifiersOf('compare archive 3 | include x', all)[0]).toEqual({ name: 'compare', with: 'archive 3' });
});

test.each([
  ['include', 'Incomplete command: a pattern is missing behind the modifier'],
  ['include a | count', 'Incomplete command: a pattern is missing behind the modifier'],
  ['', 'Invalid output modifier ""'],
  ['include a |', 'Invalid output modifier ""'],
  ['frob x', 'Invalid output modifier "frob"'],
  ['json x', 'Invalid input "x" behind "| json"'],
  ['json | include x', '"| json" and "| include" cannot stand together'],
  ['include x | json', '"| json" and "| include" cannot stand together'],
  ['redirect', 'Incomplete command: the name of a file is missing behind "| redirect"'],
  ['redirect ../x', 'Invalid file name "../x"'],
  ['append .profile', 'Invalid file name ".profile"'],
  ['append -rf', 'Invalid file name "-rf"'],
  ['redirect a b', 'Invalid file name "a b"'],
  ['redirect a | include b', '"| include" cannot stand behind "| redirect"'],
  ['c x', 'Ambiguous output modifier "c"'],
  ['include a | compare', '"| compare" cannot stand behind "| include"'],
])('console 30: | %s is refused', (behindBar, message) => {
  expect(() => modifiersOf(behindBar, all)).toThrow(new UnderstudyError('usage', message));
});

test('console 30: a bad pattern is refused with its reason', () => {
  expect(() => through('include (')).toThrow(/^Invalid regular expression: \S/);
});

test('console 30: a pattern that tries every way to match does not stop the console', () => {
  const [pattern] = modifiersOf('include (a+)+$', plainUser);
  expect(filtered([`${'a'.repeat(60)}b`, 'aaa'], [pattern!])).toEqual(['aaa']);
  expect(filtered(['Ä', 'a'], modifiersOf(String.raw`include ^\p{Lu}$`, plainUser))).toEqual(['Ä']);
});

test('console 16: who is not privileged writes no file', () => {
  const needed = new UnderstudyError(
    'permission',
    `"| redirect" writes a file and needs privileged mode: type 'enable'.`,
  );
  expect(() => modifiersOf('redirect x', plainUser)).toThrow(needed);
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
  expect(splitAtBar(line).behind).toBe(at === -1 ? undefined : line.slice(at + 1));
});

const names = { ...noNames, file: [['old.txt', 'yesterday']] as const, archive: [['7', 'by root']] as const };
const rows = (text: string, usable = all): string[] =>
  modifierRows(modifierPlace(text, usable, names)).map(([name]) => name);

test.each<[string, string[]]>([
  ['', ['append', 'begin', 'compare', 'count', 'exclude', 'include', 'json', 'no-more', 'redirect', 'section']],
  [' i', ['include']],
  [' include ', ['LINE']],
  [' include a ', ['LINE', '<cr>', '|']],
  [' include a | ', ['append', 'begin', 'count', 'exclude', 'include', 'no-more', 'redirect', 'section']],
  [' json ', ['<cr>', '|']],
  [' json | ', ['append', 'no-more', 'redirect']],
  [' redirect ', ['NAME', 'old.txt']],
  [' redirect new.txt ', ['<cr>']],
  [' redirect x | ', []],
  [' compare ', ['archive', 'startup', '<cr>', '|']],
  [' compare st', ['startup']],
  [' compare archive ', ['NUMBER', '7']],
  [' compare archive 7 ', ['<cr>', '|']],
  [' frob ', []],
])('console 31: ? behind "|%s"', (text, expected) => {
  expect(rows(text)).toEqual(expected);
});

test('console 31: what one may not use is not listed', () => {
  expect(rows('', plainUser)).toEqual(['begin', 'count', 'exclude', 'include', 'json', 'no-more', 'section']);
});
