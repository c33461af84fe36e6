import { padTo, widthOf } from './width.ts';

/** Rows of words in columns as wide as their widest word, two blanks between, nothing behind the last one. */
export const columnsOf = (rows: readonly (readonly string[])[], indent = 2): string[] => {
  const widths: number[] = [];
  for (const row of rows) row.forEach((word, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(word))));
  return rows.map((row) =>
    `${' '.repeat(indent)}${row.map((word, i) => padTo(word, widths[i] ?? 0)).join('  ')}`.trimEnd(),
  );
};

/** A label and what it says, with all labels equally wide; further lines stand under the first. */
export const labelledOf = (rows: readonly (readonly [label: string, ...lines: string[]])[], indent = 2): string[] => {
  const width = Math.max(0, ...rows.map(([label]) => widthOf(label))) + 2;
  return rows.flatMap(([label, ...lines]) =>
    lines.map((line, i) => `${' '.repeat(indent)}${padTo(i === 0 ? label : '', width)}${line}`.trimEnd()),
  );
};
