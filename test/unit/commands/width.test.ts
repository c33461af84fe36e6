import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { afterAll, expect, test } from '@jest/globals';
import { columnsOfCharacter, cutTo, padTo, widthOf } from '../../../src/commands/text/width.ts';

const output = Object.assign(new PassThrough(), { columns: 10_000 });
const readline = createInterface({ input: new PassThrough(), output, terminal: true });
readline.setPrompt('');
afterAll(() => readline.close());

/** Where node:readline would put the cursor behind it. */
const byReadline = (text: string): number => {
  Object.assign(readline, { line: text, cursor: text.length });
  return readline.getCursorPos().cols;
};

/** Marks that terminals put on the character before them, whatever their East Asian width says. */
const isMark = (code: number): boolean =>
  (code >= 0x302a && code <= 0x302d) || code === 0x3099 || code === 0x309a || code === 0x16fe4;

test('every character has the columns that the line editor reckons with', () => {
  const different: string[] = [];
  for (let code = 0x20; code < 0x1d000; code++) {
    const character = String.fromCodePoint(code);
    if (/\p{C}/u.test(character) || isMark(code)) continue;
    if (columnsOfCharacter(character) !== byReadline(character)) different.push(code.toString(16));
  }
  expect(different).toEqual([]);
});

test.each([
  ['plain', 5],
  ['\u001b[1;31mred\u001b[0m', 3],
  ['世界', 4],
  ['e\u0301', 1],
  ['👍', 2],
  ['ｆｕｌｌ', 8],
  ['', 0],
])('%j takes %d columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

test('texts are cut and filled by columns', () => {
  expect(cutTo('世界x', 3)).toBe('世');
  expect(cutTo('abc', 2)).toBe('ab');
  expect(cutTo('e\u0301x', 1)).toBe('e\u0301');
  expect(padTo('世', 4)).toBe('世  ');
});
