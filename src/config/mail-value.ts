import { z } from 'zod';
import { hostname, kind, type ValueKind } from './value.ts';

/** `user@host` in plain ASCII: nothing in it can end a line of a mail's head or of SMTP. */
const isMailAddress = (text: string): boolean => {
  const [, local, domain] = /^([a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64})@([^@]+)$/i.exec(text) ?? [];
  return local !== undefined && !/^\.|\.\.|\.$/.test(local) && hostname.schema.safeParse(domain).success;
};

const one = z.string().max(254).refine(isMailAddress, 'an e-mail address such as admin@example.com is needed');

export const mailAddress: ValueKind<string> = kind('ADDRESS', one, (text) => text, String);

const most = 16;

/** One or more e-mail addresses. */
export const mailAddresses: ValueKind<string[]> = kind(
  'ADDRESS[,ADDRESS…]',
  z
    .array(one, 'one or more e-mail addresses are needed')
    .min(1, 'one or more e-mail addresses are needed')
    .max(most, `at most ${most} addresses are taken: a mailing list reaches more people`)
    .refine((all) => new Set(all.map((address) => address.toLowerCase())).size === all.length, {
      message: 'the same address stands there twice',
    }),
  (text) => text.split(/[\s,]+/).filter((address) => address !== ''),
  (all) => all.join(','),
);

/** The name of an account at a mail server. */
export const mailUser: ValueKind<string> = kind(
  'NAME',
  z.string().regex(/^[^\s"'\\\p{Cc}\p{Cf}]{1,254}$/u, 'a name without blanks, quotes and backslashes is needed'),
  (text) => text,
  String,
);
