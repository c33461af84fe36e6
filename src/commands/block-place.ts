import { partsOf, type EntryKey } from '../config/config.ts';
import { placeOf, type Phrase, type Place, type Word } from './place.ts';
import { valuePlace } from './value-place.ts';

/** Words that are only on the way to parts. */
export const partGroupHelp: Readonly<Record<string, string>> = { check: 'How its health is checked' };

const part: Place = { words: [], leaf: { kind: 'statement', secret: false, isPart: true } };

const setPhrases = (key: EntryKey): Phrase[] =>
  partsOf(key).map(([, { words, help, kind }]) => ({
    words,
    help,
    next: () => valuePlace({ kind, help, takes: Infinity }, () => part),
  }));

/** What stands behind the part's words need not be said. */
const unsetPhrases = (key: EntryKey): Phrase[] =>
  partsOf(key).map(([, { words, help, kind }]) => ({
    words,
    help,
    next: () => ({
      ...part,
      value: { form: kind.form, help: 'Need not be said', takes: Infinity, check: () => undefined, next: () => part },
    }),
  }));

/** What stands around the block of an entry. */
interface Around {
  /** Commands that may be typed in it. */
  readonly more: readonly Word[];
  readonly negated: () => Place;
  readonly global: Place;
}

/**
 * Where a line begins within the block of an entry: its parts, and the commands of configuration mode. A word that is
 * neither is a statement that leaves the block.
 */
export const blockPlace = (key: EntryKey, { more, negated, global }: Around): Place => {
  const unset = (): Place => ({ ...placeOf(unsetPhrases(key), partGroupHelp), otherwise: negated });
  const words: Word[] = [
    ...placeOf(setPhrases(key), partGroupHelp).words,
    ...more,
    { name: 'default', help: 'Set a part back to its default', next: unset },
    { name: 'no', help: 'Remove a part', next: unset },
  ];
  return { words: words.sort((a, b) => (a.name < b.name ? -1 : 1)), otherwise: () => global };
};
