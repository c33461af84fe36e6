import { inspect } from 'node:util';
import type { Outcome } from '../../commands/declaration.ts';
import { LineFault, linesOf } from '../../commands/line-fault.ts';
import { plain, type Paint } from '../../commands/text/paint.ts';
import { cutTo, widthOf } from '../../commands/text/width.ts';
import { UnderstudyError } from '../../error.ts';
import { filtered, hasFilter } from './filter.ts';
import { isJson, type Modifier } from './modifier.ts';
import { rendered, visible, visibleJson } from '../../commands/text/visible.ts';
import { wrapLines } from './wrap.ts';

/** The text of an outcome, without anything that would steer the terminal but our colours. */
export const textLines = (outcome: Outcome, paint: Paint): readonly string[] => {
  const text = rendered(outcome.text, paint);
  return text === '' ? [] : text.split('\n');
};

/** Lines of an outcome for standard output, in the columns of its terminal. Patterns see whole lines without colours. */
export const outcomeLines = (
  outcome: Outcome,
  modifiers: readonly Modifier[],
  paint: Paint,
  columns: number | undefined,
): readonly string[] => {
  if (isJson(modifiers)) return visibleJson(JSON.stringify(outcome.data, null, 2)).split('\n');
  const lines = filtered(textLines(outcome, hasFilter(modifiers) ? plain : paint), modifiers);
  return outcome.verbatim === true ? lines : wrapLines(lines, columns);
};

export const warningLines = (outcome: Outcome, columns: number | undefined): string[] =>
  wrapLines(
    (outcome.warnings ?? []).map((warning) => visible(`% Warning: ${warning}`)),
    columns,
  );

/**
 * Whatever was thrown as the one error of the product. Anything else is a fault of ours: operators get a sentence, and the
 * stack only with `UNDERSTUDY_TRACE`.
 */
export const faultFrom = (error: unknown): UnderstudyError => {
  if (error instanceof UnderstudyError) return error;
  if ((process.env['UNDERSTUDY_TRACE'] ?? '') !== '') process.stderr.write(`${inspect(error)}\n`);
  return new UnderstudyError('failed', 'The console met something it does not understand', {
    hint: 'the console and the worker may be of different releases: restart understudyd; otherwise report it with the output of UNDERSTUDY_TRACE=1',
    cause: error,
  });
};

/** `% message` and, below it, what to do. */
export const faultLines = (fault: UnderstudyError, columns: number | undefined): string[] =>
  wrapLines(
    [
      ...fault.message.split('\n').map((line, i) => (i === 0 ? `% ${line}` : `  ${line}`)),
      ...(fault.hint === undefined ? [] : [`  ${fault.hint}`]),
    ].map(visible),
    columns,
  );

/** Behind a line of several rows a caret would stand under the wrong one: the part around the bad word is shown again. */
const excerptOf = ({ line, column }: LineFault, columns: number): { row: string; caret: string } => {
  const before = line.slice(0, column);
  let start = 0;
  while (start < before.length && widthOf(before.slice(start)) > columns / 2) start += 1;
  const row = cutTo(`${start === 0 ? '' : '...'}${line.slice(start)}`, columns - 1);
  return { row, caret: `${' '.repeat(widthOf(before.slice(start)) + (start === 0 ? 0 : 3))}^` };
};

/** The caret stays where it is: under the word in the row above it. */
const lineFaultLines = (fault: LineFault, promptWidth: number, columns: number | undefined): string[] => {
  const lines = linesOf(fault, promptWidth);
  const isLong = columns !== undefined && promptWidth + widthOf(fault.line) >= columns;
  return lines.flatMap((line) => {
    if (!/^ *\^$/.test(line)) return wrapLines([visible(line)], columns);
    if (!isLong) return [line];
    const { row, caret } = excerptOf(fault, columns);
    return [visible(row), caret];
  });
};

/** A fault below the line that was typed at a prompt of this width. */
export const faultLinesAt = (fault: UnderstudyError, promptWidth: number, columns: number | undefined): string[] =>
  fault instanceof LineFault ? lineFaultLines(fault, promptWidth, columns) : faultLines(fault, columns);

const lineAbove = ({ line }: LineFault, columns: number | undefined): string[] =>
  columns !== undefined && widthOf(line) >= columns ? [] : [visible(line)];

/** A fault of a one-shot command: nothing stands above it, so the line comes first. */
export const faultLinesAlone = (fault: UnderstudyError, columns: number | undefined): string[] =>
  fault instanceof LineFault && fault.kind === 'invalid'
    ? [...lineAbove(fault, columns), ...lineFaultLines(fault, 0, columns).filter((line) => line !== '')]
    : faultLines(fault, columns);
