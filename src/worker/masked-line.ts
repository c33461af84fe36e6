import { tokenize } from '../config/token.ts';

/** The mask that `show running-config` prints, too. */
const mask = '<secret>';

/** Words behind which a secret may stand, however the words before it were cut or mistyped. */
const secretWord = /^(sec[a-z]*|pass[a-z]*|passw[a-z]*|passphrase|token|community)$/i;

/** The words of a line with where they begin; a line that is not in the language has words, too. */
const wordsOf = (line: string): readonly { readonly text: string; readonly start: number }[] => {
  try {
    return tokenize(line);
  } catch {
    return [...line.matchAll(/[^\s"'\\]+/g)].map(({ 0: text, index }) => ({ text, start: index }));
  }
};

/** Where a secret may begin; undefined: nowhere. */
const secretIn = (line: string): number | undefined => {
  const words = wordsOf(line);
  const first = /^(no|default|do)$/i.test(words[0]?.text ?? '') ? 1 : 0;
  const isEnable = /^en/i.test(words[first]?.text ?? '') && /^s/i.test(words[first + 1]?.text ?? '');
  const at = isEnable ? first + 1 : words.findIndex(({ text }) => secretWord.test(text));
  return at === -1 ? undefined : words[at + 1]?.start;
};

/** A line for the audit: on one line, and nothing in it that is or may be a secret. */
export const maskedLine = (line: string): string => {
  const at = secretIn(line);
  const shown = at === undefined ? line : `${line.slice(0, at)}${mask}`;
  return shown
    .trim()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, 500);
};
