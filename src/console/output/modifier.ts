import { tokenize } from '../../config/token.ts';
import { UnderstudyError } from '../../error.ts';

/** What may stand behind a bar (console 30), in the order in which `?` lists it. */
export const modifierHelp = {
  append: 'Add to the end of a file of this console',
  begin: 'Begin with the first line that matches',
  compare: 'What differs from the saved or an earlier configuration',
  count: 'Count the lines that match',
  exclude: 'Leave out the lines that match',
  include: 'Only the lines that match',
  json: 'The data as JSON',
  'no-more': 'Without paging',
  redirect: 'Write into a file of this console',
  section: 'The lines that match, each with the indented lines below it',
} as const;

export type ModifierName = keyof typeof modifierHelp;
export type FilterName = 'begin' | 'count' | 'exclude' | 'include' | 'section';

/** A form of output, a filter over lines, a file that takes them, or what they are compared with. */
export type Modifier =
  | { readonly name: 'json' | 'no-more' }
  | { readonly name: FilterName; readonly pattern: RegExp }
  | { readonly name: 'redirect' | 'append'; readonly file: string }
  | { readonly name: 'compare'; readonly with: string };

/** What is written behind the name of a modifier; undefined: nothing may be. */
export const argumentOf = (name: ModifierName): 'pattern' | 'file' | 'configuration' | undefined => {
  if (name === 'json' || name === 'no-more') return undefined;
  if (name === 'redirect' || name === 'append') return 'file';
  return name === 'compare' ? 'configuration' : 'pattern';
};

/** What decides which modifiers may follow: the command before the bar, and who typed it. */
export interface Usable {
  readonly comparable: boolean;
  readonly privileged: boolean;
}

/** Where the next bar stands that is not within quotes; -1 without one. */
export const barIn = (line: string, isBar: (line: string, at: number) => boolean = () => true): number => {
  let open = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (character === '\\' && open !== "'") at += 1;
    else if (open !== '') open = character === open ? '' : open;
    else if (character === '|' && isBar(line, at)) return at;
    else if (/["']/.test(character) && (at === 0 || /\s/.test(line[at - 1] ?? ''))) open = character;
  }
  return -1;
};

/** Within a pattern a bar means "or"; one with a blank before it begins the next modifier. */
const isBarBehindPattern = (line: string, at: number): boolean => /\s/.test(line[at - 1] ?? '');

/** The words behind the first bar, modifier by modifier. What stands behind a name is as it was typed. */
export interface Behind {
  readonly typed: string;
  readonly rest: string;
}

/** The modifiers of what stands behind the first bar; `usable` decides what an abbreviation may mean. */
export const behindBars = (text: string, usable: Usable): Behind[] => {
  const found: Behind[] = [];
  for (let left = text; ;) {
    const [head = '', typed = ''] = /^\s*([^\s|]*)\s*/.exec(left) ?? [];
    const behind = left.slice(head.length);
    const name = namesFor(typed, usable)[0];
    const hasPattern = name !== undefined && argumentOf(name) === 'pattern';
    const bar = barIn(behind, (line, at) => !hasPattern || at === 0 || isBarBehindPattern(line, at));
    found.push({ typed, rest: (bar === -1 ? behind : behind.slice(0, bar)).trimEnd() });
    if (bar === -1) return found;
    left = behind.slice(bar + 1);
  }
};

const order = Object.keys(modifierHelp) as ModifierName[];

/** The modifiers a begun word may stand for. */
export const namesFor = (typed: string, { comparable }: Usable): ModifierName[] => {
  const lower = typed.toLowerCase();
  const all = order.filter((name) => comparable || name !== 'compare');
  return all.some((name) => name === lower) ? [lower as ModifierName] : all.filter((name) => name.startsWith(lower));
};

const usage = (message: string, hint?: string): UnderstudyError => new UnderstudyError('usage', message, { hint });

/**
 * A pattern that would try every way to match is matched in linear time instead: nothing could interrupt it. The engine
 * for that knows no Unicode classes, so only patterns with one go without.
 */
const compiled = (pattern: string): RegExp => {
  if (/\\[pPu]\{/.test(pattern)) return new RegExp(pattern, 'u');
  process.getBuiltinModule('node:v8').setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  return new RegExp(pattern);
};

/** A pattern goes to the end of the line or the next bar; quotes around the whole of it are taken off. */
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
    return compiled(pattern);
  } catch (cause) {
    const [, reason] = /: ([^:]*)$/.exec((cause as Error).message) ?? [];
    throw usage(`Invalid regular expression: ${reason ?? pattern}`);
  }
};

const fileOf = (name: string, text: string): string => {
  if (text === '') throw usage(`Incomplete command: the name of a file is missing behind "| ${name}"`);
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/.test(text)) {
    throw usage(
      `Invalid file name "${text}"`,
      'a name of up to 64 letters, digits, ".", "_" and "-" is needed; files lie in the folder of the console alone ("dir")',
    );
  }
  return text;
};

/** The one modifier that a word stands for. */
const nameOf = (typed: string, usable: Usable): ModifierName => {
  const [name, other] = typed === '' ? [] : namesFor(typed, usable);
  if (name === undefined) {
    const all = namesFor('', usable).join(', ');
    throw usage(`Invalid output modifier "${typed}"`, `one of ${all} is needed`);
  }
  if (other !== undefined)
    throw usage(`Ambiguous output modifier "${typed}"`, `it could be: ${namesFor(typed, usable).join(', ')}`);
  return name;
};

const modifierOf = ({ typed, rest }: Behind, usable: Usable): Modifier => {
  const name = nameOf(typed, usable);
  switch (name) {
    case 'json':
    case 'no-more':
      if (rest !== '') throw usage(`Invalid input "${rest}" behind "| ${name}"`);
      return { name };
    case 'redirect':
    case 'append':
      return { name, file: fileOf(name, rest) };
    case 'compare':
      return { name, with: rest };
    case 'begin':
    case 'count':
    case 'exclude':
    case 'include':
    case 'section':
      return { name, pattern: patternOf(rest) };
  }
};

const isFile = ({ name }: Modifier): boolean => name === 'redirect' || name === 'append';

/** Which modifier may stand behind which: what it says is the reason why it may not. */
const refuseOrder = (all: readonly Modifier[]): void => {
  const named = all.filter(({ name }) => name !== 'no-more');
  const file = all.findIndex(isFile);
  const behindFile = file === -1 ? undefined : all[file + 1];
  if (behindFile !== undefined) {
    throw usage(`"| ${behindFile.name}" cannot stand behind "| ${all[file]?.name ?? ''}"`, 'the file comes last');
  }
  const form = named.findIndex(({ name }) => name === 'json');
  const [before] = named.slice(0, Math.max(0, form));
  const behind = form === -1 ? undefined : named.slice(form + 1).find((one) => !isFile(one));
  if (before !== undefined || behind !== undefined) {
    throw usage(
      `"| json" and "| ${(before ?? behind)?.name ?? ''}" cannot stand together`,
      'JSON is data, the filters take lines of text: leave one of them out',
    );
  }
  if (named.findIndex(({ name }) => name === 'compare') > 0) {
    throw usage(
      `"| compare" cannot stand behind "| ${named[0]?.name ?? ''}"`,
      'the whole configuration is compared: put it first',
    );
  }
};

/** The command of a line and what stands behind its first bar; undefined without one. */
export const splitAtBar = (line: string): { command: string; behind: string | undefined } => {
  const bar = barIn(line);
  return bar === -1
    ? { command: line, behind: undefined }
    : { command: line.slice(0, bar), behind: line.slice(bar + 1) };
};

/** @throws UnderstudyError usage for an unknown modifier, a bad pattern, or modifiers that cannot stand together */
export const modifiersOf = (behind: string, usable: Usable): readonly Modifier[] => {
  const all = behindBars(behind, usable).map((one) => modifierOf(one, usable));
  refuseOrder(all);
  const file = all.find(isFile);
  if (file !== undefined && !usable.privileged) {
    throw new UnderstudyError('permission', `"| ${file.name}" writes a file and needs privileged mode: type 'enable'.`);
  }
  return all;
};

/** True when the output goes on as data, not as text. */
export const isJson = (modifiers: readonly Modifier[]): boolean => modifiers.some(({ name }) => name === 'json');
