import { inspect } from 'node:util';
import type { Outcome } from '../commands/declaration.ts';
import { LineFault, linesOf } from '../commands/line-fault.ts';
import { plain, type Paint } from '../commands/text/paint.ts';
import { UnderstudyError } from '../error.ts';
import { applyModifier, type Modifier } from './modifier.ts';
import { wrapLines } from './wrap.ts';

/** Lines of an outcome for standard output, in the columns of its terminal. Patterns see whole lines without colours. */
export const outcomeLines = (
  outcome: Outcome,
  modifier: Modifier | undefined,
  paint: Paint,
  columns: number | undefined,
): readonly string[] => {
  if (modifier?.name === 'json') return JSON.stringify(outcome.data, null, 2).split('\n');
  const isFilter = modifier !== undefined && modifier.name !== 'no-more';
  const text = outcome.text(isFilter ? plain : paint);
  const lines = applyModifier(text === '' ? [] : text.split('\n'), modifier);
  return outcome.verbatim === true ? lines : wrapLines(lines, columns);
};

export const warningLines = (outcome: Outcome, columns: number | undefined): string[] =>
  wrapLines(
    (outcome.warnings ?? []).map((warning) => `% Warning: ${warning}`),
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
    ],
    columns,
  );

/** The caret stays where it is: the terminal itself breaks the line above it. */
const lineFaultLines = (fault: LineFault, promptWidth: number, columns: number | undefined): string[] =>
  linesOf(fault, promptWidth).flatMap((line) => (/^ *\^$/.test(line) ? [line] : wrapLines([line], columns)));

/** A fault below the line that was typed at a prompt of this width. */
export const faultLinesAt = (fault: UnderstudyError, promptWidth: number, columns: number | undefined): string[] =>
  fault instanceof LineFault ? lineFaultLines(fault, promptWidth, columns) : faultLines(fault, columns);

/** A fault of a one-shot command: nothing stands above it, so the line comes first. */
export const faultLinesAlone = (fault: UnderstudyError, columns: number | undefined): string[] =>
  fault instanceof LineFault && fault.kind === 'invalid'
    ? [fault.line, ...lineFaultLines(fault, 0, columns).filter((line) => line !== '')]
    : faultLines(fault, columns);
