import { tokenize } from './token.ts';

/** Words behind which a secret may stand, however the words before it were cut or mistyped; `secondary` is none. */
const secretWord = /^(sec(?!on)[a-z]*|pass[a-z]*|token|community)$/i;

/** A pairing code belongs behind its question, and is typed into lines all the same (E10). */
export const pairingCode = /(?<![\w-])[0-9A-Z]{4}(-[0-9A-Z]{4}){3}(?![\w-])/i;

interface Word {
  readonly text: string;
  readonly start: number;
}

/** The words of a line with where they begin; a line that is not in the language has words, too. */
const wordsOf = (line: string): readonly Word[] => {
  try {
    return tokenize(line);
  } catch {
    return [...line.matchAll(/[^\s"'\\]+/g)].map(({ 0: text, index }) => ({ text, start: index }));
  }
};

/** The words in front of a secret, cut as short as the console takes them: how they begin, and where the last of them is. */
const shortened = [
  ['en', 's'],
  ['f', '', 'pa'],
] as const;

const shortenedAt = (words: readonly Word[]): number | undefined => {
  const said = words.map(({ text }) => text.toLowerCase());
  const first = /^(no|default|do)$/.test(said[0] ?? '') ? 1 : 0;
  const found = shortened.find((starts) => starts.every((start, i) => said[first + i]?.startsWith(start)));
  return found === undefined ? undefined : first + found.length - 1;
};

/** Where a secret may begin in a line that was typed; undefined: nowhere. */
export const secretIn = (line: string): number | undefined => {
  const code = pairingCode.exec(line);
  if (code !== null) return code.index;
  const words = wordsOf(line);
  const at = shortenedAt(words) ?? words.findIndex(({ text }) => secretWord.test(text));
  return at === -1 ? undefined : words[at + 1]?.start;
};
