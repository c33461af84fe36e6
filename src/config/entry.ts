import { entryOf, named, partsOf, type Config, type EntryKey } from './config.ts';
import type { Field } from './field.ts';
import { behind, readValue, startsWith, type Words } from './line.ts';
import { StatementError } from './statement-error.ts';
import { quote, type Token } from './token.ts';

/** An entry whose parts are being set, line by line; it is in force as soon as no required part is missing. */
export interface OpenEntry {
  readonly key: EntryKey;
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export const titleOf = ({ key, name }: Pick<OpenEntry, 'key' | 'name'>): string =>
  `${entryOf(key).words.join(' ')} ${name}`;

/** The entry of that name as it is, or a new one with the defaults of its parts. */
export const openEntry = (config: Config, key: EntryKey, name: string): OpenEntry => {
  const initial = Object.fromEntries(partsOf(key).map(([part, { initial: value }]) => [part, value]));
  return { key, name, values: { ...initial, ...named(config[key] as Readonly<Record<string, object>>, name) } };
};

const formOf = (part: Field): string => `${part.words.join(' ')} ${part.kind.form}`;

const alternativesOf = (key: EntryKey) => entryOf(key).alternatives ?? [];

/** The other parts that a part cannot stand beside. */
const rivalsOf = (key: EntryKey, part: string): readonly string[] =>
  alternativesOf(key)
    .filter(({ parts }) => parts.includes(part))
    .flatMap(({ parts }) => parts.filter((other) => other !== part));

/** Whether the entry needs this part, or one in its place. */
const isNeeded = (key: EntryKey, name: string): boolean =>
  fieldAt(key, name).required === true ||
  alternativesOf(key).some(({ parts, required }) => required && parts.includes(name));

const fieldAt = (key: EntryKey, name: string): Field => entryOf(key).parts[name] as unknown as Field;

/** The parts that have to be given and are not, e.g. `path /PATH`. */
export const missingOf = ({ key, values }: OpenEntry): string[] => [
  ...partsOf(key).flatMap(([name, part]) =>
    part.required === true && values[name] === undefined ? [formOf(part)] : [],
  ),
  ...alternativesOf(key).flatMap(({ parts, required }) =>
    required && parts.every((name) => values[name] === undefined)
      ? [parts.map((name) => formOf(fieldAt(key, name))).join('|')]
      : [],
  ),
];

const without = <T extends object>(map: T, name: string): T =>
  Object.fromEntries(Object.entries(map).filter(([key]) => key !== name)) as T;

export const removeEntry = (config: Config, key: EntryKey, name: string): Config => ({
  ...config,
  [key]: without(config[key], name),
});

/** The configuration with the entry in it, once it is whole. */
export const putEntry = (config: Config, open: OpenEntry): Config =>
  missingOf(open).length > 0 ? config : { ...config, [open.key]: { ...config[open.key], [open.name]: open.values } };

const partAt = (key: EntryKey, words: Words): [string, Field] | undefined =>
  partsOf(key).find(([, part]) => startsWith(words, part.words));

/** What cannot stand beside it goes. */
const withPart = (
  key: EntryKey,
  values: Readonly<Record<string, unknown>>,
  name: string,
  value: unknown,
): Readonly<Record<string, unknown>> => {
  const gone = Object.fromEntries(rivalsOf(key, name).map((rival) => [rival, undefined]));
  return { ...values, ...gone, [name]: value };
};

/** Parts on one line with the entry's words, in any order; each value is one word, or as many as its kind has. */
export const readParts = (open: OpenEntry, words: Words): OpenEntry => {
  const what = titleOf(open);
  let values: Readonly<Record<string, unknown>> = open.values;
  const said: string[] = [];
  let rest = words;
  while (rest.tokens.length > 0) {
    const token = rest.tokens[0] as Token;
    const found = partAt(open.key, rest);
    if (found === undefined) {
      const names = partsOf(open.key).map(([, part]) => part.words.join(' '));
      throw new StatementError(`${what}: "${token.text}" is none of ${names.join(', ')}`, token.start);
    }
    const [name, part] = found;
    const value = behind(rest, part.words.length);
    const length = value.tokens[0]?.quoted === true ? 1 : (part.kind.tokens ?? 1);
    const mine = { ...value, column: value.column - 1, tokens: value.tokens.slice(0, length) };
    const rival = rivalsOf(open.key, name).find((other) => said.includes(other));
    if (rival !== undefined) {
      const other = fieldAt(open.key, rival).words.join(' ');
      throw new StatementError(`${what}: "${part.words.join(' ')}" cannot stand beside "${other}"`, token.start);
    }
    said.push(name);
    values = withPart(open.key, values, name, readValue(part.kind, `${what} ${part.words.join(' ')}`, mine));
    rest = behind(rest, part.words.length + mine.tokens.length);
  }
  return { ...open, values };
};

/** A line of its own that sets one part; undefined where the line is none. The value goes on to the end of the line. */
export const setPart = (open: OpenEntry, words: Words): OpenEntry | undefined => {
  const found = partAt(open.key, words);
  if (found === undefined) return undefined;
  const [name, part] = found;
  const value = readValue(part.kind, `${titleOf(open)} ${part.words.join(' ')}`, behind(words, part.words.length));
  return { ...open, values: withPart(open.key, open.values, name, value) };
};

/** `no PART` and `default PART`, without their first word. A required part of an entry in force is not taken away. */
export const unsetPart = (open: OpenEntry, words: Words): OpenEntry | undefined => {
  const found = partAt(open.key, words);
  if (found === undefined) return undefined;
  const [name, part] = found;
  if (isNeeded(open.key, name) && open.values[name] !== undefined && missingOf(open).length === 0) {
    throw new StatementError(
      `${titleOf(open)}: "${part.words.join(' ')}" has to be there: set another one, or remove all of it with "no ${titleOf(open)}"`,
      words.column,
    );
  }
  return { ...open, values: { ...open.values, [name]: part.initial } };
};

/** The entry as it is printed: its title and, indented, its parts. */
export const entryLines = ({ key, name, values }: OpenEntry, all: boolean): string[] => [
  titleOf({ key, name }),
  ...partsOf(key).flatMap(([part, field]) => {
    const value = values[part];
    if (value === undefined || (!all && value === field.initial)) return [];
    const text = field.kind.print(value);
    return [` ${field.words.join(' ')} ${(field.kind.tokens ?? 1) > 1 ? text : quote(text)}`];
  }),
];
