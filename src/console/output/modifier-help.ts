import type { Names } from '../../control/session-shapes.ts';
import { visible } from '../../commands/text/visible.ts';
import {
  argumentOf,
  behindBars,
  modifierHelp,
  namesFor,
  type Behind,
  type ModifierName,
  type Usable,
} from './modifier.ts';

export type Row = readonly [name: string, help?: string];

/** What may stand at a place behind a bar, as `?` and Tab show it. */
export interface ModifierPlace {
  /** The begun word; empty behind a blank. */
  readonly word: string;
  /** Words that may stand there and may be completed. */
  readonly words: readonly Row[];
  /** Forms of what may be typed instead. */
  readonly forms: readonly Row[];
  readonly mayEnd: boolean;
  readonly mayGoOn: boolean;
}

const nothing: ModifierPlace = { word: '', words: [], forms: [], mayEnd: false, mayGoOn: false };

/** Which modifiers may stand behind these; `refuseOrder` of the parser says the same of a whole line. */
const namesBehind = (before: readonly ModifierName[], { comparable, privileged }: Usable): ModifierName[] => {
  const isFirst = before.every((name) => name === 'no-more');
  const mayStand = (name: ModifierName): boolean => {
    if (name === 'redirect' || name === 'append') return privileged;
    if (name === 'json') return isFirst;
    if (name === 'compare') return isFirst && comparable;
    return name === 'no-more' || !before.includes('json');
  };
  if (before.includes('redirect') || before.includes('append')) return [];
  return (Object.keys(modifierHelp) as ModifierName[]).filter(mayStand);
};

/** What `| compare` takes, with help. */
export const compareHelp = {
  archive: 'A configuration of the archive, by its number',
  startup: 'The saved configuration',
} as const;

const filePlace = (rest: string, isOver: boolean, names: Names): ModifierPlace => {
  if (isOver && rest !== '') return { ...nothing, mayEnd: true };
  const files = names.file.filter(([name]) => name.startsWith(rest)).map(([name, help]): Row => [visible(name), help]);
  return { ...nothing, word: rest, words: files, forms: [['NAME', 'Name of the file, see "dir"']] };
};

const comparePlace = (rest: string, isOver: boolean, names: Names): ModifierPlace => {
  const end = { mayEnd: true, mayGoOn: true };
  const [first = '', number] = rest.split(/\s+/);
  if (rest === '' || (number === undefined && !isOver)) {
    const words = Object.entries(compareHelp).filter(([name]) => name.startsWith(first.toLowerCase()));
    return { ...nothing, word: first, words, ...(rest === '' ? end : {}) };
  }
  const isArchive = 'archive'.startsWith(first.toLowerCase());
  if (!isArchive || (number !== undefined && isOver)) return { ...nothing, ...end };
  const archived = names.archive.filter(([name]) => name.startsWith(number ?? ''));
  return { ...nothing, word: number ?? '', words: archived, forms: [['NUMBER', 'Its number, see "show archive"']] };
};

const argumentPlace = (name: ModifierName, { rest }: Behind, isOver: boolean, names: Names): ModifierPlace => {
  switch (argumentOf(name)) {
    case undefined:
      return rest === '' ? { ...nothing, mayEnd: true, mayGoOn: true } : nothing;
    case 'file':
      return filePlace(rest, isOver, names);
    case 'configuration':
      return comparePlace(rest, isOver, names);
    case 'pattern': {
      const isWhole = rest !== '' && isOver;
      return { ...nothing, forms: [['LINE', 'Regular expression']], mayEnd: isWhole, mayGoOn: isWhole };
    }
  }
};

/** What may stand behind the first bar of a line, `text` being what stands there already. */
export const modifierPlace = (text: string, usable: Usable, names: Names): ModifierPlace => {
  const all = behindBars(text, usable);
  const last = all.at(-1) ?? { typed: '', rest: '' };
  const before = all.slice(0, -1).map(({ typed }) => namesFor(typed, usable)[0]);
  if (before.some((name) => name === undefined)) return nothing;
  const isOver = /\s$/.test(text);
  if (last.rest === '' && !(isOver && last.typed !== '')) {
    const usableHere = namesBehind(before as ModifierName[], usable);
    const words = usableHere
      .filter((name) => name.startsWith(last.typed.toLowerCase()))
      .map((name): Row => [name, modifierHelp[name]]);
    return { ...nothing, word: last.typed, words };
  }
  const [name, other] = namesFor(last.typed, usable);
  return name === undefined || other !== undefined ? nothing : argumentPlace(name, last, isOver, names);
};

/** Rows for `?`: the words, the forms, and how the line may go on. */
export const modifierRows = ({ words, forms, mayEnd, mayGoOn }: ModifierPlace): Row[] => [
  ...forms,
  ...words,
  ...(mayEnd ? [['<cr>'] as const] : []),
  ...(mayGoOn ? [['|', 'Output modifiers'] as const] : []),
];
