import { StatementError } from './statement-error.ts';
import { tokenize, type Token } from './token.ts';
import type { ValueKind } from './value.ts';

/** Words of one line, and the line itself for values that are its rest. */
export interface Words {
  readonly tokens: readonly Token[];
  readonly line: string;
  /** Where the first word stands, or would. */
  readonly column: number;
}

/** @throws StatementError where a quote is not closed */
export const wordsOf = (line: string): Words => {
  try {
    const tokens = tokenize(line);
    return { tokens, line, column: tokens[0]?.start ?? 0 };
  } catch (error) {
    throw new StatementError((error as Error).message, line.length);
  }
};

/** What stands behind the first `count` words. */
export const behind = ({ tokens, line, column }: Words, count: number): Words => {
  const last = tokens[count - 1];
  return { tokens: tokens.slice(count), line, column: last === undefined ? column : last.start + last.text.length + 1 };
};

export const startsWith = ({ tokens }: Words, words: readonly string[]): boolean =>
  words.every((word, i) => tokens[i]?.text.toLowerCase() === word);

const textOf = ({ wholeLine }: ValueKind<unknown>, { tokens, line }: Words): string => {
  const [first] = tokens;
  const isRaw = wholeLine === 'raw' || (wholeLine === 'words' && tokens.length > 1);
  return isRaw && first !== undefined ? line.slice(first.start).trimEnd() : tokens.map((token) => token.text).join(' ');
};

/**
 * The value that these words are.
 *
 * @param isSecret it is not repeated where it is refused
 * @throws StatementError naming what was set, the value and the reason
 */
export const readValue = <T>(kind: ValueKind<T>, what: string, words: Words, isSecret = false): T => {
  const text = textOf(kind as ValueKind<unknown>, words);
  if (text === '') throw new StatementError(`${what}: a value is missing, ${kind.form}`, words.column);
  try {
    return kind.parse(text);
  } catch (error) {
    throw new StatementError(
      `${what}: ${isSecret ? 'this' : `"${text}"`} is refused: ${(error as Error).message}`,
      words.tokens[0]?.start ?? words.column,
    );
  }
};
