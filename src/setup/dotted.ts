import { addressWithPrefix, networkMask, prefixOfMask } from '../config/address-value.ts';

const dotted = /^\d{1,3}(\.\d{1,3}){3}$/;
const isDotted = (text: string): boolean => dotted.test(text) && text.split('.').every((part) => Number(part) <= 255);
const form = 'must be in the form #.#.#.#, where # is 0 to 255';

/** An address alone: whether it is that of a host depends on its mask. @throws Error in the words of the reference */
export const readAddress = (name: string, text: string): string => {
  if (!isDotted(text)) throw new Error(`${name} ${form}.`);
  return addressWithPrefix.parse(`${text}/32`).replace('/32', '');
};

/** The length of a mask such as `255.255.255.0`. @throws Error in the words of the reference */
export const readMask = (text: string): number => {
  if (!isDotted(text)) throw new Error(`The network mask ${form}.`);
  const length = prefixOfMask(networkMask.parse(text));
  if (length === undefined || length === 0) throw new Error('a mask of at least one bit is needed');
  return length;
};

/** `A.B.C.D/LEN` and `A.B.C.D M.M.M.M`, which say both at once; undefined for anything else. */
export const readBoth = (text: string): string | undefined =>
  /[/\s]/.test(text) ? addressWithPrefix.parse(text) : undefined;

/** @throws Error where the address is none that a host can have with this mask */
export const joined = (address: string, length: number): string => addressWithPrefix.parse(`${address}/${length}`);
