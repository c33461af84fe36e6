import { addressPart, isInSubnet, networkOf, prefixPart } from '../../config/address-value.ts';
import type { Config } from '../../config/config.ts';

/** What is wrong with an address or an interface on this host, and what to do about it. Neither ends in a full stop. */
export interface AddressFault {
  readonly sentence: string;
  readonly remedy: string;
}

/** The IPv4 addresses of each interface of this host with their prefixes, e.g. `{ eth0: ['10.1.2.3/24'] }`. */
export type Interfaces = Readonly<Record<string, readonly string[]>>;

type Addresses = Pick<
  Config,
  'virtualAddress' | 'virtualInterface' | 'healthMonitorInterface' | 'directConnectInterface'
>;

const healthWords = 'failover health-monitor interface';
const fault = (sentence: string, remedy: string): AddressFault => ({ sentence, remedy });

/** Where the virtual address stands. */
export const virtualInterfaceOf = ({ virtualInterface, healthMonitorInterface }: Addresses): string | undefined =>
  virtualInterface ?? healthMonitorInterface;

const namesIn = (all: Interfaces): string =>
  Object.keys(all)
    .filter((name) => name !== 'lo')
    .join(', ');

const missingOf = (what: string, words: string, name: string, all: Interfaces): AddressFault | undefined => {
  if (!Object.hasOwn(all, name)) {
    return fault(
      `The ${what} interface ${name} does not exist on this server`,
      `"${words} NAME" in configuration mode names one of ${namesIn(all)}`,
    );
  }
  return all[name]?.length === 0
    ? fault(`The ${what} interface ${name} has no IPv4 address`, 'give it one, or name another interface')
    : undefined;
};

const noInterface = (virtual: string, all: Interfaces): AddressFault =>
  fault(
    `The virtual address ${virtual} has no interface`,
    `"${healthWords} NAME" in configuration mode names one of ${namesIn(all)}`,
  );

/** The same subnet on both sides; an address alone (/32) lies in any. */
const isBeside = (virtual: string, own: string): boolean =>
  isInSubnet(addressPart(virtual), own) && (prefixPart(virtual) === 32 || isInSubnet(addressPart(own), virtual));

/** The virtual address where it stands now is no address of the host's own. */
const ownOf = ({ virtualAddress }: Addresses, all: Interfaces): Interfaces =>
  Object.fromEntries(
    Object.entries(all).map(([name, addresses]) => [
      name,
      addresses.filter((cidr) => addressPart(cidr) !== addressPart(virtualAddress ?? '')),
    ]),
  );

/** Why the virtual address cannot stand on this host (E3); undefined where it can. */
export const virtualFaultOn = (config: Addresses, all: Interfaces): AddressFault | undefined => {
  const { virtualAddress: virtual, virtualInterface } = config;
  const name = virtualInterfaceOf(config);
  if (virtual === undefined) return undefined;
  if (name === undefined) return noInterface(virtual, all);
  const own = ownOf(config, all);
  const missing =
    virtualInterface === undefined
      ? missingOf('health monitor', healthWords, name, own)
      : missingOf('virtual', 'failover virtual-interface', name, own);
  if (missing !== undefined) return missing;
  const beside = own[name] ?? [];
  return beside.some((cidr) => isBeside(virtual, cidr))
    ? undefined
    : fault(
        `The virtual address ${virtual} is not in the subnet of ${name}, ${beside.map(networkOf).join(' or ')}`,
        'the health monitor address and the virtual address have to be in one subnet',
      );
};

/** What this host lacks of the interfaces and addresses that the configuration counts on (E2, E3). */
export const addressFaultsOn = (config: Addresses, all: Interfaces): AddressFault[] => {
  const { healthMonitorInterface: health, directConnectInterface: direct } = config;
  const own = ownOf(config, all);
  const faults = [
    virtualFaultOn(config, all),
    health === undefined ? undefined : missingOf('health monitor', healthWords, health, own),
    direct === undefined ? undefined : missingOf('direct connect', 'failover direct-connect interface', direct, own),
  ].filter((one) => one !== undefined);
  return faults.filter(({ sentence }, i) => faults.findIndex((one) => one.sentence === sentence) === i);
};

/** The interface of this host that has the virtual address now. */
export const standsOn = ({ virtualAddress }: Addresses, all: Interfaces): string | undefined =>
  virtualAddress === undefined
    ? undefined
    : Object.keys(all).find((name) => all[name]?.some((cidr) => addressPart(cidr) === addressPart(virtualAddress)));
