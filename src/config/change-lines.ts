import { entryKeys, fieldKeys, fieldOf, named, partsOf, type Config, type EntryKey, type FieldKey } from './config.ts';
import { entryLines, titleOf, type OpenEntry } from './entry.ts';
import { fieldLine } from './statement.ts';

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const fieldChange = (key: FieldKey, after: Config, mask: boolean): string => {
  const field = fieldOf(key);
  const words = field.words.join(' ');
  return isSame(after[key], field.initial) ? `no ${words}` : (fieldLine(field, after[key], mask) ?? `no ${words}`);
};

/** Its title and, indented, the parts that differ. */
const entryChange = (open: OpenEntry, before: Readonly<Record<string, unknown>> | undefined): string[] => {
  const isKept = (part: string): boolean => isSame(before?.[part], open.values[part]);
  const said = partsOf(open.key).filter(([part]) => before === undefined || !isKept(part));
  const set = said.filter(([part, { initial }]) => !isSame(open.values[part], initial));
  const gone = before === undefined ? [] : said.filter((part) => !set.includes(part));
  const values = Object.fromEntries(set.map(([part]) => [part, open.values[part]]));
  return [...entryLines({ ...open, values }, false), ...gone.map(([, { words }]) => ` no ${words.join(' ')}`)];
};

const entryChanges = (key: EntryKey, before: Config, after: Config): string[] => {
  const from: Readonly<Record<string, object>> = before[key];
  const to: Readonly<Record<string, object>> = after[key];
  const removed = Object.keys(from).filter((name) => named(to, name) === undefined);
  const changed = Object.entries(to).filter(([name, values]) => !isSame(named(from, name), values));
  return [
    ...removed.map((name) => `no ${titleOf({ key, name })}`),
    ...changed.flatMap(([name, values]) =>
      entryChange(
        { key, name, values: { ...values } },
        named(from, name) as Readonly<Record<string, unknown>> | undefined,
      ),
    ),
  ];
};

/**
 * The fewest statements that make `after` of `before`, in an order in which they can be typed; none when the two are the
 * same. Secrets are masked unless `secrets`.
 */
export const linesBetween = (before: Config, after: Config, options: { readonly secrets?: boolean } = {}): string[] => {
  const changed = fieldKeys.filter((key) => !isSame(before[key], after[key]));
  const linesOf = (keys: readonly FieldKey[]): string[] =>
    keys.map((key) => fieldChange(key, after, options.secrets !== true));
  return [
    ...linesOf(changed.filter((key) => fieldOf(key).refersToEntry !== true)),
    ...entryKeys.flatMap((key) => entryChanges(key, before, after)),
    ...linesOf(changed.filter((key) => fieldOf(key).refersToEntry === true)),
  ];
};
