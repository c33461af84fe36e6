import { fieldKeys, fieldOf, type FieldKey } from '../config/config.ts';
import type { HostSettings } from '../control/host-settings-shapes.ts';
import { administratorParameters } from './administrator-parameters.ts';
import type { Draft } from './draft.ts';
import { failoverParameters } from './failover-parameters.ts';
import { fieldParameter } from './field-parameter.ts';
import { interfaceParameters } from './interface-parameters.ts';
import { domainParameter, nameParameter } from './name-parameters.ts';
import type { Parameter } from './parameter.ts';
import { peerParameters } from './peer-parameters.ts';
import { secretParameter } from './secret-parameter.ts';
import { nameServerParameters, timeServerParameters } from './server-list-parameters.ts';
import { timeZoneParameter } from './time-zone-parameter.ts';

/** Parameters that are configured, skipped or reset together. */
export interface Group {
  /** What stands behind `Configure `. */
  readonly title: string;
  /** Said before its parameters are asked for. */
  readonly preface: readonly string[];
  readonly parameters: readonly Parameter[];
}

/** What is known of the server when the questions are chosen. */
interface Known {
  readonly secretIsSet: boolean;
  readonly host: HostSettings;
}

const failoverKeys = ['healthMonitorInterface', 'directConnectInterface', 'virtualAddress'] as const;
/** Settings that have a group of their own, or are asked for in another way. */
const placed: readonly FieldKey[] = ['hostname', 'enableSecret', 'peer', 'highAvailability', ...failoverKeys];

/** Their settings are many, are tried out with a test of their own, and are not among what the reference asks for. */
const isForLater = (key: FieldKey): boolean =>
  ['notification', 'witness', 'lease'].includes(fieldOf(key).words[1] ?? '');

const fieldsOf = (...firstWords: readonly string[]): Parameter[] =>
  fieldKeys
    .filter((key) => !placed.includes(key) && !isForLater(key) && firstWords.includes(fieldOf(key).words[0] ?? ''))
    .map((key) => fieldParameter(key));

const topics = { failover: ['failover', 'server-type'], sync: ['sync'], healthPage: ['health-page'] } as const;

/** Whatever has no topic above: the console's own settings, and what the schema gets later. */
const others = (): Parameter[] => {
  const known: readonly string[] = Object.values(topics).flat();
  return fieldKeys
    .filter((key) => !placed.includes(key) && !known.includes(fieldOf(key).words[0] ?? ''))
    .map((key) => fieldParameter(key));
};

const group = (title: string, parameters: readonly Parameter[], preface: readonly string[] = []): Group => ({
  title,
  preface,
  parameters,
});

const namesOf = ({ interfaces }: HostSettings): string[] => interfaces.map(({ name }) => name);

/** The interface that is most likely the one towards the other server: the one that leads out, or has an address. */
const mainOf = ({ interfaces }: HostSettings): string | undefined =>
  (
    interfaces.find(({ gateway }) => gateway !== null) ??
    interfaces.find(({ method }) => method !== 'none') ??
    interfaces[0]
  )?.name;

/** One group for each ethernet interface; none where nothing that is known here configures them. */
const interfaceGroups = (host: HostSettings): Group[] =>
  host.manager === null
    ? []
    : namesOf(host).map((name, index) => group(`${name} interface parameters`, interfaceParameters(name, index === 0)));

const timePreface = [
  '',
  'Network Time Protocol (NTP) Setup.',
  '',
  'The system time is configured from the NTP servers that you select. The',
  'clocks of the two servers of a pair should never differ.',
  '',
];

/** What the host itself is set to, behind its name and its role; nothing where the worker has a folder and no host. */
const hostGroups = (host: HostSettings): Group[] =>
  host.isHost
    ? [
        ...interfaceGroups(host),
        group('DNS related parameters', nameServerParameters, ['', 'Domain Name Service (DNS) Setup', '']),
        group('timezone', [timeZoneParameter]),
        ...(host.ntpReason === null ? [group('NTP related parameters', timeServerParameters, timePreface)] : []),
        group('administrator', administratorParameters(host)),
      ]
    : [];

const peerPreface = [
  'The peer is the other server of the pair. Its key is what "show failover key"',
  'prints there; the key of this server has to be entered there in the same way.',
  'The two can also be paired afterwards with a code: see "failover pair".',
];

/** Everything that is asked for, in its order: every setting that stands once, the host, the role and the peer (G1). */
export const groupsFor = ({ secretIsSet, host }: Known): readonly Group[] => [
  group('hostname', [nameParameter]),
  ...(host.isHost ? [group('domain name', [domainParameter])] : []),
  group('High Availability', failoverParameters(namesOf(host), mainOf(host)), [
    '',
    'High availability role for this server (Primary/Secondary):',
  ]),
  ...hostGroups(host),
  group('enable secret', [secretParameter(secretIsSet)]),
  group('peer parameters', peerParameters, peerPreface),
  group('heartbeat and failover', fieldsOf(...topics.failover)),
  group('synchronization schedule', fieldsOf(...topics.sync)),
  group(
    'heartbeats and replication',
    [fieldParameter('highAvailability')],
    ['Disabled, this server neither exchanges heartbeats nor replicates on schedule.'],
  ),
  group('health pages', fieldsOf(...topics.healthPage)),
  group('console parameters', others()),
];

/** The mandatory parameters that a draft leaves without a value. */
export const missingIn = ({ parameters }: Group, draft: Draft): Parameter[] =>
  parameters.filter(({ isMandatory, isAsked, value }) => isMandatory && isAsked(draft) && value(draft) === undefined);
