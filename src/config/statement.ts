import {
  entryKeys,
  entryOf,
  fieldKeys,
  fieldOf,
  partsOf,
  named,
  type Config,
  type EntryKey,
  type FieldKey,
} from './config.ts';
import type { Field } from './field.ts';
import { tokenize, type Token } from './token.ts';
import type { ValueKind } from './value.ts';

/** A line that is not in the language, with the column of the word that is wrong. */
export class StatementError extends Error {
  readonly column: number;
  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

/** What one configuration line did. */
export interface Applied {
  readonly config: Config;
  /** Accepted, but worth knowing (C8). */
  readonly warning?: string;
}

/** Stands in `show running-config` for a value that is never shown. */
const secretMask = '<secret>';

const startsWith = (tokens: readonly Token[], words: readonly string[]): boolean =>
  words.every((word, i) => tokens[i]?.text.toLowerCase() === word);

const read = <T>(kind: ValueKind<T>, what: string, tokens: readonly Token[], column: number): T => {
  const text = tokens.map((token) => token.text).join(' ');
  if (text === '') throw new StatementError(`${what}: a value is missing, ${kind.form}`, column);
  try {
    return kind.parse(text);
  } catch (error) {
    throw new StatementError(`${what}: "${text}" is refused: ${(error as Error).message}`, tokens[0]?.start ?? column);
  }
};

const without = <T extends object>(map: T, name: string): T =>
  Object.fromEntries(Object.entries(map).filter(([key]) => key !== name)) as T;

const setField = (config: Config, key: FieldKey, negated: boolean, rest: readonly Token[], column: number): Applied => {
  const field = fieldOf(key);
  if (negated) return { config: { ...config, [key]: field.initial } };
  // The mask pasted back from `show running-config` leaves the secret as it is.
  if (field.secret === true && rest[0]?.text === secretMask) return { config };
  const value = read(field.kind, field.words.join(' '), rest, column);
  const warning = field.warn?.(value);
  return { config: { ...config, [key]: value }, ...(warning === undefined ? {} : { warning }) };
};

const readParts = (
  key: EntryKey,
  what: string,
  before: object | undefined,
  rest: readonly Token[],
  column: number,
): object => {
  const parts = partsOf(key);
  const values: Record<string, unknown> = {
    ...Object.fromEntries(parts.map(([name, part]) => [name, part.initial])),
    ...before,
  };
  for (let at = 0; at < rest.length;) {
    const token = rest[at] as Token;
    const found = parts.find(([, part]) => part.words[0] === token.text.toLowerCase());
    if (found === undefined)
      throw new StatementError(
        `${what}: "${token.text}" is none of ${parts.map(([, part]) => part.words[0]).join(', ')}`,
        token.start,
      );
    const [name, part] = found;
    const length = part.kind.tokens ?? 1;
    const words = rest.slice(at + 1, at + 1 + (rest[at + 1]?.quoted ? 1 : length));
    values[name] = read(part.kind, `${what} ${part.words.join(' ')}`, words, token.start + token.text.length);
    at += 1 + words.length;
  }
  const missing = parts.find(([name, part]) => part.required === true && values[name] === undefined);
  if (missing !== undefined)
    throw new StatementError(`${what}: "${missing[1].words.join(' ')} ${missing[1].kind.form}" is missing`, column);
  return values;
};

const setEntry = (config: Config, key: EntryKey, negated: boolean, rest: readonly Token[], column: number): Applied => {
  const entry = entryOf(key);
  const [nameToken, ...parts] = rest;
  const map: Readonly<Record<string, object>> = config[key];
  const name = String(
    read(entry.name as ValueKind<unknown>, entry.words.join(' '), nameToken === undefined ? [] : [nameToken], column),
  );
  if (negated) return { config: { ...config, [key]: without(map, name) } };
  const what = `${entry.words.join(' ')} ${name}`;
  return { config: { ...config, [key]: { ...map, [name]: readParts(key, what, named(map, name), parts, column) } } };
};

/** The field or entry whose words the line starts with; the longest words win. */
const targetOf = (tokens: readonly Token[]): { field: FieldKey } | { entry: EntryKey } | undefined => {
  const field = fieldKeys
    .filter((key) => startsWith(tokens, fieldOf(key).words))
    .sort((a, b) => fieldOf(b).words.length - fieldOf(a).words.length)[0];
  if (field !== undefined) return { field };
  const entry = entryKeys.find((key) => startsWith(tokens, entryOf(key).words));
  return entry === undefined ? undefined : { entry };
};

/**
 * Applies one line of the console's language to a configuration: `WORDS VALUE`, `no WORDS`, `default WORDS`, or an entry
 * with its parts. Empty lines, comments (`!`, `#`) and `end` change nothing.
 *
 * @throws StatementError naming what is wrong and where; the configuration is then as it was
 */
export const applyStatement = (config: Config, text: string): Applied => {
  if (/^\s*([!#].*|end\s*)?$/.test(text)) return { config };
  let tokens: Token[];
  try {
    tokens = tokenize(text);
  } catch (error) {
    throw new StatementError((error as Error).message, text.length);
  }
  const negated = /^(no|default)$/i.test(tokens[0]?.text ?? '');
  const words = negated ? tokens.slice(1) : tokens;
  const target = targetOf(words);
  if (target === undefined) throw new StatementError(`"${text.trim()}" is no setting`, words[0]?.start ?? 0);
  const length = 'field' in target ? fieldOf(target.field).words.length : entryOf(target.entry).words.length;
  const rest = words.slice(length);
  const last = words[length - 1];
  const column = last === undefined ? 0 : last.start + last.text.length + 1;
  return 'field' in target
    ? setField(config, target.field, negated, rest, column)
    : setEntry(config, target.entry, negated, rest, column);
};

/** A field printed as the line that sets it, or undefined where it is absent. */
export const fieldLine = (field: Field, value: unknown, mask: boolean): string | undefined =>
  value === undefined
    ? undefined
    : `${field.words.join(' ')} ${field.secret === true && mask ? secretMask : field.kind.print(value)}`;
