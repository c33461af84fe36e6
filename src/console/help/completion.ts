import { columnsOf } from '../../commands/text/columns.ts';
import { LineFault } from '../../commands/line-fault.ts';
import type { Place } from '../../commands/place.ts';
import type { Glance } from '../sitting/glance.ts';
import { begunAt, namesFor, usableAt, wordsFor } from './help.ts';
import { barIn } from '../output/modifier.ts';
import { modifierPlace } from '../output/modifier-help.ts';

/** What Tab does: characters to put in at the cursor, and the list that a second Tab shows. */
export interface Completion {
  readonly insert: string;
  readonly list: readonly string[];
}

const nothing: Completion = { insert: '', list: [] };

const commonStart = (names: readonly string[]): string => {
  const [first = ''] = names;
  let length = first.length;
  while (!names.every((name) => name.startsWith(first.slice(0, length)))) length -= 1;
  return first.slice(0, length);
};

const complete = (word: string, rows: readonly (readonly [name: string, help: string])[]): Completion => {
  const names = rows.map(([name]) => name);
  const [only] = names;
  if (only === undefined) return nothing;
  if (names.length === 1) return { insert: `${only.slice(word.length)} `, list: [] };
  return { insert: commonStart(names).slice(word.length), list: columnsOf(rows) };
};

/** The begun word left of the cursor, and what it may become, with help. */
export interface Candidates {
  readonly word: string;
  readonly rows: readonly (readonly [name: string, help: string])[];
}

/** What may stand at the end of the part of a line; nothing where it leads nowhere. */
export const candidatesAt = (
  root: Place,
  left: string,
  glance: Pick<Glance, 'names'>,
  privileged = true,
): Candidates => {
  const bar = barIn(left);
  if (bar !== -1) {
    const usable = usableAt(root, left.slice(0, bar), privileged);
    const { word, words } = modifierPlace(left.slice(bar + 1), usable, glance.names);
    return { word, rows: words.map(([name, help = '']) => [name, help]) };
  }
  try {
    const begun = begunAt(root, left);
    const words = wordsFor(begun).map(({ name, help }): readonly [string, string] => [name, help]);
    const names = namesFor(begun.place.value, glance).filter(([name]) => name.startsWith(begun.word));
    return { word: begun.word, rows: [...words, ...names] };
  } catch (error) {
    if (error instanceof LineFault) return { word: '', rows: [] };
    throw error;
  }
};

/** What Tab completes for the part of the line left of the cursor (console 10). */
export const completionAt = (
  root: Place,
  left: string,
  glance: Pick<Glance, 'names'>,
  privileged = true,
): Completion => {
  const { word, rows } = candidatesAt(root, left, glance, privileged);
  return complete(word, rows);
};
