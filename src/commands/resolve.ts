import { quote, tokenize, type Token } from '../config/token.ts';
import { ambiguous, incomplete, invalid } from './line-fault.ts';
import { nearest } from './near.ts';
import type { Leaf, Place, Value, Word } from './place.ts';

/** A line with every abbreviation written out. */
export interface Resolution {
  readonly leaf: Leaf;
  /** The whole line in full words; values as they were typed. */
  readonly full: string;
  /** What stands in the places of values, in their order. */
  readonly values: readonly string[];
}

/** How far a line has been understood. */
export interface Walk {
  readonly place: Place;
  readonly words: readonly string[];
  readonly values: readonly string[];
}

/** @throws LineFault where a quote is not closed */
export const tokensOf = (line: string): Token[] => {
  try {
    return tokenize(line);
  } catch {
    const column = Math.max(line.lastIndexOf('"'), line.lastIndexOf("'"), 0);
    throw invalid({ line, column }, line.slice(column), { reason: 'a quote is not closed' });
  }
};

/** The words a typed one may stand for: the one that is equal, else those that begin with it. Case does not matter. */
export const matching = (words: readonly Word[], typed: string): readonly Word[] => {
  const lower = typed.toLowerCase();
  const equal = words.find(({ name }) => name === lower);
  return equal === undefined ? words.filter(({ name }) => name.startsWith(lower)) : [equal];
};

const throwInvalid = (words: readonly Word[], walk: Walk, line: string, token: Token): never => {
  const near = nearest(
    token.text,
    words.map(({ name }) => name),
  );
  const rest = line.slice(token.start + token.text.length).trim();
  const meant = near === undefined ? undefined : [...walk.words, near, rest].join(' ').trim();
  throw invalid({ line, column: token.start }, token.text, { meant });
};

/** Takes the words of a value; while some of them are missing the place stays within the value. */
const stepValue = (
  value: Value,
  walk: Walk,
  line: string,
  tokens: readonly Token[],
  at: number,
): { walk: Walk; taken: number } => {
  const first = tokens[at] as Token;
  const mine = first.quoted && value.takes !== Infinity ? [first] : tokens.slice(at, at + value.takes);
  const typed = mine.map(({ text }) => text);
  const isWhole = value.takes === Infinity || first.quoted || mine.length === value.takes;
  const isRaw = value.wholeLine === 'raw' || (value.wholeLine === 'words' && mine.length > 1);
  const text = isRaw ? line.slice(first.start).trimEnd() : typed.join(' ');
  if (isWhole) {
    try {
      value.check(text);
    } catch (error) {
      throw invalid({ line, column: first.start }, text, { reason: (error as Error).message });
    }
  }
  const words = value.takes === Infinity ? [line.slice(first.start).trim()] : typed.map(quote);
  const place: Place = isWhole ? value.next() : { words: [], value: { ...value, takes: value.takes - mine.length } };
  return {
    walk: { place, words: [...walk.words, ...words], values: [...walk.values, text] },
    taken: mine.length,
  };
};

const stepWord = (word: Word, walk: Walk): Walk => ({
  place: word.next(),
  words: [...walk.words, word.name],
  values: word.isValue === true ? [...walk.values, word.name] : walk.values,
});

/**
 * Follows the words of a line from a place, as far as they go.
 *
 * @throws LineFault at the first word that fits nothing, or more than one thing
 */
export const walkOver = (root: Place, line: string, tokens: readonly Token[]): Walk => {
  let walk: Walk = { place: root, words: [], values: [] };
  let outside: readonly Word[] = [];
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at] as Token;
    const { place } = walk;
    const words = token.quoted ? [] : matching(place.words, token.text);
    const [word] = words;
    if (words.length > 1) {
      throw ambiguous(
        { line, column: token.start },
        words.map(({ name }) => name),
      );
    }
    if (word !== undefined) {
      walk = stepWord(word, walk);
      outside = [];
      at += 1;
    } else if (place.value !== undefined) {
      const step = stepValue(place.value, walk, line, tokens, at);
      walk = step.walk;
      at += step.taken;
    } else if (place.otherwise !== undefined) {
      outside = place.words;
      walk = { ...walk, place: place.otherwise() };
    } else {
      throwInvalid([...outside, ...place.words], walk, line, token);
    }
  }
  return walk;
};

/** What may follow, as `?` would list it. */
export const formsOf = (place: Place): string[] => [
  ...place.words.map(({ name }) => name),
  ...(place.value === undefined ? [] : [place.value.form]),
];

/**
 * What a line calls.
 *
 * @throws LineFault when it calls nothing
 */
export const resolve = (root: Place, line: string): Resolution => {
  const walk = walkOver(root, line, tokensOf(line));
  const { leaf } = walk.place;
  if (leaf === undefined) throw incomplete({ line, column: line.length }, formsOf(walk.place));
  return { leaf, full: walk.words.join(' '), values: walk.values };
};
