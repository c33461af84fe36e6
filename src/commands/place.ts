import type { NameKind } from '../control/session-shapes.ts';
import type { EntryKey } from '../config/config.ts';
import type { Declaration } from './declaration.ts';

/**
 * What a complete line calls: a command, or a statement of the configuration. A secret statement never reaches the
 * history of typed lines.
 */
export type Leaf =
  | {
      readonly kind: 'command';
      readonly declaration: Declaration;
      /** The command that runs it again and again: `watch`. */
      readonly repeatedBy?: Declaration;
    }
  | {
      readonly kind: 'statement';
      readonly secret: boolean;
      /** The words in full that set the secret, e.g. `enable secret`. */
      readonly secretWords?: string;
      /** True where only the worker knows whether the line is whole: `?` does not offer to end it. */
      readonly mayLack?: boolean;
      /** The entry whose parts the next lines may set; its name is the line's value. */
      readonly opens?: { readonly key: EntryKey; readonly words: string };
      /** It sets a part of the entry that is open. */
      readonly isPart?: boolean;
    };

/** A keyword that may stand at a place. */
export interface Word {
  readonly name: string;
  readonly help: string;
  /** The word is itself a value, e.g. `primary`. */
  readonly isValue?: boolean;
  readonly next: () => Place;
}

/** A free value that may stand at a place. */
export interface Value {
  readonly form: string;
  readonly help: string;
  readonly names?: NameKind;
  /** How many words it has; Infinity: all that follow. */
  readonly takes: number;
  /** As in ValueKind. */
  readonly wholeLine?: 'raw' | 'words';
  /** Throws an Error with the reason why the text is no such value. */
  readonly check: (text: string) => void;
  readonly next: () => Place;
}

/** What may stand at one place of a line. Help, completion and parsing all walk over these. */
export interface Place {
  readonly words: readonly Word[];
  readonly value?: Value;
  /** Set where the line may end. */
  readonly leaf?: Leaf;
  /** Where a word is looked for that fits nothing here: what is outside an open entry. */
  readonly otherwise?: () => Place;
}

/** Words in a row and what may follow them. */
export interface Phrase {
  readonly words: readonly string[];
  readonly help: string;
  readonly next: () => Place;
}

const merge = (a: Place, b: Place): Place => {
  const value = a.value ?? b.value;
  const leaf = a.leaf ?? b.leaf;
  return {
    words: [...a.words, ...b.words],
    ...(value === undefined ? {} : { value }),
    ...(leaf === undefined ? {} : { leaf }),
  };
};

/** The phrases that go on with a word, by that word, in the order in which they come. */
const byWord = (phrases: readonly Phrase[], depth: number): Map<string, Phrase[]> => {
  const groups = new Map<string, Phrase[]>();
  for (const phrase of phrases) {
    const name = phrase.words[depth];
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [phrase]);
    else group.push(phrase);
  }
  return groups;
};

/** The place from which all the phrases can be said; `groupHelp` describes words that are only on the way to others. */
export const placeOf = (phrases: readonly Phrase[], groupHelp: Readonly<Record<string, string>>, depth = 0): Place => {
  const ending = phrases.find((phrase) => phrase.words.length === depth);
  const words = [...byWord(phrases, depth)].map(([name, deeper]): Word => {
    const path = deeper[0]?.words.slice(0, depth + 1).join(' ') ?? name;
    const help = deeper.find((phrase) => phrase.words.length === depth + 1)?.help ?? groupHelp[path] ?? '';
    let next: Place | undefined;
    return { name, help, next: () => (next ??= placeOf(deeper, groupHelp, depth + 1)) };
  });
  return merge({ words }, ending?.next() ?? { words: [] });
};
