import { interfaceName } from './address-value.ts';
import type { Field } from './field.ts';
import {
  accountName,
  accountPassword,
  addressOrDhcp,
  domainName,
  gatewayAddress,
  hostName,
  nameServers,
  timeServers,
  timeZone,
} from './host-value.ts';
import type { ValueKind } from './value.ts';

type HostField<T> = Field<T> & { readonly initial: undefined };

const setting = <T>(words: string, kind: ValueKind<T>, help: string): HostField<T> => ({
  words: words.split(' '),
  kind,
  initial: undefined,
  help,
});

/**
 * What is set on the host beside the product's own configuration. It stands in the files of the system and never in ours;
 * the wizard's questions and an answers file have it from here (G1, G5).
 */
export const hostFields = {
  hostname: setting('hostname', hostName, 'Hostname; a unique name that identifies this server on the network'),
  domain: setting('ip domain-name', domainName, 'Domain name; the network domain to which this server belongs'),
  defaultGateway: setting('ip default-gateway', gatewayAddress, 'Gateway address; the way to all other networks'),
  nameServers: setting('ip name-server', nameServers, 'DNS servers; at most three, asked in this order'),
  timeZone: setting('clock timezone', timeZone, 'Time zone; as the system calls it'),
  ntpServers: setting('ntp server', timeServers, 'NTP servers; they keep the clock right'),
} as const;

/** Settings of the host that stand several times. */
export const hostEntries = {
  interfaces: {
    words: ['interface'],
    name: interfaceName,
    help: 'A network interface',
    parts: { address: setting('ip address', addressOrDhcp, 'IP address with its network mask; or dhcp') },
  },
  administrators: {
    words: ['username'],
    name: accountName,
    help: 'An administrator: an account whose login opens the console',
    parts: { password: { ...setting('secret', accountPassword, 'Password of the account'), secret: true } },
  },
} as const;

export type HostFieldKey = keyof typeof hostFields;
export const hostFieldKeys = Object.keys(hostFields) as HostFieldKey[];
/** With their exact types forgotten. */
export const hostFieldOf = (key: HostFieldKey): Field => hostFields[key] as unknown as Field;
