import { entryKeys, entryOf, fieldKeys, fieldOf, partsOf, type EntryKey } from '../config/config.ts';
import type { Field } from '../config/field.ts';
import type { ValueKind } from '../config/value.ts';
import { catalog } from './catalog.ts';
import type { Declaration } from './declaration.ts';
import { execPlace } from './exec-place.ts';
import { placeOf, type Phrase, type Place } from './place.ts';

const groupHelp: Readonly<Record<string, string>> = {
  enable: 'Privileged mode',
  failover: 'The pair and when this server takes over',
  'failover heartbeat': 'How the peer is watched',
  'health-page': 'Pages for the load balancer',
  sync: 'When and how data is copied',
};

const statement = (field?: Field): Place => ({
  words: [],
  leaf: { kind: 'statement', secret: field?.secret === true },
});

type TypedKind = Pick<ValueKind<unknown>, 'form' | 'parse' | 'choices'>;

/** The place of a value and what follows it. A value in `tokens` words may be quoted as one. */
const valuePlace = (kind: TypedKind, help: string, takes: number, next: () => Place): Place =>
  kind.choices === undefined
    ? { words: [], value: { form: kind.form, help, takes, check: kind.parse, next } }
    : { words: kind.choices.map((name) => ({ name, help: '', isValue: true, next })) };

/** What is typed is the secret itself; the worker stores its hash. */
const secretKind: TypedKind = {
  form: 'SECRET',
  parse: (text) => {
    if (!/^\P{Cc}+$/u.test(text)) throw new Error('a secret without control characters is needed');
  },
};

const fieldPhrase = (field: Field): Phrase => ({
  words: field.words,
  help: field.help,
  next: () => ({
    ...valuePlace(field.secret === true ? secretKind : field.kind, field.help, Number.POSITIVE_INFINITY, () =>
      statement(field),
    ),
    // `enable secret` alone asks for it without echo.
    ...(field.secret === true ? { leaf: { kind: 'statement', secret: true } } : {}),
  }),
});

/**
 * Parts stand in any order; the line may end when no required one is missing. Which an entry that exists has already, the
 * worker knows.
 */
const partsPlace = (key: EntryKey, said: readonly string[]): Place => {
  const open = partsOf(key).filter(([name]) => !said.includes(name));
  return {
    words: open.map(([name, part]) => ({
      name: part.words.join(' '),
      help: part.help,
      next: () => valuePlace(part.kind, part.help, part.kind.tokens ?? 1, () => partsPlace(key, [...said, name])),
    })),
    leaf: { kind: 'statement', secret: false, mayLack: open.some(([, part]) => part.required === true) },
  };
};

const helpOfName = (key: EntryKey): string => (key === 'clientPorts' ? 'Its port' : 'Its name');

const entryPhrase = (key: EntryKey): Phrase => {
  const { words, help, name } = entryOf(key);
  return {
    words,
    help,
    next: () => valuePlace(name, helpOfName(key), 1, () => partsPlace(key, [])),
  };
};

/** `no WORDS` and `default WORDS`: what stands behind a setting's words does not matter, an entry needs its name. */
const negatedPhrases = (): Phrase[] => [
  ...fieldKeys.map(fieldOf).map((field): Phrase => {
    const rest: Place = {
      words: [],
      value: {
        form: field.kind.form,
        help: 'Need not be said',
        takes: Infinity,
        check: () => undefined,
        next: statement,
      },
    };
    return { words: field.words, help: field.help, next: () => ({ ...rest, ...statement() }) };
  }),
  ...entryKeys.map((key): Phrase => {
    const { words, help, name } = entryOf(key);
    return { words, help, next: () => valuePlace(name, helpOfName(key), 1, statement) };
  }),
];

/**
 * Where a line in configuration mode begins: every statement of the configuration, `no` and `default`, the commands that
 * belong there, `show` as in exec mode, and `do` before any exec command.
 */
export const configPlace = (execCommands: readonly Declaration[]): Place => {
  const commands = execPlace([
    ...catalog.filter(({ modes }) => modes?.includes('config') === true),
    ...execCommands.filter(({ words }) => words.startsWith('show ')),
  ]);
  const negated = (): Place => placeOf(negatedPhrases(), groupHelp);
  const statements = placeOf([...fieldKeys.map(fieldOf).map(fieldPhrase), ...entryKeys.map(entryPhrase)], groupHelp);
  const words = [
    ...statements.words,
    ...commands.words,
    { name: 'default', help: 'Set a setting back to its default', next: negated },
    { name: 'do', help: 'Run a command of exec mode', next: () => execPlace(execCommands) },
    { name: 'no', help: 'Remove a setting', next: negated },
  ];
  return { words: words.sort((a, b) => (a.name < b.name ? -1 : 1)) };
};
