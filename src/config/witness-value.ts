import { z } from 'zod';
import { kind, path, type ValueKind } from './value.ts';

const defaultPortOf = (protocol: string): string => (protocol === 'https:' ? '443' : '80');
const withPort = ({ protocol, hostname, port }: URL): string =>
  `${protocol}//${hostname}:${port === '' ? defaultPortOf(protocol) : port}`;

/** `https://HOST:2379`: nothing behind the port. */
const isEndpoint = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && withPort(url) === text.toLowerCase();
};

const etcdPort = '2379';
const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

/** `etcd.example.com` is meant with TLS and on etcd's own port. */
const endpointOf = (word: string): string => {
  const url = URL.parse(word.includes('://') ? word : `https://${word}`);
  if (url === null || url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') return word;
  const rest = word.replace(/^[a-z]+:\/\//i, '').replace(/\/$/, '');
  const hasPort = /:\d+$/.test(rest) && !/^\[[^\]]*\]$/.test(rest);
  return hasPort ? withPort(url) : `${url.protocol}//${url.hostname}:${etcdPort}`;
};

const listOf = <T extends string>(one: z.ZodType<T>, what: string) =>
  z
    .array(one, `one or more ${what} are needed`)
    .min(1, `one or more ${what} are needed`)
    .max(9, `at most 9 ${what} are taken`)
    .refine((all) => new Set(all).size === all.length, 'the same one stands there twice');

/** Where etcd listens for clients, one address for each of its members. */
export const etcdEndpoints: ValueKind<string[]> = kind(
  'URL[,URL…]',
  listOf(
    z
      .string()
      .max(300)
      .refine(isEndpoint, 'addresses such as https://witness.example.com:2379 are needed, separated by commas'),
    'addresses of etcd',
  ),
  (text) => wordsOf(text).map(endpointOf),
  (all) => all.join(','),
);

export const pingTargets: ValueKind<string[]> = kind(
  'A.B.C.D[,A.B.C.D…]',
  listOf(z.union([z.ipv4(), z.ipv6()], 'IP addresses are needed'), 'IP addresses'),
  wordsOf,
  (all) => all.join(','),
);

/** Under which the witness keeps what belongs to a pair. */
export const pairName: ValueKind<string> = kind(
  'NAME',
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9_.+-]{0,120}$/i, 'a name of letters, digits, dots, hyphens, underscores and + is needed'),
  (text) => text,
  String,
);

const own = '/etc/understudy/';

/** A file of the administrator's in the product's own folder, which is saved with it and which its worker may read. */
export const ownFile: ValueKind<string> = {
  ...kind(
    `${own}FILE`,
    path.schema.refine(
      (text) => text.startsWith(own),
      `a file below ${own} is needed: put it there, readable for root alone`,
    ),
    (text) => text,
    String,
  ),
};

/** The name of an account in etcd. */
export const etcdUser: ValueKind<string> = kind(
  'NAME',
  z.string().regex(/^[^\s"'\\\p{Cc}\p{Cf}]{1,64}$/u, 'a name without blanks, quotes and backslashes is needed'),
  (text) => text,
  String,
);
