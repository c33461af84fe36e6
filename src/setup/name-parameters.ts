import { hostFieldOf } from '../config/host-field.ts';
import { fieldParameter } from './field-parameter.ts';
import { withHost } from './host-draft.ts';
import { helpOf, isNone, parameter, type Parameter } from './parameter.ts';

const hostname = fieldParameter('hostname', { isMandatory: true });
const hostnameField = hostFieldOf('hostname');

/** The name of the server, and of its host where it has one: the two are the same (A7). */
export const nameParameter: Parameter = {
  ...hostname,
  label: 'Enter a host name',
  preface: () => [
    '',
    'The hostname should be a unique name that can identify the device on',
    'the network. It should start with a letter, end with a letter or',
    'number, and contain only letters, numbers, and dashes.',
    '',
  ],
  help: helpOf({ ...hostnameField, required: true }),
  take: (draft, text) => {
    if (text === draft.config.hostname) return draft;
    const name = String(hostnameField.kind.parse(text));
    return withHost(hostname.take(draft, name), () => ({ hostname: name }));
  },
};

const domainField = hostFieldOf('domain');

/** What stands behind the name in the host's full name. */
export const domainParameter: Parameter = parameter({
  words: domainField.words.join(' '),
  currentName: 'domain',
  label: 'Enter a domain name',
  help: helpOf(domainField),
  preface: () => [
    '',
    'Enter a domain name for the network domain to which this device',
    'belongs. The domain name should start with a letter, and it should end',
    'with a valid domain name suffix such as ".com". It must contain only',
    'letters, numbers, dashes, and dots.',
    '',
  ],
  value: ({ host }) => host?.domain ?? undefined,
  take: (draft, text) =>
    withHost(draft, () => ({ domain: isNone(text) ? null : String(domainField.kind.parse(text)) })),
  reset: (draft) => withHost(draft, () => ({ domain: null })),
});
