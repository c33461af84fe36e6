import { partsOf } from '../config/config.ts';
import { putEntry } from '../config/entry.ts';
import type { Field } from '../config/field.ts';
import { hostOf } from './draft.ts';
import { fieldParameter } from './field-parameter.ts';
import { helpOf, labelOf, readValue, type Parameter } from './parameter.ts';

/** The parts of a trusted host that an installer knows; the others stay for configuration mode. */
const asked: readonly string[] = ['address', 'port', 'key'];

const part = (name: string, field: Field): Parameter => ({
  words: `trusted-host ${field.words.join(' ')}`,
  label: labelOf(field),
  help: helpOf(field),
  isSecret: false,
  isMandatory: field.required === true,
  mayBeAbsent: field.initial === undefined && field.required !== true,
  isAsked: ({ host }) => host !== undefined,
  value: ({ host }) => {
    const value = host?.values[name];
    return value === undefined ? undefined : field.kind.print(value);
  },
  take: (draft, text) => {
    if (draft.host === undefined) return draft;
    const isRemoved = field.initial === undefined && field.required !== true && text.toLowerCase() === 'none';
    const host = {
      ...draft.host,
      values: { ...draft.host.values, [name]: isRemoved ? undefined : readValue(field, text) },
    };
    return { ...draft, host, config: putEntry(draft.config, host) };
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
      return { ...taken, host: hostOf(draft.config, taken.config.peer) };
    },
    reset: (draft) => ({ ...name.reset(draft), host: undefined }),
  },
  ...partsOf('trustedHosts')
    .filter(([key]) => asked.includes(key))
    .map(([key, field]) => part(key, field)),
];
