import { z } from 'zod';
import { kind, type ValueKind } from './value.ts';

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

/** `"one\ntwo"` without its quotes, `#text#` without the character it begins and ends with, else the text as it is. */
const read = (typed: string): string => {
  const text = typed.trim();
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"$/s.exec(text) ?? [];
  if (quoted !== undefined) return quoted.replace(/\\(.)/gs, (_all, letter: string) => escapes[letter] ?? letter);
  const [, , delimited] = /^([^\w\s"])(.*)\1$/s.exec(text) ?? [];
  return delimited ?? text;
};

const print = (text: string): string =>
  `"${text
    .replace(/["\\]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', String.raw`\t`)}"`;

/** The text of a banner, several lines of it with `\n` between them on one line of configuration. */
export const bannerText: ValueKind<string> = {
  ...kind(
    'TEXT',
    z
      .string()
      .max(2000, 'a banner has at most 2000 characters')
      .regex(/^[\P{Cc}\n\t]*$/u, 'control characters cannot be shown')
      .refine((text) => text.trim() !== '', 'a text is needed, e.g. "line one\\nline two" or #text#'),
    read,
    print,
  ),
  wholeLine: 'raw',
};
