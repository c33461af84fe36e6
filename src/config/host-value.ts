import { z } from 'zod';
import { addressWithPrefix } from './address-value.ts';
import { address, kind, type ValueKind } from './value.ts';

const asItStands = (text: string): string => text.trim();

/** Of a host, without its domain. */
export const hostName: ValueKind<string> = kind(
  'NAME',
  z
    .string()
    .max(63, 'a hostname has at most 63 characters')
    .regex(
      /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
      'it should start with a letter, end with a letter or number, and contain only letters, numbers, and dashes',
    ),
  (text) => asItStands(text).toLowerCase(),
  String,
);

const domainRule =
  'it should start with a letter, end with a valid domain name suffix such as .com, and contain only letters, numbers, dashes, and dots';
const domainLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const domainSuffix = /^([a-z]{2,}|xn--[a-z0-9-]*[a-z0-9])$/;

const isDomain = (text: string): boolean => {
  const labels = text.split('.');
  const isEveryLabel = labels.every((label) => label.length <= 63 && domainLabel.test(label));
  return labels.length > 1 && isEveryLabel && /^[a-z]/.test(text) && domainSuffix.test(labels.at(-1) ?? '');
};

export const domainName: ValueKind<string> = kind(
  'DOMAIN',
  z.string().max(190, 'a domain name has at most 190 characters').refine(isDomain, domainRule),
  (text) => asItStands(text).toLowerCase(),
  String,
);

/** An address of this host, or where it gets one. */
export const addressOrDhcp: ValueKind<string> = {
  ...kind(
    'A.B.C.D/LEN|dhcp',
    z.union([z.literal('dhcp'), addressWithPrefix.schema]),
    (text) => (asItStands(text).toLowerCase() === 'dhcp' ? 'dhcp' : addressWithPrefix.parse(text)),
    String,
  ),
  tokens: 2,
};

export const gatewayAddress: ValueKind<string> = kind(
  'A.B.C.D',
  z.ipv4('an IPv4 address such as 10.1.2.1 is needed'),
  asItStands,
  String,
);

const isFreeOfDoubles = (list: readonly string[]): boolean => new Set(list).size === list.length;

const listOf = (form: string, one: z.ZodType<string>, most: number, many: string): ValueKind<string[]> => ({
  ...kind(
    form,
    z
      .array(one)
      .min(1, `at least one of ${many} is needed`)
      .max(most, `at most ${most} ${many} can be used`)
      .refine(isFreeOfDoubles, 'the same one stands there twice'),
    (text) => text.split(/[\s,]+/).filter(Boolean),
    (list) => list.join(' '),
  ),
  tokens: most,
});

/** The C library asks no more than three. */
export const nameServers: ValueKind<string[]> = listOf(
  'A.B.C.D…',
  z.union([z.ipv4(), z.ipv6()], 'an IP address is needed for each name server'),
  3,
  'name servers',
);

export const timeServers: ValueKind<string[]> = listOf('HOST…', address.schema, 8, 'time servers');

const isTimeZone = (name: string): boolean => {
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*){0,2}$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const timeZone: ValueKind<string> = kind(
  'AREA/CITY',
  z.string().refine(isTimeZone, 'a time zone such as Europe/Vienna or Etc/UTC is needed'),
  asItStands,
  String,
);

/** An account as `useradd` of Debian takes it. */
export const accountName: ValueKind<string> = kind(
  'NAME',
  z
    .string()
    .max(32, 'the name of an account has at most 32 characters')
    .regex(
      /^[a-z][a-z0-9_-]*$/,
      'an account starts with a small letter and contains only small letters, numbers, dashes and underscores',
    ),
  asItStands,
  String,
);

/** In clear: the system hashes it. */
export const accountPassword: ValueKind<string> = kind(
  'PASSWORD',
  z
    .string()
    .min(8, 'a password has at least 8 characters')
    .max(256, 'a password has at most 256 characters')
    .regex(/^\P{Cc}+$/u, 'a password has no control characters'),
  (text) => text,
  String,
);
