import { addressPart, isInSubnet, maskOfPrefix, prefixPart } from '../config/address-value.ts';
import type { InterfaceSettings } from '../control/host-settings-shapes.ts';
import { joined, readAddress, readBoth, readMask } from './dotted.ts';
import type { Draft } from './draft.ts';
import { withHost } from './host-draft.ts';
import { isNone, parameter, type Parameter } from './parameter.ts';

/** Of an address whose mask is not said yet. */
const usualLength = 24;

const interfaceOf = ({ host }: Draft, name: string): InterfaceSettings | undefined =>
  host?.interfaces.find((one) => one.name === name);

const withInterface = (draft: Draft, name: string, change: Partial<InterfaceSettings>): Draft =>
  withHost(draft, ({ interfaces }) => ({
    interfaces: interfaces.map((one) => (one.name === name ? { ...one, ...change } : one)),
  }));

const withAddress = (draft: Draft, name: string, address: string): Draft => {
  const gateway = interfaceOf(draft, name)?.gateway ?? null;
  const isKept = gateway !== null && isInSubnet(gateway, address);
  return withInterface(draft, name, { method: 'static', address, gateway: isKept ? gateway : null });
};

const unaddressed = (draft: Draft, name: string, method: 'dhcp' | 'none'): Draft =>
  withInterface(draft, name, { method, address: null, gateway: null });

const takeAddress = (draft: Draft, name: string, text: string): Draft => {
  if (isNone(text)) return unaddressed(draft, name, 'none');
  if (text.toLowerCase() === 'dhcp') return unaddressed(draft, name, 'dhcp');
  const address = interfaceOf(draft, name)?.address ?? null;
  const length = address === null ? usualLength : prefixPart(address);
  return withAddress(draft, name, readBoth(text) ?? `${readAddress(`${name} IP address`, text)}/${length}`);
};

const isStatic = (draft: Draft, name: string): boolean => (interfaceOf(draft, name)?.address ?? null) !== null;

/** There is one way to all other networks. */
const mayHaveGateway = (draft: Draft, name: string): boolean =>
  isStatic(draft, name) && draft.host?.interfaces.every((one) => one.name === name || one.gateway === null) === true;

const addressParameter = (name: string, isFirst: boolean): Parameter =>
  parameter({
    words: `interface ${name} ip address`,
    currentName: isFirst ? 'IP address' : `${name} IP address`,
    label: `Enter ${name} IP address`,
    preface: () => ['', `Enter an IP address for the ethernet interface ${name} of this machine.`],
    help: [
      `The address of ${name}, which is its own: the virtual address is another one.`,
      'It is written as A.B.C.D; A.B.C.D/LEN says the network mask, too.',
      'Enter "dhcp" to have it from a DHCP server, "none" to have none.',
    ],
    value: (draft) => {
      const one = interfaceOf(draft, name);
      if (one === undefined) return undefined;
      return one.address === null ? one.method : addressPart(one.address);
    },
    take: (draft, text) => takeAddress(draft, name, text),
    reset: (draft) => unaddressed(draft, name, isFirst ? 'dhcp' : 'none'),
  });

const maskParameter = (name: string): Parameter =>
  parameter({
    words: `interface ${name} netmask`,
    currentName: `${name} netmask`,
    label: 'Enter network mask',
    preface: (draft) => [
      `Enter the network mask for IP address ${addressPart(interfaceOf(draft, name)?.address ?? '')}.`,
    ],
    help: ['The mask of the subnet.', 'It is written as M.M.M.M, for example 255.255.255.0.'],
    isAsked: (draft) => isStatic(draft, name),
    value: (draft) => {
      const address = interfaceOf(draft, name)?.address ?? null;
      return address === null ? undefined : maskOfPrefix(prefixPart(address));
    },
    take: (draft, text) => {
      const address = addressPart(interfaceOf(draft, name)?.address ?? '');
      return withAddress(draft, name, joined(address, readMask(text)));
    },
  });

const takeGateway = (draft: Draft, name: string, text: string): Draft => {
  if (isNone(text)) return withInterface(draft, name, { gateway: null });
  const gateway = readAddress('The gateway address', text);
  const address = interfaceOf(draft, name)?.address ?? '';
  if (!isInSubnet(gateway, address)) throw new Error(`it is not in the subnet of ${name}, ${address}`);
  if (gateway === addressPart(address)) throw new Error(`it is the address of ${name} itself`);
  return withInterface(draft, name, { gateway });
};

const gatewayParameter = (name: string, isFirst: boolean): Parameter =>
  parameter({
    words: isFirst ? 'ip default-gateway' : `ip default-gateway of ${name}`,
    currentName: isFirst ? 'gateway address' : `${name} gateway address`,
    label: 'Enter default gateway address',
    preface: () => [
      '',
      'Enter a default gateway address for this machine.',
      '',
      `Note that the default gateway must be reachable from the ethernet interface ${name}.`,
    ],
    help: ['The way to all other networks.', 'It is written as A.B.C.D.', 'Enter "none" to have none.'],
    isAsked: (draft) => mayHaveGateway(draft, name),
    value: (draft) => interfaceOf(draft, name)?.gateway ?? 'none',
    take: (draft, text) => takeGateway(draft, name, text),
  });

/** Address, mask and gateway of one ethernet interface; the first is the one that the others' names leave out. */
export const interfaceParameters = (name: string, isFirst: boolean): readonly Parameter[] => [
  addressParameter(name, isFirst),
  maskParameter(name),
  gatewayParameter(name, isFirst),
];
