import { tokenize } from './token.ts';

const remedyFor = (words: string): string =>
  `type "${words}" alone to be asked for it, or "${words} SECRET" with the secret in clear`;

/** What stands behind the words as a word; or the secret is in quotes. */
const wordOf = (text: string, words: string): string => {
  const [first, second, ...more] = tokenize(text);
  if (first === undefined) throw new Error('a secret is missing');
  if (second === undefined) return first.text;
  const isType = !first.quoted && /^\d$/.test(first.text);
  if (isType && first.text !== '0')
    throw new Error(
      `type ${first.text} stands for a secret that another system has encrypted, not taken here: ${remedyFor(words)}`,
    );
  if (isType && more.length === 0) return second.text;
  throw new Error('a secret with blanks has to stand in quotes');
};

/**
 * The secret that was typed behind `enable secret`, or behind other words that set one: one word, or quoted. As on IOS `0` in front of it says that it is in
 * clear.
 *
 * @throws Error with the reason why it is none, in which it is not repeated
 */
export const typedSecret = (text: string, words = 'enable secret'): string => {
  const secret = wordOf(text, words);
  if (/^\P{Cc}+$/u.test(secret)) return secret;
  throw new Error(secret === '' ? 'a secret is missing' : 'a secret without control characters is needed');
};
