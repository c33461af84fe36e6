import type { Mode } from './draft.ts';
import type { Parameter } from './parameter.ts';

const names = { primary: 'Primary', secondary: 'Secondary' } as const;
const numberOf = { primary: '1', secondary: '2' } as const;

/** Its number, or as much of its word as tells the two apart. */
const read = (text: string): Mode => {
  const typed = text.toLowerCase();
  if (typed === numberOf.primary || (typed !== '' && 'primary'.startsWith(typed))) return 'primary';
  if (typed === numberOf.secondary || (typed !== '' && 'secondary'.startsWith(typed))) return 'secondary';
  throw new Error('1 for Primary or 2 for Secondary is needed');
};

/** The role of this server (A1): no setting, but what `failover mode` changes. */
export const roleParameter: Parameter = {
  words: 'failover mode',
  currentName: 'role',
  label: 'Select role [1 for Primary, 2 for Secondary]',
  help: [
    'The role of this server: a Primary serves the clients; a Secondary replicates from it and takes over when it fails.',
    '  1  Primary',
    '  2  Secondary',
    'The initial default value is Primary.',
  ],
  isSecret: false,
  isMandatory: false,
  isAsked: () => true,
  value: ({ mode }) => numberOf[mode],
  shown: ({ mode }) => names[mode],
  take: (draft, text) => ({ ...draft, mode: read(text) }),
  reset: (draft) => ({ ...draft, mode: 'primary' }),
};
