import type { ValueKind } from '../config/value.ts';
import type { NameKind } from '../control/session-shapes.ts';
import type { Place } from './place.ts';

export type SettableKind = Pick<ValueKind<unknown>, 'form' | 'parse' | 'choices' | 'wholeLine'>;

/** A value of the configuration as `?` shows it. */
export interface Settable {
  readonly kind: SettableKind;
  readonly help: string;
  /** How many words it has; Infinity: all that follow. A value in several words may be quoted as one. */
  readonly takes: number;
  readonly names?: NameKind | undefined;
}

/** The place of a value and what follows it. */
export const valuePlace = ({ kind, help, takes, names }: Settable, next: () => Place): Place => {
  if (kind.choices !== undefined) {
    return { words: Object.entries(kind.choices).map(([name, word]) => ({ name, help: word, isValue: true, next })) };
  }
  const wholeLine = takes === Infinity && kind.wholeLine !== undefined ? { wholeLine: kind.wholeLine } : {};
  return {
    words: [],
    value: {
      form: kind.form,
      help,
      takes,
      check: kind.parse,
      next,
      ...wholeLine,
      ...(names === undefined ? {} : { names }),
    },
  };
};
