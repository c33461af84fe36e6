import { secretIn } from '../config/secret-line.ts';
import { secretMask } from '../config/secret-mask.ts';
import { UnderstudyError } from '../error.ts';
import { widthOf } from './text/width.ts';

export type LineFaultKind = 'invalid' | 'ambiguous' | 'incomplete' | 'privilege' | 'prompt';

interface Where {
  readonly line: string;
  /** Where the word begins that is wrong. */
  readonly column: number;
}

/** A line that calls nothing, with what is wrong where. Its message stands alone; `linesOf` is what a console shows. */
export class LineFault extends UnderstudyError {
  readonly kind: LineFaultKind;
  readonly line: string;
  readonly column: number;
  /** Words it could have been (ambiguous), or the line that was probably meant (invalid). */
  readonly candidates: readonly string[];
  /** Why a value was refused. */
  readonly reason: string | undefined;

  constructor(
    kind: LineFaultKind,
    message: string,
    where: Where,
    more: { candidates?: readonly string[]; reason?: string; hint?: string | undefined } = {},
  ) {
    super(kind === 'privilege' ? 'permission' : 'usage', message, { hint: more.hint });
    this.kind = kind;
    this.line = where.line;
    this.column = where.column;
    this.candidates = more.candidates ?? [];
    this.reason = more.reason;
  }
}

/** What is wrong and where it stands; a secret is not repeated. */
const saidAt = ({ line, column }: Where, typed: string): string => {
  const secret = secretIn(line);
  if (secret === undefined || column < secret) return `"${typed}" in "${line.trim()}"`;
  return `"${secretMask}" in "${line.slice(0, secret).trimStart()}${secretMask}"`;
};

/** @param typed the word that fits nothing; @param meant the line that was probably meant */
export const invalid = (
  where: Where,
  typed: string,
  more: { meant?: string | undefined; reason?: string; hint?: string } = {},
): LineFault =>
  new LineFault(
    'invalid',
    `Invalid input ${saidAt(where, typed)}${more.reason === undefined ? '' : `: ${more.reason}`}`,
    where,
    {
      ...(more.meant === undefined ? {} : { candidates: [more.meant] }),
      ...(more.reason === undefined ? {} : { reason: more.reason }),
      hint: more.hint ?? (more.meant === undefined ? undefined : `Did you mean: ${more.meant}`),
    },
  );

export const ambiguous = (where: Where, candidates: readonly string[]): LineFault =>
  new LineFault('ambiguous', `Ambiguous command:  "${where.line.trim()}"`, where, {
    candidates,
    hint: `it could be: ${candidates.join(', ')}`,
  });

/** @param forms what could follow */
export const incomplete = (where: Where, forms: readonly string[]): LineFault =>
  new LineFault('incomplete', `Incomplete command: "${where.line.trim()}"`, where, {
    hint: forms.length === 0 ? undefined : `it goes on with: ${forms.join(', ')}`,
  });

/** A one-shot has no `enable` that would last: it says who may. */
export const needsPrivilege = (where: Where, interactive = true): LineFault => {
  const who = interactive ? "type 'enable'" : "run it as root, or in the console after 'enable'";
  return new LineFault('privilege', `This command needs privileged mode: ${who}.`, where);
};

/** For what concerns a sitting at a terminal, which a one-shot and a script have not. */
export const needsPrompt = (where: Where): LineFault =>
  new LineFault('prompt', `"${where.line.trim()}" works only at the prompt of the console.`, where);

/** As an IOS-style console answers (console 2.1): caret under the word, `width` being that of the prompt before the line. */
export const linesOf = (fault: LineFault, width: number): string[] => {
  switch (fault.kind) {
    case 'invalid':
      return [
        `${' '.repeat(width + widthOf(fault.line.slice(0, fault.column)))}^`,
        "% Invalid input detected at '^' marker.",
        ...(fault.reason === undefined ? [] : [`  ${fault.reason}`]),
        ...(fault.hint === undefined ? [] : [fault.hint]),
        '',
      ];
    case 'ambiguous':
      return [`% ${fault.message}`, `  ${fault.candidates.join('  ')}`];
    case 'incomplete':
      return ['% Incomplete command.', ''];
    case 'privilege':
    case 'prompt':
      return [`% ${fault.message}`];
  }
};
