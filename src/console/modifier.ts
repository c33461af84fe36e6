import { tokenize } from '../config/token.ts';
import { UnderstudyError } from '../error.ts';

/** What may stand behind the bar (console 30), in the order in which `?` lists it. */
export const modifierHelp = {
  begin: 'Begin with the first line that matches',
  count: 'Count the lines that match',
  exclude: 'Leave out the lines that match',
  include: 'Only the lines that match',
  json: 'The data as JSON',
  'no-more': 'Without paging',
  section: 'The lines that match, each with the indented lines below it',
} as const;

type ModifierName = keyof typeof modifierHelp;
const names = Object.keys(modifierHelp) as ModifierName[];

/** A filter over lines, or a form of output. */
export type Modifier =
  | { readonly name: 'json' | 'no-more' }
  | { readonly name: Exclude<ModifierName, 'json' | 'no-more'>; readonly pattern: RegExp };

/** Where the bar stands that is not within quotes; -1 without one. */
export const barIn = (line: string): number => {
  let open = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (open === '"' && character === '\\') at += 1;
    else if (open !== '') open = character === open ? '' : open;
    else if (character === '|') return at;
    else if (/["']/.test(character) && (at === 0 || /\s/.test(line[at - 1] ?? ''))) open = character;
  }
  return -1;
};

const usage = (message: string, hint?: string): UnderstudyError => new UnderstudyError('usage', message, { hint });

/** A pattern goes to the end of the line; quotes around the whole of it are taken off. */
const patternOf = (text: string): RegExp => {
  if (text === '') throw usage('Incomplete command: a pattern is missing behind the modifier');
  let pattern = text;
  try {
    const [only, more] = tokenize(text);
    if (only?.quoted === true && more === undefined) pattern = only.text;
  } catch {
    // A single quote character is an ordinary part of a pattern.
  }
  try {
    return new RegExp(pattern, 'u');
  } catch (cause) {
    const [, reason] = /: ([^:]*)$/.exec((cause as Error).message) ?? [];
    throw usage(`Invalid regular expression: ${reason ?? pattern}`);
  }
};

const modifierOf = (text: string): Modifier => {
  const [, typed = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(text.trim()) ?? [];
  const found = typed === '' ? [] : names.filter((name) => name.startsWith(typed.toLowerCase()));
  const [name] = found;
  if (name === undefined) throw usage(`Invalid output modifier "${typed}"`, `one of ${names.join(', ')} is needed`);
  if (name !== 'json' && name !== 'no-more') return { name, pattern: patternOf(rest) };
  if (rest !== '') throw usage(`Invalid input "${rest}" behind "| ${name}"`);
  return { name };
};

/** The command and what stands behind its bar. @throws UnderstudyError usage for an unknown modifier or a bad pattern */
export const splitModifier = (line: string): { command: string; modifier: Modifier | undefined } => {
  const bar = barIn(line);
  return bar === -1
    ? { command: line, modifier: undefined }
    : { command: line.slice(0, bar), modifier: modifierOf(line.slice(bar + 1)) };
};

const sections = (lines: readonly string[], pattern: RegExp): string[] => {
  let depth = -1;
  return lines.filter((line) => {
    const indent = line.length - line.trimStart().length;
    if (depth >= 0 && indent > depth && line.trim() !== '') return true;
    depth = pattern.test(line) ? indent : -1;
    return depth >= 0;
  });
};

/** The lines as the modifier leaves them. */
export const applyModifier = (lines: readonly string[], modifier: Modifier | undefined): readonly string[] => {
  switch (modifier?.name) {
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
    case undefined:
      return lines;
  }
};
