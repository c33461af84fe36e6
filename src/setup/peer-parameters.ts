import { partsOf } from '../config/config.ts';
import { putEntry } from '../config/entry.ts';
import type { Field } from '../config/field.ts';
import { peerHostOf } from './draft.ts';
import { fieldParameter } from './field-parameter.ts';
import { helpOf, isNone, labelOf, readValue, type Parameter } from './parameter.ts';

/** The parts of a trusted host that an installer knows; the others stay for configuration mode. */
const asked: readonly string[] = ['address', 'port', 'key'];

const part = (name: string, field: Field): Parameter => ({
  words: `trusted-host ${field.words.join(' ')}`,
  label: labelOf(field),
  help: helpOf(field),
  isSecret: false,
  isMandatory: field.required === true,
  about: ({ peerHost }) => peerHost?.name,
  isAsked: ({ peerHost }) => peerHost !== undefined,
  value: ({ peerHost }) => {
    const value = peerHost?.values[name];
    return value === undefined ? undefined : field.kind.print(value);
  },
  take: (draft, text) => {
    if (draft.peerHost === undefined) return draft;
    const isRemoved = field.initial === undefined && field.required !== true && isNone(text);
    const peerHost = {
      ...draft.peerHost,
      values: { ...draft.peerHost.values, [name]: isRemoved ? undefined : readValue(field, text) },
    };
    return { ...draft, peerHost, config: putEntry(draft.config, peerHost) };
  },
  reset: (draft) => draft,
});

const name = fieldParameter('peer');

/** The other server, and how it is reached and known: one trusted host and `failover peer`. */
export const peerParameters: readonly Parameter[] = [
  {
    ...name,
    help: [...name.help, 'What is not a trusted host yet becomes one with the answers to the next questions.'],
    take: (draft, text) => {
      const taken = name.take(draft, text);
      return { ...taken, peerHost: peerHostOf(draft.config, taken.config.peer) };
    },
    reset: (draft) => ({ ...name.reset(draft), peerHost: undefined }),
  },
  ...partsOf('trustedHosts')
    .filter(([key]) => asked.includes(key))
    .map(([key, field]) => part(key, field)),
];
