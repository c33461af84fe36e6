import type { Call, Outcome } from '../declaration.ts';

/** `show history` (console 33). */
export const showLines = ({ session }: Call): Outcome => {
  const lines = session.history;
  const width = String(lines.length).length;
  return {
    data: { lines },
    text: () => lines.map((line, i) => `  ${String(i + 1).padStart(width)}  ${line}`).join('\n'),
    verbatim: true,
  };
};
