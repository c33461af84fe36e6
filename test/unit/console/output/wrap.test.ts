import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { columnsOfTerminal, wrapLines } from '../../../../src/console/output/wrap.ts';

test.each<[string, string[]]>([
  ['fits exactly in here', ['fits exactly in here']],
  ['% a sentence that is too long', ['% a sentence that is', '  too long']],
  ['  Why     a b c d e f g h i j', ['  Why     a b c d e f', '          g h i j']],
  ['     - a bullet that goes on', ['     - a bullet that', '       goes on']],
  ['  a-word-that-is-longer-than-the-line b', ['  a-word-that-is-longer-than-the-line', '    b']],
])('%j is broken between words, and goes on further in', (line, lines) => {
  expect(wrapLines([line], 21)).toEqual(lines);
});

test('what is no terminal gets its lines in one piece', () => {
  const line = 'word '.repeat(100);
  expect(wrapLines([line], columnsOfTerminal({}))).toEqual([line]);
  expect(columnsOfTerminal({ isTTY: true, columns: 0 })).toBe(80);
  expect(columnsOfTerminal({ isTTY: true, columns: 132 })).toBe(132);
});

test('a colour goes on below and never leaks past the end of a line', () => {
  const lines = wrapLines(['\u001b[31mred red red red red\u001b[39m plain plain'], 12);
  expect(lines.map((line) => stripVTControlCharacters(line))).toEqual([
    'red red red',
    '  red red',
    '  plain',
    '  plain',
  ]);
  expect(lines[0]?.startsWith('\u001b[31m')).toBe(true);
  expect(lines[0]?.endsWith('\u001b[39m')).toBe(true);
  expect(lines[1]).toContain('\u001b[31mred');
  expect(lines[3]).not.toContain('\u001b');
});

test('no word is lost, and no line is too long', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z:;,.]{1,12}$/), { minLength: 1 }),
      fc.integer({ min: 24, max: 60 }),
      (words, columns) => {
        const lines = wrapLines([`  Label  ${words.join(' ')}`], columns);
        expect(lines.join(' ').trim().split(/\s+/)).toEqual(['Label', ...words]);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      },
    ),
    process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) },
  );
});
