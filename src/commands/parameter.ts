import type { NameKind } from '../control/session-shapes.ts';

/** A value behind the words of a command. */
export interface Parameter {
  readonly name: string;
  /** Shown by `?` in the value's place, e.g. `HOST` or `<1-512>`. */
  readonly form: string;
  readonly help: string;
  readonly optional: boolean;
  /** The only words that may stand here, with a help of their own. */
  readonly choices?: Readonly<Record<string, string>>;
  /** The names that exist on this server, offered by `?` and Tab. */
  readonly names?: NameKind;
  /** Throws an Error with the reason why the text is no such value. */
  readonly check: (text: string) => void;
}

type Extra = Partial<Pick<Parameter, 'optional' | 'names'>>;

export const choice = (
  name: string,
  help: string,
  choices: Readonly<Record<string, string>>,
  extra: Extra = {},
): Parameter => ({
  name,
  form: Object.keys(choices).join('|'),
  help,
  optional: false,
  choices,
  check: (text) => {
    if (!(text in choices)) throw new Error(`one of ${Object.keys(choices).join(', ')} is needed`);
  },
  ...extra,
});

export const number = (name: string, min: number, max: number, help: string, extra: Extra = {}): Parameter => ({
  name,
  form: `<${min}-${max}>`,
  help,
  optional: false,
  check: (text) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) < min || Number(text) > max) {
      throw new Error(`a whole number from ${min} to ${max} is needed`);
    }
  },
  ...extra,
});

/** A name or an address; what it names is checked by the worker. */
export const name = (key: string, form: string, help: string, names: NameKind): Parameter => ({
  name: key,
  form,
  help,
  names,
  optional: false,
  check: (text) => {
    if (!/^[A-Za-z0-9_[:][\w.:%[\]-]{0,254}$/.test(text)) throw new Error('a name or an address is needed');
  },
});

/** A file of the console: a plain name, never a path. */
export const file = (key: string, help: string): Parameter => ({
  name: key,
  form: 'FILE',
  help,
  names: 'file',
  optional: false,
  check: (text) => {
    if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/.test(text))
      throw new Error('a name of up to 64 letters, digits, ".", "_" and "-" is needed');
  },
});
