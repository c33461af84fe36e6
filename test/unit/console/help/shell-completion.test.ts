import { expect, test } from '@jest/globals';
import { noNames } from '../../../../src/control/session-shapes.ts';
import { candidatesFor } from '../../../../src/console/help/shell-completion.ts';

const here = {
  names: {
    ...noNames,
    peer: [['core1', 'The other server of the pair']],
    service: [
      ['registry', 'Protected service, running'],
      ['$(reboot)', 'hostile'],
      ['a b', 'hostile'],
      ["x';y", 'hostile'],
    ],
  },
} as const;

const namesFor = async (...typed: string[]): Promise<string[]> =>
  (await candidatesFor(typed, here)).map(([name]) => name);

test('words, abbreviations before them, and names of this server', async () => {
  expect(await namesFor('sho')).toEqual(['show']);
  expect(await namesFor('sh', 'fail', 'hi')).toEqual(['history']);
  expect(await candidatesFor(['failover', 'sync', ''], here)).toEqual([['core1', 'The other server of the pair']]);
  expect(await namesFor('failover', 'sync', 'x')).toEqual([]);
});

test('nothing where the words before lead nowhere or are ambiguous', async () => {
  expect(await namesFor('bogus', '')).toEqual([]);
  expect(await namesFor('s', '')).toEqual([]);
  expect(await namesFor('show', '"', '')).toEqual([]);
});

test('a name that a shell would read as more than a name is not offered', async () => {
  expect(await namesFor('service', '')).toEqual(['registry']);
});

test('options between the words do not matter, and a root is no word', async () => {
  expect(await namesFor('--json', '--root', '/srv/root', 'show', 'vers')).toEqual(['version']);
  expect(await namesFor('show', '--json', 'vers')).toEqual(['version']);
});

test('behind a bar the modifiers, also in a line that is one word', async () => {
  expect(await namesFor('show', 'version', '|', 'inc')).toEqual(['include']);
  expect(await namesFor('show version | inc')).toEqual(['show version | include']);
  expect(await namesFor('-c', 'show vers')).toEqual(['show version']);
  expect(await namesFor('-c', 'sho')).toEqual(['show']);
});

test('commands that need a prompt are not offered', async () => {
  expect(await namesFor('show', 'hist')).toEqual([]);
  expect(await namesFor('en')).toEqual(['enable']);
});
