import { expect, test } from '@jest/globals';
import { markChanges } from '../../../../src/console/output/changes.ts';
import { rendered, visible, visibleJson } from '../../../../src/commands/text/visible.ts';
import { plain, type Paint } from '../../../../src/commands/text/paint.ts';

const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`;

test('what is different from the picture before stands out, word by word', () => {
  expect(markChanges(undefined, ['a 1'])).toEqual(['a 1']);
  expect(markChanges(['a 1', 'same', 'x'], ['a 2', 'same', 'x', 'new'])).toEqual([
    `a ${bold('2')}`,
    'same',
    'x',
    bold('new'),
  ]);
});

test('colours go on behind a marked word', () => {
  const red = '\u001b[31m';
  expect(markChanges([`${red}down 1\u001b[39m`], [`${red}down 2\u001b[39m`])).toEqual([
    `${red}down ${bold('2')}${red}\u001b[39m`,
  ]);
});

const green: Paint = { ...plain, good: (text) => `\u001b[32m${text}\u001b[39m` };

test('what would steer a terminal is shown, and colours are left out beside it', () => {
  expect(visible('a\u001b[2J\u0007\u009b\r\u202eb\tc\nd')).toBe('a\\x1b[2J\\x07\\x9b\\x0d\\u202eb\tc\nd');
  expect(rendered((paint) => paint.good('fine'), green)).toBe('\u001b[32mfine\u001b[39m');
  expect(rendered((paint) => `${paint.good('fine')} \u001b[31mred`, green)).toBe('fine \\x1b[31mred');
});

test('JSON stays the same data', () => {
  const data = { text: 'a\u001b\u007f\u009b\u2028b' };
  expect(JSON.parse(visibleJson(JSON.stringify(data)))).toEqual(data);
  expect(visibleJson(JSON.stringify(data))).toMatch(/^[ -~]*$/);
});
