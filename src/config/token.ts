/** One word of a line: its text without quotes and where it starts, for the caret under a bad one. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly quoted: boolean;
}

/**
 * Splits a line of the console's language into words. Quotes (`"` or `'`) keep blanks; inside double quotes a backslash
 * takes the next character literally.
 *
 * @throws Error when a quote is not closed
 */
export const tokenize = (line: string): Token[] => {
  const tokens: Token[] = [];
  const word = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']\S*))(?=\s|$)/y;
  let end = 0;
  while (line.slice(end).trim() !== '') {
    word.lastIndex = end;
    const match = word.exec(line);
    if (match === null) throw new Error('a quote is not closed');
    const start = end + (match[0].length - match[0].trimStart().length);
    const quoted = match[3] === undefined;
    const text = match[1]?.replace(/\\(.)/g, '$1') ?? match[2] ?? match[3] ?? '';
    tokens.push({ text, start, quoted });
    end = word.lastIndex;
  }
  return tokens;
};

/** The word as it has to be written so that `tokenize` gives it back. */
export const quote = (text: string): string =>
  /^[^\s"'!#\\][^\s"']*$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
