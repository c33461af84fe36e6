import type { TypedLines } from '../../control/shapes.ts';
import { silent, type Call, type Outcome } from '../declaration.ts';

/** `show history` (console 33). */
export const showLines = ({ session }: Call): Outcome => {
  const { history: lines } = session;
  const width = String(lines.length).length;
  return {
    data: { lines } satisfies TypedLines,
    text: () => lines.map((line, i) => `  ${String(i + 1).padStart(width)}  ${line}`).join('\n'),
    verbatim: true,
  };
};

/** `clear history`: those of this account, in every later sitting. */
export const clearLines = ({ session }: Call): Outcome => {
  session.clearHistory();
  return silent;
};
