import { expect, test } from '@jest/globals';
import { columnsOf, wrapLines } from '../../../src/setup/wrap.ts';

const long =
  '% The virtual IP address 198.51.100.9/24 and the health monitor address 192.0.2.1/24 are not in one subnet.';

test('a long sentence is broken between words, and a short line stays as it is', () => {
  expect(wrapLines([long, '  1  Primary', ''], 60)).toEqual([
    '% The virtual IP address 198.51.100.9/24 and the health',
    '  monitor address 192.0.2.1/24 are not in one subnet.',
    '  1  Primary',
    '',
  ]);
  expect(wrapLines([`  ${'x'.repeat(70)} y`], 60)).toEqual([`  ${'x'.repeat(70)}`, '    y']);
});

test('what is no terminal gets every line in one piece, and a terminal that does not say its width has 80 columns', () => {
  expect(wrapLines([long], columnsOf({ columns: 40 }))).toEqual([long]);
  expect(columnsOf({ isTTY: true, columns: 0 })).toBe(80);
  expect(columnsOf({ isTTY: true, columns: 120 })).toBe(120);
});
