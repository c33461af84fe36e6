import { hostEntries } from '../config/host-field.ts';
import type { HostSettings } from '../control/host-settings-shapes.ts';
import { withHost } from './host-draft.ts';
import { isNone, parameter, type Parameter } from './parameter.ts';
import { shownSecret } from './secret-parameter.ts';

const { name: nameKind, parts } = hostEntries.administrators;

type Accounts = Pick<HostSettings, 'administrators' | 'takenNames'>;

const accountParameter = ({ administrators: existing, takenNames }: Accounts): Parameter =>
  parameter({
    words: 'username',
    currentName: null,
    label: 'Enter the name of an administrator (or none)',
    preface: () => [
      '',
      'An administrator logs in with SSH or at the console of this server, and is',
      'in the console then.',
      '',
    ],
    help: [
      'The account is made; one that is an administrator already gets another password.',
      existing.length === 0 ? 'There is no administrator yet.' : `Administrators: ${existing.join(', ')}.`,
    ],
    value: ({ host }) => host?.administrator?.name ?? 'none',
    take: (draft, text) =>
      withHost(draft, ({ administrator: before }) => {
        if (isNone(text)) return { administrator: undefined };
        const name = nameKind.parse(text);
        if (takenNames.includes(name))
          throw new Error('there is such an account or group on this host, and its login does not open the console');
        return { administrator: { name, password: before?.name === name ? before.password : undefined } };
      }),
    reset: (draft) => withHost(draft, () => ({ administrator: undefined })),
  });

const passwordParameter = (existing: readonly string[]): Parameter =>
  parameter({
    words: 'username secret',
    currentName: null,
    label: 'Enter a password',
    preface: () => ['It has at least 8 characters, is typed twice and is not shown.'],
    help: [
      'It has at least 8 characters, is typed twice and is not shown.',
      'The system keeps its hash, and nothing of it is written into a log.',
    ],
    isSecret: true,
    isMandatory: true,
    about: ({ host }) => host?.administrator?.name,
    isAsked: ({ host }) => host?.administrator !== undefined,
    isNew: ({ host }) => host?.administrator?.password !== undefined,
    value: ({ host }) => {
      const { name, password } = host?.administrator ?? {};
      const isSet = password !== undefined || (name !== undefined && existing.includes(name));
      return isSet ? shownSecret : undefined;
    },
    take: (draft, text) =>
      withHost(draft, ({ administrator: before }) => ({
        administrator: before === undefined ? before : { ...before, password: parts.password.kind.parse(text) },
      })),
  });

/** The account of whoever operates this server, with its password. */
export const administratorParameters = (accounts: Accounts): readonly Parameter[] => [
  accountParameter(accounts),
  passwordParameter(accounts.administrators),
];
