import { stripVTControlCharacters } from 'node:util';
import { widthOf } from '../../commands/text/width.ts';

const escape = '\u001b';
/** A label, a bullet or a mark, and the blanks behind it: what goes on below stands under the text. */
const label = /^ *(?:- |\S+(?: \S+){0,5} {2,}(?:- )?(?=\S))/;
/** An escape sequence that sets a colour, or one word with the blanks before it. */
const piece = new RegExp(String.raw`${escape}\[[\d;]*m|\s*[^\s${escape}]+|\s+`, 'g');
const endsStyle = /\[(?:0|22|39)m$/;
const plainStyle = `${escape}[22m${escape}[39m`;

/** Where a line goes on: under what stands behind its label, where that leaves room, else a little further in. */
const hangOf = (line: string, columns: number): number => {
  const text = stripVTControlCharacters(line);
  const behind = widthOf(label.exec(text)?.[0] ?? '');
  return behind > 0 && behind <= columns / 2 ? behind : (/^ */.exec(text)?.[0].length ?? 0) + 2;
};

/** One line in lines of at most `columns`, broken between words only; a colour goes on with the text. */
const wrapLine = (line: string, columns: number): string[] => {
  if (widthOf(line) <= columns) return [line];
  const indent = ' '.repeat(Math.min(hangOf(line, columns), Math.max(0, columns - 1)));
  const lines: string[] = [];
  let now = '';
  let style = '';
  for (const [part] of line.matchAll(piece)) {
    if (part.startsWith(escape)) {
      style = endsStyle.test(part) ? '' : style + part;
      now += part;
    } else if (widthOf(now) + widthOf(part) <= columns || widthOf(now) <= indent.length) {
      now += part;
    } else {
      lines.push(`${now.trimEnd()}${style === '' ? '' : plainStyle}`);
      now = `${indent}${style}${part.trimStart()}`;
    }
  }
  return [...lines, now];
};

/**
 * Lines for a terminal of this width. Without a width they stay as they are: what is no terminal is searched and parsed,
 * and wants a sentence in one piece.
 */
export const wrapLines = (lines: readonly string[], columns: number | undefined): string[] =>
  columns === undefined ? [...lines] : lines.flatMap((line) => wrapLine(line, columns));

/** Columns of a terminal, 80 where it does not say; undefined where there is none. */
export const columnsOfTerminal = (stream: {
  readonly isTTY?: boolean;
  readonly columns?: number;
}): number | undefined => (stream.isTTY === true ? stream.columns || 80 : undefined);
