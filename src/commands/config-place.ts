import { entryKeys, entryOf, fieldKeys, fieldOf, partsOf, type EntryKey } from '../config/config.ts';
import type { Field } from '../config/field.ts';
import { typedSecret } from '../config/typed-secret.ts';
import type { NameKind } from '../control/session-shapes.ts';
import { blockPlace, partGroupHelp } from './block-place.ts';
import { catalog } from './catalog.ts';
import type { Declaration } from './declaration.ts';
import { execPlace } from './exec-place.ts';
import { placeOf, type Leaf, type Phrase, type Place, type Word } from './place.ts';
import { valuePlace, type SettableKind } from './value-place.ts';

const groupHelp: Readonly<Record<string, string>> = {
  banner: 'What a console shows when it starts',
  enable: 'Privileged mode',
  failover: 'The pair and when this server takes over',
  'failover direct-connect': 'The second, direct link between the two servers',
  'failover health-monitor': 'Where the two servers watch each other',
  'failover heartbeat': 'How the peer is watched',
  'failover notification': 'E-mail to the administrators',
  'failover witness': 'A third opinion on who serves',
  'failover witness etcd': 'An etcd that remembers who may serve',
  'health-page': 'Pages for the load balancer',
  sync: 'When and how data is copied',
};

const leafOf = (field?: Field): Leaf =>
  field?.secret === true
    ? { kind: 'statement', secret: true, secretWords: field.words.join(' ') }
    : { kind: 'statement', secret: false };

const statement = (field?: Field): Place => ({ words: [], leaf: leafOf(field) });

/** What is typed is the secret itself, in quotes where it has blanks; the worker stores its hash, or keeps it apart. */
const secretKind = ({ words }: Field): SettableKind => ({
  form: 'SECRET',
  parse: (text) => typedSecret(text, words.join(' ')),
  wholeLine: 'raw',
});

const fieldPhrase = (field: Field): Phrase => ({
  words: field.words,
  help: field.help,
  next: () => ({
    ...valuePlace(
      {
        kind: field.secret === true ? secretKind(field) : field.kind,
        help: field.help,
        takes: Infinity,
        names: field.names,
      },
      () => statement(field),
    ),
    // `enable secret` alone asks for it without echo.
    ...(field.secret === true ? { leaf: leafOf(field) } : {}),
  }),
});

/**
 * Parts stand in any order; the line may end when no required one is missing. Which an entry that exists has already, the
 * worker knows.
 */
const partsPlace = (key: EntryKey, said: readonly string[]): Place => {
  const { alternatives = [] } = entryOf(key);
  const isSaid = (name: string): boolean =>
    said.includes(name) ||
    alternatives.some(({ parts }) => parts.includes(name) && parts.some((one) => said.includes(one)));
  const open = partsOf(key).filter(([name]) => !isSaid(name));
  const lacks =
    open.some(([, part]) => part.required === true) ||
    alternatives.some(({ parts, required }) => required && !parts.some((one) => said.includes(one)));
  const phrases = open.map(([name, { words, help, kind }]): Phrase => ({
    words,
    help,
    next: () => valuePlace({ kind, help, takes: kind.tokens ?? 1 }, () => partsPlace(key, [...said, name])),
  }));
  return {
    words: placeOf(phrases, partGroupHelp).words,
    leaf:
      said.length === 0
        ? { kind: 'statement', secret: false, opens: { key, words: entryOf(key).words.join(' ') } }
        : { kind: 'statement', secret: false, mayLack: lacks },
  };
};

/** The name of an entry; those that exist are offered. */
const namePlace = (key: EntryKey, next: () => Place): Place => {
  const { words, name } = entryOf(key);
  const help = key === 'clientPorts' ? 'Its port' : 'Its name';
  return valuePlace({ kind: name, help, takes: 1, names: words.join(' ') as NameKind }, next);
};

/** With parts behind its name an entry is set on one line; its name alone opens it for the lines below. */
const entryPhrase = (key: EntryKey): Phrase => {
  const { words, help } = entryOf(key);
  return { words, help, next: () => namePlace(key, () => partsPlace(key, [])) };
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
    const { words, help } = entryOf(key);
    return { words, help, next: () => namePlace(key, statement) };
  }),
];

const doWord = (execCommands: readonly Declaration[]): Word => ({
  name: 'do',
  help: 'Run a command of exec mode',
  next: () => execPlace(execCommands),
});

/**
 * Where a line in configuration mode begins: every statement of the configuration, `no` and `default`, the commands that
 * belong there, `show` as in exec mode, and `do` before any exec command. Within a block the parts of its entry come first.
 */
export const configPlace = (execCommands: readonly Declaration[], block?: EntryKey): Place => {
  const commands = execPlace([
    ...catalog.filter(({ modes }) => modes?.includes('config') === true),
    ...execCommands.filter(({ words }) => words.startsWith('show ')),
  ]);
  const negated = (): Place => placeOf(negatedPhrases(), groupHelp);
  const more = [...commands.words, doWord(execCommands)];
  const statements = placeOf([...fieldKeys.map(fieldOf).map(fieldPhrase), ...entryKeys.map(entryPhrase)], groupHelp);
  const words = [
    ...statements.words,
    ...more,
    { name: 'default', help: 'Set a setting back to its default', next: negated },
    { name: 'no', help: 'Remove a setting', next: negated },
  ];
  const global: Place = { words: words.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  return block === undefined ? global : blockPlace(block, { more, negated, global });
};
