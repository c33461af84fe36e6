import type { Field } from '../config/field.ts';
import type { ValueKind } from '../config/value.ts';
import type { Draft } from './draft.ts';

/** One thing that is asked for. What it is called, its help and its check come from the schema. */
export interface Parameter {
  /** How the console's language calls it, e.g. `failover peer`; also its name in an answers file. */
  readonly words: string;
  /** How it is called behind `Current `; its words when left out, null where nothing is said of it. */
  readonly currentName?: string | null;
  /** Whom it describes: what was answered for one is nothing to offer for another. */
  readonly about?: (draft: Draft) => string | undefined;
  /** Said before it is asked for. */
  readonly preface?: (draft: Draft) => readonly string[];
  /** What stands before `[current]: `. */
  readonly label: string;
  readonly help: readonly string[];
  readonly isSecret: boolean;
  /** It has to be configured at least once. */
  readonly isMandatory: boolean;
  /** False where an earlier answer makes the question pointless. */
  readonly isAsked: (draft: Draft) => boolean;
  /** The value as it is printed; undefined: none. */
  readonly value: (draft: Draft) => string | undefined;
  /** The value where it is not asked for, if it is called otherwise there. */
  readonly shown?: (draft: Draft) => string;
  /** What Enter takes where there is no value yet. */
  readonly suggestion?: (draft: Draft) => string | undefined;
  /** A secret that was typed and is not in force yet. */
  readonly isNew?: (draft: Draft) => boolean;
  /** Looks at what is typed at the prompt, before it is taken. @throws Error with the reason why it cannot be meant */
  readonly refuse?: (draft: Draft, text: string) => void;
  /** The draft with another value. @throws Error with the reason why the text is none */
  readonly take: (draft: Draft, text: string) => Draft;
  /** The draft without it, or with its initial default value. */
  readonly reset: (draft: Draft) => Draft;
}

type Plain = Pick<Parameter, 'isSecret' | 'isMandatory' | 'isAsked' | 'reset'>;

/** A parameter that is always asked for, may be left out and has no initial default value, but for what is said. */
export const parameter = (said: Omit<Parameter, keyof Plain> & Partial<Plain>): Parameter => ({
  isSecret: false,
  isMandatory: false,
  isAsked: () => true,
  reset: (draft) => draft,
  ...said,
});

export const isNone = (text: string): boolean => text.toLowerCase() === 'none';

/** The numbers of requirements are nothing to an installer. */
const withoutNumbers = (help: string): string => help.replaceAll(/ \([A-H]\d+\)/g, '');

/** The part of a help text that can be asked with: up to where it goes into detail, and what holds without an answer. */
const askingPart = (help: string): string => {
  const [asking = '', ...details] = withoutNumbers(help).split(/[;:] /);
  const otherwise = details.find((detail) => detail.endsWith(' when left out'));
  return otherwise === undefined ? asking : `${asking} (${otherwise})`;
};

const choicesOf = (kind: ValueKind<unknown>): readonly (readonly [string, string])[] =>
  Object.entries(kind.choices ?? {});

export const labelOf = ({ help, kind }: Field): string => {
  const choices = choicesOf(kind).map(([word]) => word);
  return `${askingPart(help)}${choices.length === 0 ? '' : ` (${choices.join('/')})`}`;
};

/** What `?` shows. */
export const helpOf = ({ help, kind, initial, required }: Field): string[] => {
  const choices = choicesOf(kind);
  const width = Math.max(0, ...choices.map(([word]) => word.length));
  return [
    `${withoutNumbers(help)}.`,
    ...choices.map(([word, what]) => `  ${word.padEnd(width)}  ${what}`),
    ...(choices.length > 0 ? [] : [`It is written as ${kind.form}.`]),
    ...(initial === undefined ? [] : [`The initial default value is ${kind.print(initial)}.`]),
    ...(initial === undefined && required !== true ? ['Enter "none" to have none.'] : []),
  ];
};

/** A value as the schema reads it; words of a choice may be abbreviated, as in the console. */
export const readValue = ({ kind }: Field, text: string): unknown => {
  const words = choicesOf(kind).map(([word]) => word);
  const meant = words.filter((word) => word.startsWith(text.toLowerCase()));
  if (words.length > 0 && !words.includes(text.toLowerCase()) && meant.length === 1) return meant[0];
  if (/^<\d+-\d+>$/.test(kind.form) && !/^\d+$/.test(text)) throw new Error('Please enter only numbers.');
  return kind.parse(text);
};
