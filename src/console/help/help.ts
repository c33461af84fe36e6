import { columnsOf } from '../../commands/text/columns.ts';
import { LineFault } from '../../commands/line-fault.ts';
import type { Place, Value, Word } from '../../commands/place.ts';
import { tokensOf, walkOver } from '../../commands/resolve.ts';
import type { Glance } from '../sitting/glance.ts';
import { barIn, type Usable } from '../output/modifier.ts';
import { modifierPlace, modifierRows } from '../output/modifier-help.ts';

const unrecognized = ['% Unrecognized command'];

/** What `?` and Tab know of this server. */
export type Names = Pick<Glance, 'names'>;

/** Names of this server's own things that may stand in a value's place, with what they are. */
export const namesFor = (value: Value | undefined, { names }: Names): readonly (readonly [string, string])[] =>
  value?.names === undefined ? [] : names[value.names];

/** Where the words before the cursor lead, and the begun word there. */
export interface Begun {
  readonly place: Place;
  readonly word: string;
}

export const wordsFor = ({ place, word }: Begun): readonly Word[] =>
  place.words.filter(({ name }) => name.startsWith(word.toLowerCase()));

/** @throws LineFault when the words lead nowhere */
export const begunAt = (root: Place, left: string): Begun => {
  const tokens = tokensOf(left);
  const isBegun = left !== '' && !/\s$/.test(left);
  const whole = isBegun ? tokens.slice(0, -1) : tokens;
  const word = isBegun ? (tokens.at(-1)?.text ?? '') : '';
  const begun = { place: walkOver(root, left, whole).place, word };
  const { otherwise } = begun.place;
  return word !== '' && otherwise !== undefined && wordsFor(begun).length === 0 ? { place: otherwise(), word } : begun;
};

/** What may follow the command before the bar. Of a command that is not understood nothing is known. */
export const usableAt = (root: Place, command: string, privileged: boolean): Usable => {
  try {
    const { leaf } = walkOver(root, command, tokensOf(command)).place;
    return { privileged, comparable: leaf?.kind === 'command' && leaf.declaration.comparable === true };
  } catch {
    return { privileged, comparable: false };
  }
};

const modifierLines = (behindBar: string, usable: Usable, { names }: Names): string[] => {
  const rows = modifierRows(modifierPlace(behindBar, usable, names));
  return rows.length === 0 ? unrecognized : columnsOf(rows.map(([name, help = '']) => [name, help]));
};

const placeLines = ({ words, value, leaf }: Place, glance: Names): string[] => {
  const free = value === undefined ? [] : [[value.form, value.help], ...namesFor(value, glance)];
  const mayEnd = leaf !== undefined && !(leaf.kind === 'statement' && leaf.mayLack === true);
  const end = mayEnd ? [['<cr>']] : [];
  const bar = leaf?.kind === 'command' ? [['|', 'Output modifiers']] : [];
  return columnsOf([...words.map(({ name, help }) => [name, help]), ...free, ...end, ...bar]);
};

/** Behind a begun word: the names it may become, two blanks between (console 3); a value's form where a value may stand. */
const wordLines = (begun: Begun, glance: Names): string[] => {
  const names = wordsFor(begun).map(({ name }) => name);
  if (names.length > 0) return [names.join('  ')];
  const { value } = begun.place;
  return value === undefined ? unrecognized : placeLines({ words: [], value }, glance);
};

/** What `?` shows for the part of the line left of the cursor. `root` is where the line begins. */
export const helpLines = (root: Place, left: string, glance: Names, privileged = true): string[] => {
  const bar = barIn(left);
  if (bar !== -1) return modifierLines(left.slice(bar + 1), usableAt(root, left.slice(0, bar), privileged), glance);
  try {
    const begun = begunAt(root, left);
    return begun.word === '' ? placeLines(begun.place, glance) : wordLines(begun, glance);
  } catch (error) {
    if (error instanceof LineFault) return error.kind === 'ambiguous' ? [`% ${error.message}`] : unrecognized;
    throw error;
  }
};
