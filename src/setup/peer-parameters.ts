import { addressPart } from '../config/address-value.ts';
import { partsOf } from '../config/config.ts';
import { putEntry } from '../config/entry.ts';
import type { Field } from '../config/field.ts';
import { peerHostOf, type Draft } from './draft.ts';
import { fieldParameter } from './field-parameter.ts';
import { helpOf, isNone, labelOf, readValue, type Parameter } from './parameter.ts';

/** The parts of a trusted host that an installer knows; the others stay for configuration mode. */
const asked: readonly string[] = ['address', 'port', 'key'];

/** What stands in the brackets of the question before, typed once more. */
const isKey = (text: string): boolean => /^[a-z]$/i.test(text);

const leadsHere = /^(localhost|127\.[\d.]+|::1?|0\.0\.0\.0)$/i;

/** @throws Error where it is no name or address that another server can have */
const refuseOwn = ({ config, host }: Draft, text: string): void => {
  if (isNone(text)) return;
  if (isKey(text)) throw new Error('the name or the address of the other server is needed; "^" goes back');
  if (text.toLowerCase() === config.hostname || text.toLowerCase() === host?.hostname)
    throw new Error('it is the name of this server: that of the other server is needed');
  const own = host?.interfaces.find(({ address }) => address !== null && addressPart(address) === text);
  if (own !== undefined)
    throw new Error(`it is the address of ${own.name} of this server: that of the other is needed`);
  if (config.virtualAddress !== undefined && addressPart(config.virtualAddress) === text)
    throw new Error('it is the virtual address of the pair: the address of the other server itself is needed');
  if (leadsHere.test(text))
    throw new Error('it leads to this server itself: the address of the other server is needed');
};

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
  ...(name === 'address' ? { refuse: refuseOwn } : {}),
  reset: (draft) => draft,
});

const name = fieldParameter('peer');

/** The other server, and how it is reached and known: one trusted host and `failover peer`. */
export const peerParameters: readonly Parameter[] = [
  {
    ...name,
    refuse: refuseOwn,
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
