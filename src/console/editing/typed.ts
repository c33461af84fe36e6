import type { Key } from './question.ts';

/** A key as it came. */
export interface Typed {
  readonly text: string | undefined;
  readonly key: Key;
}

export type KeyTaker = (typed: Typed) => void;

/** Keys that are kept while a command runs: a long paste, and no more. */
export const mostKept = 200_000;

export const isControl = ({ key }: Typed, name: string): boolean => key.ctrl === true && key.name === name;

/** What to say of keys that are dropped. A pasted CR LF ends one line, and that before the first key is already taken. */
export const droppedText = (typed: readonly Typed[]): string => {
  const names = ['return', ...typed.map(({ key }) => key.name)];
  const keys = names.filter((name, i) => i > 0 && !(name === 'enter' && names[i - 1] === 'return'));
  const lines = keys.filter((name) => name === 'return' || name === 'enter').length;
  if (keys.length === 0) return '';
  if (lines === 0) return '% What was typed ahead was not taken\n';
  return lines === 1 ? '% 1 typed-ahead line was not taken\n' : `% ${lines} typed-ahead lines were not taken\n`;
};
