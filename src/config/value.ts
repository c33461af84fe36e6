import { z } from 'zod';
import { tokenize } from './token.ts';

/**
 * A kind of value: how it is written in the console's language, how it is checked, and how it is printed back.
 * `parse` throws a plain Error whose message completes the sentence "% Invalid value …: <message>".
 */
export interface ValueKind<T> {
  /** Shown by `?`, e.g. `<1-100>` or `HH:MM`. */
  readonly form: string;
  readonly parse: (text: string) => T;
  readonly print: (value: T) => string;
  /** Checks a value that did not come from text (a programmatic caller, a restored file). */
  readonly schema: z.ZodType<T>;
  /** How many words the value has where more may follow it; 1 when left out. */
  readonly tokens?: number;
  /**
   * Where nothing can follow it the value is the rest of the line: `raw` as it stands, `words` without the quotes around
   * the whole of it.
   */
  readonly wholeLine?: 'raw' | 'words';
  /** The words that may stand here, when there are few, each with its help. */
  readonly choices?: Readonly<Record<string, string>>;
}

export const kind = <T>(
  form: string,
  schema: z.ZodType<T>,
  read: (text: string) => unknown,
  print: (value: T) => string,
) => ({
  form,
  schema,
  print,
  parse: (text: string): T => {
    const result = schema.safeParse(read(text));
    if (result.success) return result.data;
    throw new Error(result.error.issues[0]?.message ?? `it has to be ${form}`);
  },
});

export const integer = (min: number, max: number): ValueKind<number> =>
  kind(
    `<${min}-${max}>`,
    z
      .number({ error: `a whole number from ${min} to ${max} is needed` })
      .int(`a whole number from ${min} to ${max} is needed`)
      .min(min, `the smallest value is ${min}`)
      .max(max, `the largest value is ${max}`),
    (text) => (/^\d{1,15}$/.test(text) ? Number(text) : text),
    String,
  );

/** @param choices each word with what `?` says of it */
export const choice = <const C extends string>(choices: Readonly<Record<C, string>>): ValueKind<C> => {
  const words = Object.keys(choices) as [C, ...C[]];
  const schema = z.enum(words, `one of ${words.join(', ')} is needed`) as unknown as z.ZodType<C>;
  return { ...kind<C>(words.join('|'), schema, (text) => text.toLowerCase(), String), choices };
};

const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitsMs;
const unitOf = (word: string): Unit | undefined => {
  if (word in unitsMs) return word as Unit;
  if (/^sec(ond)?s?$/.test(word)) return 's';
  if (/^min(ute)?s?$/.test(word)) return 'm';
  if (/^hours?$/.test(word)) return 'h';
  return /^days?$/.test(word) ? 'd' : undefined;
};

/** `90m`, `500ms`, `2 hours`; a bare number is in seconds. Printed in the largest unit that divides it. */
export const printDuration = (ms: number): string => {
  const unit = (['d', 'h', 'm', 's'] as const).find((name) => ms > 0 && ms % unitsMs[name] === 0) ?? 'ms';
  return `${ms / unitsMs[unit]}${unit}`;
};

/** A span of time in milliseconds between `min` and `max`, both written as text (`500ms`, `1d`). */
export const duration = (min: string, max: string): ValueKind<number> => {
  const form = `${min}..${max}`;
  const read = (text: string): unknown => {
    const match = /^(\d{1,9})\s*([a-z]*)$/i.exec(text.trim());
    const unit = match === null ? undefined : unitOf((match[2] === '' ? 's' : (match[2] ?? '')).toLowerCase());
    return match === null || unit === undefined ? text : Number(match[1]) * unitsMs[unit];
  };
  const minMs = read(min) as number;
  const maxMs = read(max) as number;
  const schema = z
    .number({ error: 'a time such as 500ms, 10s, 90m, 2h or 1d is needed' })
    .int()
    .min(minMs, `the shortest time is ${min}`)
    .max(maxMs, `the longest time is ${max}`);
  return kind(form, schema, read, printDuration);
};

/** A time of day in GMT as `HH:MM` (C7). */
export const timeOfDay: ValueKind<string> = kind(
  'HH:MM',
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day from 00:00 to 23:59 is needed'),
  (text) => text,
  String,
);

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/i;
export const hostname: ValueKind<string> = kind(
  'NAME',
  z
    .string()
    .max(253)
    .refine(
      (name) => name.split('.').every((part) => label.test(part)),
      'a hostname of letters, digits and hyphens is needed',
    ),
  (text) => text.toLowerCase(),
  String,
);

/** A hostname or an IPv4 or IPv6 address. */
export const address: ValueKind<string> = kind(
  'ADDRESS',
  z.union([z.ipv4(), z.ipv6(), hostname.schema], 'a hostname or an IP address is needed'),
  (text) => text,
  String,
);

export const ipAddress: ValueKind<string> = kind(
  'A.B.C.D',
  z.union([z.ipv4(), z.ipv6()], 'an IP address is needed'),
  (text) => text,
  String,
);

export const port: ValueKind<number> = integer(1, 65_535);

export const ports: ValueKind<number[]> = {
  ...kind(
    'PORT[,PORT…]',
    z
      .array(port.schema, 'one or more ports are needed')
      .min(1)
      .max(8)
      .refine((list) => new Set(list).size === list.length, 'the same port stands there twice'),
    (text) => text.split(/[\s,]+/).map((one) => (/^\d{1,5}$/.test(one) ? Number(one) : one)),
    (list) => list.join(','),
  ),
};

/** An absolute path without `..`, `//` or control characters. */
export const path: ValueKind<string> = kind(
  '/PATH',
  z
    .string()
    .max(1024)
    .refine(
      (text) => /^\/\P{Cc}*$/u.test(text) && !/\/\.{0,2}(\/|$)/.test(text),
      'an absolute path without . or .. is needed',
    ),
  (text) => text,
  String,
);

export const word: ValueKind<string> = kind(
  'NAME',
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/i, 'a name of letters, digits, dots, hyphens and underscores is needed'),
  (text) => text,
  String,
);

/** One OpenSSH ed25519 public key, `ssh-ed25519 AAAA…`; a comment is dropped. */
export const sshKey: ValueKind<string> = {
  ...kind(
    'ssh-ed25519 AAAA…',
    z
      .string()
      .regex(
        /^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}$/,
        'a key such as "ssh-ed25519 AAAAC3…" is needed, as "show failover key" prints it on the other server',
      ),
    (text) => text.trim().split(/\s+/).slice(0, 2).join(' '),
    String,
  ),
  tokens: 2,
};

/** A command with its arguments, split as the console splits words; no shell. */
export const commandLine: ValueKind<string> = {
  ...kind(
    'COMMAND',
    z
      .string()
      .max(4096)
      .regex(/^\P{Cc}+$/u, 'a command on one line is needed')
      .refine((text) => isSplittable(text), 'a quote is not closed, or there is no command'),
    (text) => text,
    String,
  ),
  wholeLine: 'words',
};

const isSplittable = (text: string): boolean => {
  try {
    return (tokenize(text)[0]?.text ?? '') !== '';
  } catch {
    return false;
  }
};

/** What `enable secret` is stored as: never the secret itself. */
export const secretHash: ValueKind<string> = kind(
  'SECRET',
  z
    .string()
    .regex(
      /^scrypt\$\d{1,8}\$\d{1,3}\$\d{1,3}\$[\w-]{1,128}\$[\w-]{1,128}$/,
      'a secret is set with "enable secret" in the console, which stores its hash',
    ),
  (text) => text,
  String,
);
