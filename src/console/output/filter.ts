import type { Modifier } from './modifier.ts';

const sections = (lines: readonly string[], pattern: RegExp): string[] => {
  let depth = -1;
  return lines.filter((line) => {
    const indent = line.length - line.trimStart().length;
    if (depth >= 0 && indent > depth && line.trim() !== '') return true;
    depth = pattern.test(line) ? indent : -1;
    return depth >= 0;
  });
};

const apply = (lines: readonly string[], modifier: Modifier): readonly string[] => {
  switch (modifier.name) {
    case 'include':
      return lines.filter((line) => modifier.pattern.test(line));
    case 'exclude':
      return lines.filter((line) => !modifier.pattern.test(line));
    case 'begin': {
      const first = lines.findIndex((line) => modifier.pattern.test(line));
      return first === -1 ? [] : lines.slice(first);
    }
    case 'section':
      return sections(lines, modifier.pattern);
    case 'count':
      return [`Number of lines which match regexp = ${lines.filter((line) => modifier.pattern.test(line)).length}`];
    case 'json':
    case 'no-more':
    case 'redirect':
    case 'append':
    case 'compare':
      return lines;
  }
};

/** The lines as the filters leave them, one after another. */
export const filtered = (lines: readonly string[], modifiers: readonly Modifier[]): readonly string[] =>
  modifiers.reduce(apply, lines);

/** True where a pattern has to see the lines: whole and without colours. */
export const hasFilter = (modifiers: readonly Modifier[]): boolean =>
  modifiers.some(({ name }) => name !== 'json' && name !== 'no-more');
