import { expect, test } from '@jest/globals';
import { page, type PagerScreen } from '../../../src/console/output/pager.ts';
import { Question, type Key } from '../../../src/console/editing/question.ts';
import { ReverseSearch } from '../../../src/console/editing/reverse-search.ts';

const key = (name: string, ctrl = false): Key => ({ name, ctrl });

/** Types text and keys at a question; what came of it and what was shown. */
const answer = (
  echo: boolean,
  ...typed: readonly (string | Key)[]
): { answer: string | null | undefined; shown: string } => {
  let shown = '';
  const question = new Question('Name: ', { echo, write: (text) => (shown += text) });
  let last: string | null | undefined;
  for (const one of typed) {
    if (typeof one === 'string') for (const character of one) last = question.take(character, { name: character });
    else last = question.take(undefined, one);
  }
  return { answer: last, shown };
};

test('what is typed is shown, can be mended, and ends with Enter', () => {
  expect(answer(true, 'yex', key('backspace'), 's', key('return'))).toEqual({
    answer: 'yes',
    shown: 'Name: yex\b \bs\n',
  });
  expect(answer(true, 'wrong', key('u', true), 'no', key('enter'))).toMatchObject({ answer: 'no' });
  expect(answer(true, key('backspace'), '\u0007', key('left'), 'ü', key('return'))).toMatchObject({ answer: 'ü' });
});

test('a secret is not shown, not even its length', () => {
  expect(answer(false, 's3crex', key('backspace'), 't', key('return'))).toEqual({
    answer: 's3cret',
    shown: 'Name: \n',
  });
});

test('Ctrl-C and Ctrl-D on an empty line give up; Ctrl-D behind text does nothing', () => {
  expect(answer(true, 'half', key('c', true)).answer).toBeNull();
  expect(answer(true, key('d', true)).answer).toBeNull();
  expect(answer(true, 'half', key('d', true), key('return')).answer).toBe('half');
});

const pager = (rows: number, keys: readonly Key[]): PagerScreen & { shown: string } => {
  const left = [...keys];
  return {
    columns: 10,
    rows,
    shown: '',
    write(text) {
      this.shown += text;
    },
    nextKey: () => Promise.resolve(left.shift() ?? key('q')),
  };
};

const pagerHelp = 'Space: next page   Enter: next line   any other key: end of the output\n';
const more = ' --More-- \r\u001b[K';

test.each<[string, Key[], string]>([
  ['Space', [key('space')], `1\n2\n3\n${more}4\n5\n`],
  ['Enter', [key('return'), key('return')], `1\n2\n3\n${more}4\n${more}5\n`],
  ['any other key', [key('x'), key('space')], `1\n2\n3\n${more}`],
  ['?', [{ sequence: '?' }, key('space')], `1\n2\n3\n${more}${pagerHelp}${more}4\n5\n`],
  ['q', [key('q')], `1\n2\n3\n${more}`],
  ['Ctrl-C', [key('c', true)], `1\n2\n3\n${more}`],
])('paging with %s', async (_name, keys, shown) => {
  const screen = pager(4, keys);
  await page(['1', '2', '3', '4', '5'], screen, undefined);
  expect(screen.shown).toBe(shown);
});

test('long lines count as the rows they take, colours do not', async () => {
  const wide = pager(4, [key('q')]);
  await page(['x'.repeat(25), 'y'], wide, undefined);
  expect(wide.shown).toBe(`${'x'.repeat(25)}\n${more}`);
  const coloured = pager(4, []);
  await page(['1', '2', `\u001b[32m${'x'.repeat(10)}\u001b[39m`], coloured, undefined);
  expect(coloured.shown).not.toContain('More');
});

test('the length of a page can be set, 0 shows all', async () => {
  const two = pager(24, [key('space')]);
  await page(['1', '2', '3'], two, 3);
  expect(two.shown).toBe(`1\n2\n${more}3\n`);
  const all = pager(2, []);
  await page(['1', '2', '3'], all, 0);
  expect(all.shown).toBe('1\n2\n3\n');
});

const searched = (...typed: readonly (string | Key)[]): [string, string, string] => {
  const search = new ReverseSearch(['show failover', 'show version', 'failover sync core1', 'show version | json']);
  let what = '';
  for (const one of typed) what = typeof one === 'string' ? search.key(one, { name: one }) : search.key(undefined, one);
  return [what, search.prompt, search.match];
};

test('Ctrl-R finds the newest line, again the one before, and Escape gives up', () => {
  expect(searched('v', 'e', 'r')).toEqual(['again', "(reverse-i-search)'ver': ", 'show failover']);
  expect(searched('v', 'e', 'r', 's')).toEqual(['again', "(reverse-i-search)'vers': ", 'show version']);
  expect(searched('v', 'e', 'r', 's', key('r', true))[2]).toBe('show version | json');
  expect(searched('v', 'e', 'r', 's', key('r', true), key('r', true))[2]).toBe('show version | json');
  expect(searched('s', 'y', 'x', key('backspace'))[2]).toBe('failover sync core1');
  expect(searched('v', key('return'))[0]).toBe('take');
  expect(searched('v', key('escape'))[0]).toBe('cancel');
  expect(searched('v', key('g', true))[0]).toBe('cancel');
});
