import { addressPart, maskOfPrefix, prefixOfMask, prefixPart } from '../../config/address-value.ts';
import type { InterfaceState } from './network-file.ts';

/** The part of an `interfaces` file from one `iface` line to the next statement. */
export interface Stanza {
  readonly name: string;
  readonly family: string;
  readonly method: string;
  /** The lines below its first one, as they stand there. */
  readonly options: readonly string[];
  /** Where it begins and ends in the lines of its file. */
  readonly first: number;
  readonly end: number;
}

const statement = /^\s*(iface|auto|allow-\S+|mapping|source|source-directory|no-auto-down|no-scripts|template)\b/;

const linesOf = (text: string): string[] => text.split('\n');

/** The last line of a stanza that says something: comments behind it belong to what follows. */
const endOf = (lines: readonly string[], first: number): number => {
  let end = first + 1;
  for (let i = first + 1; i < lines.length && !statement.test(lines[i] ?? ''); i += 1) {
    if (!/^\s*(#.*)?$/.test(lines[i] ?? '')) end = i + 1;
  }
  return end;
};

export const stanzasIn = (text: string): Stanza[] => {
  const lines = linesOf(text);
  return lines.flatMap((line, first) => {
    const [, name = '', family = '', method = ''] = /^\s*iface\s+(\S+)\s+(\S+)\s+(\S+)/.exec(line) ?? [];
    if (name === '') return [];
    const end = endOf(lines, first);
    return [{ name, family, method, options: lines.slice(first + 1, end), first, end }];
  });
};

/** Interfaces that are brought up at boot or when they appear. */
export const startedIn = (text: string): string[] =>
  linesOf(text).flatMap((line) => {
    const [, names = ''] = /^\s*(?:auto|allow-auto|allow-hotplug)\s+(.*)$/.exec(line) ?? [];
    return names.split(/\s+/).filter(Boolean);
  });

/** What `source` and `source-directory` name. */
export const sourcesIn = (text: string): { readonly pattern: string; readonly isFolder: boolean }[] =>
  linesOf(text).flatMap((line) => {
    const [, word, pattern] = /^\s*(source|source-directory)\s+(\S+)\s*$/.exec(line) ?? [];
    return pattern === undefined ? [] : [{ pattern, isFolder: word === 'source-directory' }];
  });

const keyOf = (option: string): string => option.trim().split(/\s+/)[0] ?? '';
const valueOf = (stanza: Stanza, key: string): string | undefined =>
  stanza.options
    .find((option) => keyOf(option) === key)
    ?.trim()
    .split(/\s+/)[1];

const cidrOf = (stanza: Stanza): string | null => {
  const address = valueOf(stanza, 'address');
  if (address === undefined) return null;
  if (address.includes('/')) return address;
  const mask = valueOf(stanza, 'netmask');
  if (mask === undefined) return null;
  const length = mask.includes('.') ? prefixOfMask(mask) : Number(mask);
  return length === undefined || Number.isNaN(length) ? null : `${address}/${length}`;
};

/** What the `inet` stanza of an interface sets; undefined: there is none. */
export const interfaceOf = (name: string, stanza: Stanza | undefined): InterfaceState => {
  const nothing: InterfaceState = { name, method: 'none', address: null, gateway: null };
  if (stanza?.method === 'dhcp') return { ...nothing, method: 'dhcp' };
  const address = stanza?.method === 'static' ? cidrOf(stanza) : null;
  if (stanza === undefined || address === null) return nothing;
  return { name, method: 'static', address, gateway: valueOf(stanza, 'gateway') ?? null };
};

const replaced = ['address', 'netmask', 'gateway', 'broadcast', 'network', 'pointopoint'];
const methods = { static: 'static', dhcp: 'dhcp', none: 'manual' } as const;

/** The lines of a stanza: options that are about other things stay. */
export const stanzaLines = (wanted: InterfaceState, before: Stanza | undefined): string[] => {
  const { name, method, address, gateway } = wanted;
  const kept = (before?.options ?? []).filter((option) => !replaced.includes(keyOf(option)));
  const said =
    address === null ? [] : [`    address ${addressPart(address)}`, `    netmask ${maskOfPrefix(prefixPart(address))}`];
  return [
    `iface ${name} inet ${methods[method]}`,
    ...said,
    ...(gateway === null ? [] : [`    gateway ${gateway}`]),
    ...kept,
  ];
};

/** The file with another stanza in the place of one that it has. */
export const withStanza = (text: string, stanza: Stanza, lines: readonly string[]): string =>
  linesOf(text)
    .toSpliced(stanza.first, stanza.end - stanza.first, ...lines)
    .join('\n');

/** The file with a stanza behind everything that it has. */
export const withNewStanza = (text: string, name: string, lines: readonly string[], isStarted: boolean): string =>
  [...(text.trim() === '' ? [] : [text.trimEnd(), '']), ...(isStarted ? [] : [`auto ${name}`]), ...lines, ''].join(
    '\n',
  );
