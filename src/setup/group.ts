import { fieldKeys, fieldOf, type FieldKey } from '../config/config.ts';
import type { Draft } from './draft.ts';
import { fieldParameter } from './field-parameter.ts';
import type { Parameter } from './parameter.ts';
import { peerParameters } from './peer-parameters.ts';
import { roleParameter } from './role-parameter.ts';
import { secretParameter } from './secret-parameter.ts';

/** Parameters that are configured, skipped or reset together. */
export interface Group {
  /** What stands behind `Configure `. */
  readonly title: string;
  /** Said before its parameters are asked for. */
  readonly preface: readonly string[];
  readonly parameters: readonly Parameter[];
}

/** Settings that have a group of their own, or are asked for in another way. */
const placed: readonly FieldKey[] = ['hostname', 'enableSecret', 'peer', 'highAvailability'];

const fieldsOf = (...firstWords: readonly string[]): Parameter[] =>
  fieldKeys
    .filter((key) => !placed.includes(key) && firstWords.includes(fieldOf(key).words[0] ?? ''))
    .map((key) => fieldParameter(key));

const topics = { failover: 'failover', sync: 'sync', healthPage: 'health-page' } as const;

/** Whatever has no topic above: the console's own settings, and what the schema gets later. */
const others = (): Parameter[] => {
  const known: readonly string[] = Object.values(topics);
  return fieldKeys
    .filter((key) => !placed.includes(key) && !known.includes(fieldOf(key).words[0] ?? ''))
    .map((key) => fieldParameter(key));
};

/** Everything that is asked for, in its order: every setting of the schema that stands once, the role and the peer (G1). */
export const groupsFor = ({ secretIsSet }: { readonly secretIsSet: boolean }): readonly Group[] => [
  {
    title: 'server name',
    preface: ['The name has to be unique in the pair.'],
    parameters: [fieldParameter('hostname', { isMandatory: true })],
  },
  { title: 'enable secret', preface: [], parameters: [secretParameter(secretIsSet)] },
  {
    title: 'High Availability role',
    preface: ['High availability role for this server (Primary/Secondary)'],
    parameters: [roleParameter],
  },
  {
    title: 'peer parameters',
    preface: [
      'The peer is the other server of the pair. Its key is what "show failover key"',
      'prints there; the key of this server has to be entered there in the same way.',
    ],
    parameters: peerParameters,
  },
  { title: 'heartbeat and failover', preface: [], parameters: fieldsOf(topics.failover) },
  { title: 'synchronization schedule', preface: [], parameters: fieldsOf(topics.sync) },
  {
    title: 'High Availability',
    preface: ['Disabled, this server neither exchanges heartbeats nor replicates on schedule.'],
    parameters: [fieldParameter('highAvailability')],
  },
  { title: 'health pages', preface: [], parameters: fieldsOf(topics.healthPage) },
  { title: 'console parameters', preface: [], parameters: others() },
];

/** The mandatory parameters that a draft leaves without a value. */
export const missingIn = ({ parameters }: Group, draft: Draft): Parameter[] =>
  parameters.filter(({ isMandatory, isAsked, value }) => isMandatory && isAsked(draft) && value(draft) === undefined);
