/** Of a terminal that does not say, as on a serial line. */
export const usualColumns = 80;

/** A word with the blanks before it. */
const piece = /\s*\S+|\s+/g;

/** One line in lines of at most `columns`, broken between words only; what goes on below stands a little further in. */
const wrapLine = (line: string, columns: number): string[] => {
  if (line.length <= columns) return [line];
  const indent = `${/^ */.exec(line)?.[0] ?? ''}  `;
  const lines: string[] = [];
  let now = '';
  for (const [part] of line.matchAll(piece)) {
    if (now.trim() === '' || now.length + part.length <= columns) now += part;
    else {
      lines.push(now);
      now = `${indent}${part.trimStart()}`;
    }
  }
  return [...lines, now.trimEnd()];
};

/** Lines for a terminal of this width; without one they stay as they are, for whoever searches them. */
export const wrapLines = (lines: readonly string[], columns: number | undefined): string[] =>
  columns === undefined ? [...lines] : lines.flatMap((line) => wrapLine(line, columns));

/** Columns of a terminal, 80 where it does not say; undefined where there is none. */
export const columnsOf = ({
  isTTY,
  columns,
}: {
  readonly isTTY?: boolean;
  readonly columns?: number;
}): number | undefined => (isTTY === true ? columns || usualColumns : undefined);
