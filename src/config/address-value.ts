import { z } from 'zod';
import { kind, type ValueKind } from './value.ts';

const numberOf = (address: string): number | undefined =>
  z.ipv4().safeParse(address).success
    ? address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    : undefined;

const textOf = (bits: number): string => [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');

/** `255.255.255.0` of 24. */
export const maskOfPrefix = (length: number): string => textOf(2 ** 32 - 2 ** (32 - length));

/** 24 of `255.255.255.0`; undefined for what is no mask, as `255.0.255.0`. */
export const prefixOfMask = (mask: string): number | undefined =>
  Array.from({ length: 33 }, (_none, length) => length).find((length) => maskOfPrefix(length) === mask);

/** An IPv4 address and the subnet it lies in, both as numbers. */
interface Subnet {
  readonly address: number;
  readonly length: number;
  readonly first: number;
  readonly last: number;
}

const subnetOf = (cidr: string): Subnet | undefined => {
  const [, text = '', digits = ''] = /^([^/]+)\/(\d{1,2})$/.exec(cidr) ?? [];
  const address = numberOf(text);
  const length = Number(digits);
  if (address === undefined || digits === '' || length > 32) return undefined;
  const size = 2 ** (32 - length);
  const first = Math.floor(address / size) * size;
  return { address, length, first, last: first + size - 1 };
};

/** `A.B.C.D` of `A.B.C.D/LEN`. */
export const addressPart = (cidr: string): string => cidr.split('/')[0] ?? '';

/** LEN of `A.B.C.D/LEN`. */
export const prefixPart = (cidr: string): number => Number(cidr.split('/')[1] ?? 32);

/** `10.1.2.0/24` of `10.1.2.3/24`: the subnet that an address lies in. */
export const networkOf = (cidr: string): string => {
  const subnet = subnetOf(cidr);
  return subnet === undefined ? cidr : `${textOf(subnet.first)}/${subnet.length}`;
};

/** Whether an IPv4 address lies in the subnet of `A.B.C.D/LEN`. */
export const isInSubnet = (address: string, cidr: string): boolean => {
  const [one, subnet] = [numberOf(address), subnetOf(cidr)];
  return one !== undefined && subnet !== undefined && one >= subnet.first && one <= subnet.last;
};

/** Whether a host may have `A.B.C.D/LEN`: it is neither its subnet's own address nor its broadcast address. */
export const isHostAddress = (cidr: string): boolean => {
  const subnet = subnetOf(cidr);
  if (subnet === undefined) return false;
  return subnet.length >= 31 || (subnet.address !== subnet.first && subnet.address !== subnet.last);
};

/** Addresses that one interface of one host has: not 0.x, loopback, multicast or reserved ones. */
const isUnicast = (cidr: string): boolean => {
  const first = Number(cidr.split('.')[0]);
  return first > 0 && first < 224 && first !== 127;
};

const hasPrefix = (text: string): boolean => subnetOf(text) !== undefined;

/** `A.B.C.D M.M.M.M`, as the console's elders write it, in the form that is kept. */
const withPrefix = (text: string): string => {
  const words = text.trim().split(/\s+/);
  const length = words.length === 2 ? prefixOfMask(words[1] ?? '') : undefined;
  return length === undefined ? text.trim() : `${words[0] ?? ''}/${length}`;
};

/** An IPv4 address of a host with its subnet, `A.B.C.D/LEN`; `A.B.C.D M.M.M.M` is taken, too. */
export const addressWithPrefix: ValueKind<string> = kind(
  'A.B.C.D/LEN',
  z
    .string()
    .refine(hasPrefix, {
      message: 'an address with its subnet is needed, such as 10.1.2.3/24 or 10.1.2.3 255.255.255.0',
      abort: true,
    })
    .refine(isUnicast, { message: 'it is no address that a host can have', abort: true })
    .refine(isHostAddress, 'it is the address of the subnet itself, or its broadcast address'),
  withPrefix,
  String,
);

/** A subnet mask, `255.255.255.0`. */
export const networkMask: ValueKind<string> = kind(
  'M.M.M.M',
  z
    .string()
    .refine(
      (mask) => prefixOfMask(mask) !== undefined,
      'a mask such as 255.255.255.0 is needed: ones from the left, without a gap',
    ),
  (text) => text.trim(),
  String,
);

/** The name of a network interface, as the kernel takes it: at most 15 characters, e.g. `eth0` or `bond0.12`. */
export const interfaceName: ValueKind<string> = kind(
  'INTERFACE',
  z
    .string()
    .max(15, 'the name of an interface has at most 15 characters')
    .regex(/^[a-z0-9][a-z0-9_.@-]*$/i, 'the name of a network interface is needed, as "show interfaces" prints it'),
  (text) => text.trim(),
  String,
);

/** An interface, or `none` for there being none. */
export const interfaceOrNone: ValueKind<string | undefined> = kind(
  'INTERFACE|none',
  interfaceName.schema.optional(),
  (text) => (text.trim().toLowerCase() === 'none' ? undefined : text.trim()),
  (name) => name ?? 'none',
);
