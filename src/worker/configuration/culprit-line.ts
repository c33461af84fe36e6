import { tokenize } from '../../config/token.ts';

const wordsOf = (line: string): string[] => {
  try {
    return tokenize(line).map(({ text }) => text);
  } catch {
    return [];
  }
};

const isNamedIn = (sentence: ReadonlySet<string>, word: string): boolean =>
  sentence.has(word) || sentence.has(`${word}.service`);

/**
 * The line that a sentence about all of them speaks of, from 1: the last one whose value the sentence names. What is wrong
 * with the whole, such as a unit that this host lacks, is found when all lines were read.
 */
export const culpritLine = (lines: readonly string[], sentence: string): number | undefined => {
  const named = new Set(sentence.split(/[\s"]+/).map((word) => word.replace(/[,;:]$/, '')));
  const at = lines.findLastIndex((line) => isNamedIn(named, wordsOf(line).at(-1) ?? ''));
  return at === -1 ? undefined : at + 1;
};
