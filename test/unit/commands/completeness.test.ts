import { expect, test } from '@jest/globals';
import { catalog } from '../../../src/commands/catalog.ts';
import { lackingIn } from '../../../src/commands/completeness.ts';
import { silent, type Declaration } from '../../../src/commands/declaration.ts';
import { choice, number } from '../../../src/commands/parameter.ts';

const declaration = (parts: Partial<Declaration>): Declaration => ({
  words: 'show failover',
  help: 'Who serves',
  privilege: 'user',
  example: 'show failover',
  shape: 'FailoverStatus',
  run: () => silent,
  ...parts,
});

test('the command tree lacks nothing', () => {
  expect(lackingIn(catalog)).toEqual([]);
});

test.each<[string, Partial<Declaration>]>([
  ['"show failover" has no help', { help: ' ' }],
  ['"show failover <1-9>" has no help', { parameters: [number('events', 1, 9, '')], example: 'show failover 5' }],
  [
    '"show failover all" has no help',
    { parameters: [choice('all', 'Everything', { all: '' })], example: 'show failover all' },
  ],
  ['"show failover" has no example', { example: '' }],
  ['"show failover": its example "sh fail" is not written out: "show failover"', { example: 'sh fail' }],
  [
    '"show failover": its example "show failovre" calls nothing: Invalid input "failovre" in "show failovre"',
    { example: 'show failovre' },
  ],
  [
    '"show failover": its example "show failover" calls nothing: Incomplete command: "show failover"',
    { parameters: [number('events', 1, 9, 'How many')] },
  ],
  ['"write core1" has no help', { words: 'write core1', help: '', example: 'write core1' }],
  ['"end" has no help', { words: 'end', help: '', modes: ['config'], example: 'end' }],
])('it is said that %s', (fault, parts) => {
  expect(lackingIn([declaration(parts)])).toContain(fault);
});

test('an example that calls another command, and a show without a shape, are named', () => {
  const { shape, ...shapeless } = declaration({ words: 'show version', example: 'show failover' });
  expect(shape).toBeDefined();
  expect(lackingIn([declaration({}), shapeless])).toEqual([
    '"show version": its example "show failover" calls something else',
    '"show version" does not name the shape of its --json',
  ]);
});
