import { inspect } from 'node:util';
import type { Outcome } from '../commands/declaration.ts';
import { LineFault, linesOf } from '../commands/line-fault.ts';
import { plain, type Paint } from '../commands/text/paint.ts';
import { UnderstudyError } from '../error.ts';
import { applyModifier, type Modifier } from './modifier.ts';

/** Lines of an outcome for standard output. Patterns see the text without colours. */
export const outcomeLines = (
  outcome: Outcome,
  modifier: Modifier | undefined,
  paint: Paint,
  json: boolean,
): readonly string[] => {
  if (json || modifier?.name === 'json') return JSON.stringify(outcome.data, null, 2).split('\n');
  const isFilter = modifier !== undefined && modifier.name !== 'no-more';
  const text = outcome.text(isFilter ? plain : paint);
  return applyModifier(text === '' ? [] : text.split('\n'), modifier);
};

export const warningLines = (outcome: Outcome): string[] =>
  (outcome.warnings ?? []).map((warning) => `% Warning: ${warning}`);

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
export const faultLines = (fault: UnderstudyError): string[] => [
  ...fault.message.split('\n').map((line, i) => (i === 0 ? `% ${line}` : `  ${line}`)),
  ...(fault.hint === undefined ? [] : [`  ${fault.hint}`]),
];

/** A fault below the line that was typed at a prompt of this width. */
export const faultLinesAt = (fault: UnderstudyError, promptWidth: number): string[] =>
  fault instanceof LineFault ? linesOf(fault, promptWidth) : faultLines(fault);

/** A fault of a one-shot command: nothing stands above it, so the line comes first. */
export const faultLinesAlone = (fault: UnderstudyError): string[] =>
  fault instanceof LineFault && fault.kind === 'invalid'
    ? [fault.line, ...linesOf(fault, 0).filter((line) => line !== '')]
    : faultLines(fault);
