import { entryKeys, entryOf, fieldKeys, fieldOf, type Config, type EntryKey, type FieldKey } from './config.ts';
import {
  missingOf,
  openEntry,
  putEntry,
  readParts,
  removeEntry,
  setPart,
  titleOf,
  unsetPart,
  type OpenEntry,
} from './entry.ts';
import type { Field } from './field.ts';
import { behind, readValue, startsWith, wordsOf, type Words } from './line.ts';
import { missingSentence } from './missing.ts';
import { secretMask } from './secret-mask.ts';
import { StatementError } from './statement-error.ts';
import type { ValueKind } from './value.ts';

/** What one configuration line did. */
export interface Applied {
  readonly config: Config;
  /** The entry whose parts the next lines may set. */
  readonly open?: OpenEntry | undefined;
  /** Accepted, but worth knowing (C8). */
  readonly warning?: string;
}

/** Where a line is read. */
export interface Reading {
  readonly config: Config;
  readonly open?: OpenEntry | undefined;
  /** Whose secrets the mask stands for; those of `config` when left out. */
  readonly kept?: Config | undefined;
}

const setField = ({ config, kept = config }: Reading, key: FieldKey, words: Words): Applied => {
  const field = fieldOf(key);
  // The mask pasted back from `show running-config` leaves the secret as it is.
  if (field.secret === true && words.tokens[0]?.text === secretMask) {
    if (kept[key] === undefined)
      throw new StatementError(
        `${field.words.join(' ')}: ${secretMask} stands for a secret that this server does not have: type the secret, or leave the line out`,
        words.column,
      );
    return { config: { ...config, [key]: kept[key] } };
  }
  const value = readValue(field.kind, field.words.join(' '), words, field.secret === true);
  const warning = field.warn?.(value);
  return { config: { ...config, [key]: value }, ...(warning === undefined ? {} : { warning }) };
};

/** With its parts behind it an entry is whole on that line; without, the lines below set them. */
const setEntry = (config: Config, key: EntryKey, negated: boolean, words: Words): Applied => {
  const { words: title, name: kind } = entryOf(key);
  const first = { ...words, tokens: words.tokens.slice(0, 1) };
  const name = String(readValue(kind as ValueKind<unknown>, title.join(' '), first));
  if (negated) return { config: removeEntry(config, key, name) };
  const parts = behind(words, 1);
  const open = openEntry(config, key, name);
  if (parts.tokens.length === 0) return { config, open };
  const read = readParts(open, parts);
  const missing = missingOf(read);
  if (missing.length > 0) throw new StatementError(`${titleOf(read)}: ${missingSentence(missing)}`, words.column);
  return { config: putEntry(config, read) };
};

/** The field or entry whose words the line starts with; the longest words win. */
const targetOf = (words: Words): { field: FieldKey } | { entry: EntryKey } | undefined => {
  const field = fieldKeys
    .filter((key) => startsWith(words, fieldOf(key).words))
    .sort((a, b) => fieldOf(b).words.length - fieldOf(a).words.length)[0];
  if (field !== undefined) return { field };
  const entry = entryKeys.find((key) => startsWith(words, entryOf(key).words));
  return entry === undefined ? undefined : { entry };
};

const applyGlobal = (reading: Reading, words: Words, negated: boolean): Applied => {
  const target = targetOf(words);
  if (target === undefined) throw new StatementError(`"${words.line.trim()}" is no setting`, words.column);
  if ('entry' in target)
    return setEntry(reading.config, target.entry, negated, behind(words, entryOf(target.entry).words.length));
  const { field: key } = target;
  if (negated) return { config: { ...reading.config, [key]: fieldOf(key).initial } };
  return setField(reading, key, behind(words, fieldOf(key).words.length));
};

/**
 * Applies one line of the console's language: `WORDS VALUE`, `no WORDS`, `default WORDS`, an entry with its parts, or an
 * entry alone that the lines behind it go on with until another statement, `exit` or `end`. Empty lines and comments
 * (`!`, `#`) change nothing.
 *
 * @throws StatementError naming what is wrong and where; the configuration is then as it was
 */
export const applyLine = (reading: Reading, text: string): Applied => {
  const { config, open } = reading;
  if (/^\s*([!#].*)?$/.test(text)) return { config, open };
  if (/^\s*end\s*$/i.test(text) || (open !== undefined && /^\s*exit\s*$/i.test(text))) return { config };
  const all = wordsOf(text);
  const negated = /^(no|default)$/i.test(all.tokens[0]?.text ?? '');
  const words = negated ? behind(all, 1) : all;
  const part = open === undefined ? undefined : (negated ? unsetPart : setPart)(open, words);
  return part === undefined ? applyGlobal(reading, words, negated) : { config: putEntry(config, part), open: part };
};

/** A field printed as the line that sets it, or undefined where it is absent. */
export const fieldLine = (field: Field, value: unknown, mask: boolean): string | undefined =>
  value === undefined
    ? undefined
    : `${field.words.join(' ')} ${field.secret === true && mask ? secretMask : field.kind.print(value)}`;
