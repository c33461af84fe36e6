import { addressPart, maskOfPrefix, prefixPart } from '../config/address-value.ts';
import { fieldOf } from '../config/config.ts';
import { joined, readAddress, readBoth, readMask } from './dotted.ts';
import type { Draft } from './draft.ts';
import { fieldParameter } from './field-parameter.ts';
import { isNone, parameter, type Parameter } from './parameter.ts';
import { roleParameter } from './role-parameter.ts';

const rule = '-'.repeat(62);
const usualLength = 24;

/** `[eth0/eth1]`, or nothing where the interfaces are not known. */
const choices = (names: readonly string[]): string => (names.length === 0 ? '' : ` [${names.join('/')}]`);

/** One of the interfaces; what is not known here is taken as it is. */
const chosen = (names: readonly string[], text: string): string => {
  if (names.length === 0 || names.includes(text)) return text;
  throw new Error(`one of ${names.join(', ')} is needed`);
};

const monitor = fieldParameter('healthMonitorInterface');
const healthMonitor = (names: readonly string[], main: string | undefined): Parameter => ({
  ...monitor,
  currentName: null,
  label: `Select Health Monitor Interface${choices(names)}`,
  preface: () => [
    '',
    'Health monitor interface holds physical IP address of this server.',
    'This IP address is used by Secondary, Primary servers and the',
    'management system to communicate among themselves',
    '',
  ],
  suggestion: () => main,
  take: (draft, text) => monitor.take(draft, isNone(text) ? text : chosen(names, text)),
});

const direct = fieldParameter('directConnectInterface');
const directConnect = (names: readonly string[]): Parameter => ({
  ...direct,
  currentName: null,
  label: `Select direct connect interface${choices([...names, 'none'])}`,
  preface: () => [
    '',
    rule,
    'Direct connect configuration facilitates use of a direct cable',
    'connection between the primary and secondary servers.',
    'This can help reduce latencies in heartbeat response times, data',
    'replication and failure detection times.',
    'Please choose a network interface that you wish to use for direct',
    'connect. You should appropriately configure the respective interfaces.',
    '"none" implies you do not wish to use direct connect configuration.',
    rule,
    '',
  ],
  value: (draft) => direct.value(draft) ?? 'none',
  take: (draft, text) => {
    if (isNone(text)) return direct.take(draft, text);
    if (text === draft.config.healthMonitorInterface)
      throw new Error('it is the health monitor interface: the direct link needs another one');
    return direct.take(draft, chosen(names, text));
  },
});

/** The mask of the health monitor address: the virtual address has to be in its subnet (E3). */
const lengthNear = ({ config, host }: Draft): number => {
  const near = host?.interfaces.find(({ name }) => name === config.healthMonitorInterface)?.address ?? null;
  return near === null ? usualLength : prefixPart(near);
};

const withVirtual = (draft: Draft, virtualAddress: string | undefined): Draft => ({
  ...draft,
  config: { ...draft.config, virtualAddress },
});

const virtual = fieldOf('virtualAddress').words.join(' ');
const virtualAddress: Parameter = parameter({
  words: virtual,
  currentName: null,
  label: 'Enter Virtual IP address',
  preface: ({ mode }) => [
    '',
    mode === 'primary'
      ? 'Enter a Virtual IP address for this primary server:'
      : 'Enter the Virtual IP address of the primary server:',
    '',
  ],
  help: [
    'The address that the clients use: the server that serves has it.',
    'It is the same on both servers of a pair, in the subnet of the health monitor address, and always another one.',
    'It is written as A.B.C.D; A.B.C.D/LEN says the network mask, too.',
    'Enter "none" to have none.',
  ],
  value: ({ config }) => (config.virtualAddress === undefined ? undefined : addressPart(config.virtualAddress)),
  take: (draft, text) => {
    if (isNone(text)) return withVirtual(draft, undefined);
    const before = draft.config.virtualAddress;
    const length = before === undefined ? lengthNear(draft) : prefixPart(before);
    return withVirtual(draft, readBoth(text) ?? `${readAddress('Virtual IP address', text)}/${length}`);
  },
  reset: (draft) => withVirtual(draft, undefined),
});

const virtualMask: Parameter = parameter({
  words: `${virtual} netmask`,
  currentName: null,
  label: 'Enter network mask',
  preface: ({ config }) => ['', `Enter the network mask for IP address ${addressPart(config.virtualAddress ?? '')}.`],
  help: ['The mask of its subnet.', 'It is written as M.M.M.M, for example 255.255.255.0.'],
  isAsked: ({ config }) => config.virtualAddress !== undefined,
  value: ({ config }) =>
    config.virtualAddress === undefined ? undefined : maskOfPrefix(prefixPart(config.virtualAddress)),
  take: (draft, text) => withVirtual(draft, joined(addressPart(draft.config.virtualAddress ?? ''), readMask(text))),
});

/** The role of this server, its interfaces to the other one, and the address that moves (G1, E2, E3). */
export const failoverParameters = (interfaces: readonly string[], main: string | undefined): readonly Parameter[] => [
  roleParameter,
  healthMonitor(interfaces, main),
  directConnect(interfaces),
  virtualAddress,
  virtualMask,
];
