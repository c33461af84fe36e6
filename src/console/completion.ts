import { columnsOf } from '../commands/text/columns.ts';
import { LineFault } from '../commands/line-fault.ts';
import type { Place } from '../commands/place.ts';
import type { Glance } from './glance.ts';
import { begunAt, namesFor, wordsFor } from './help.ts';
import { barIn, modifierHelp } from './modifier.ts';

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

const behindBar = (text: string): Completion => {
  const word = text.trimStart();
  if (/\s/.test(word)) return nothing;
  return complete(
    word,
    Object.entries(modifierHelp).filter(([name]) => name.startsWith(word.toLowerCase())),
  );
};

/** What Tab completes for the part of the line left of the cursor (console 10). */
export const completionAt = (root: Place, left: string, glance: Pick<Glance, 'peer' | 'services'>): Completion => {
  const bar = barIn(left);
  if (bar !== -1) return behindBar(left.slice(bar + 1));
  try {
    const begun = begunAt(root, left);
    const words = wordsFor(begun).map(({ name, help }): readonly [string, string] => [name, help]);
    const names = namesFor(begun.place.value, glance).filter(([name]) => name.startsWith(begun.word));
    return complete(begun.word, [...words, ...names]);
  } catch (error) {
    if (error instanceof LineFault) return nothing;
    throw error;
  }
};
