import { entries, fields, type Entry, type Field } from './field.ts';
import type { ValueKind } from './value.ts';

type ValueOf<F> = F extends { readonly kind: ValueKind<infer T>; readonly initial: infer I; readonly required: infer R }
  ? R extends true
    ? T
    : undefined extends I
      ? T | undefined
      : T
  : never;
type Parts<P> = { readonly [K in keyof P]: ValueOf<P[K]> };

export type FieldKey = keyof typeof fields;
export type EntryKey = keyof typeof entries;

/** The configuration as values: one property for each field, one map by name for each kind of entry. */
export type Config = { readonly [K in FieldKey]: ValueOf<(typeof fields)[K]> } & {
  readonly [E in EntryKey]: Readonly<Record<string, Parts<(typeof entries)[E]['parts']>>>;
};
export type TrustedHost = Config['trustedHosts'][string];

export const fieldKeys = Object.keys(fields) as FieldKey[];
export const entryKeys = Object.keys(entries) as EntryKey[];

/** The declarations with their exact types forgotten, for code that walks over all of them. */
export const fieldOf = (key: FieldKey): Field => fields[key] as unknown as Field;
export const entryOf = (key: EntryKey): Entry => entries[key] as unknown as Entry;
export const partsOf = (key: EntryKey): [string, Field][] =>
  Object.entries(entryOf(key).parts).map(([name, part]) => [name, part as unknown as Field]);

export const initialConfig = (): Config =>
  ({
    ...Object.fromEntries(fieldKeys.map((key) => [key, fieldOf(key).initial])),
    ...Object.fromEntries(entryKeys.map((key) => [key, {}])),
  }) as unknown as Config;

/** Where a trusted host is reached. */
export const addressOf = (name: string, host: TrustedHost): string => host.address ?? name;

/** The entry of that name; names such as `constructor`, which every object knows, are none. */
export const named = <T>(map: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined;
