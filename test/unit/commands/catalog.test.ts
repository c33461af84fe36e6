import { expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { catalog, groupHelp } from '../../../src/commands/catalog.ts';
import { configPlace } from '../../../src/commands/config-place.ts';
import { execPlace } from '../../../src/commands/exec-place.ts';
import { LineFault } from '../../../src/commands/line-fault.ts';
import type { Place } from '../../../src/commands/place.ts';
import { programOf } from '../../../src/commands/program.ts';
import { resolve } from '../../../src/commands/resolve.ts';
import { entries, fields } from '../../../src/config/field.ts';

const exec = execPlace(catalog);
const config = configPlace(catalog);

test.each(catalog.map((declaration) => [declaration.words, declaration] as const))(
  'the example of "%s" calls it',
  (_words, declaration) => {
    const { leaf, full } = resolve(declaration.modes?.includes('exec') === false ? config : exec, declaration.example);
    expect(leaf.kind === 'command' && (leaf.repeatedBy ?? leaf.declaration)).toBe(declaration);
    expect(full).toBe(declaration.example);
  },
);

/** Every place that words alone lead to, with the words. */
const placesBelow = (place: Place, words: string, depth: number): { words: string; place: Place }[] => [
  { words, place },
  ...(depth === 0
    ? []
    : place.words.flatMap((word) => placesBelow(word.next(), `${words} ${word.name}`.trim(), depth - 1))),
];

test('every word of every command has a help that fits a screen', () => {
  for (const { words, place } of placesBelow(exec, '', 5)) {
    const width = Math.max(0, ...place.words.map(({ name }) => name.length));
    for (const { name, help } of place.words) {
      expect(`${words} ${name}: ${help}`).toMatch(/: \S/);
      expect({ words, help, fits: 2 + width + 2 + help.length <= 80 }).toEqual({ words, help, fits: true });
    }
    if (place.value !== undefined) expect(place.value.help).not.toBe('');
  }
});

test('every word on the way to a setting has a help', () => {
  for (const { name, help } of config.words) expect(`${name}: ${help}`).toMatch(/: \S/);
});

test('every word of a group is used', () => {
  for (const words of Object.keys(groupHelp))
    expect(catalog.some((declaration) => declaration.words.startsWith(`${words} `))).toBe(true);
});

const leavesOf = (command: Command, path: readonly string[]): string[] => {
  const words = [...path, command.name()].slice(1);
  const own = catalog.some((declaration) => declaration.words === words.join(' ')) ? [words.join(' ')] : [];
  return [...own, ...command.commands.flatMap((child) => leavesOf(child, [...path, command.name()]))];
};

test('console 56: the program has the same commands', () => {
  const expected = catalog.filter(({ interactiveOnly }) => interactiveOnly !== true).map(({ words }) => words);
  expect(leavesOf(programOf(), []).sort()).toEqual([...expected].sort());
});

test('configuration mode has every statement of the schema, and no or default before it', () => {
  const names = config.words.map(({ name }) => name);
  for (const { words } of [...Object.values(fields), ...Object.values(entries)]) {
    expect(names).toContain(words[0]);
    const line = `no ${words.join(' ')}`;
    try {
      expect(resolve(config, line).leaf.kind).toBe('statement');
    } catch (error) {
      // An entry is removed by its name.
      expect(error).toBeInstanceOf(LineFault);
      expect(error).toMatchObject({ kind: 'incomplete' });
    }
  }
});

test('everything that changes something needs privileged mode', () => {
  const user = catalog.filter(({ privilege }) => privilege === 'user').map(({ words }) => words);
  expect(user.filter((words) => !words.startsWith('show '))).toEqual([
    'clear history',
    'disable',
    'enable',
    'exit',
    'help',
    'host',
    'ping',
    'quit',
    'terminal history size',
    'terminal length',
    'terminal no',
    'terminal width',
    'traceroute',
    'watch',
  ]);
});
