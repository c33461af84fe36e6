import { isInSubnet } from './address-value.ts';
import type { HostAnswers } from './host-lines.ts';

/** One network interface as the host has it, or as it shall have it. */
interface InterfaceState {
  readonly name: string;
  readonly method: 'static' | 'dhcp' | 'none';
  readonly address: string | null;
  readonly gateway: string | null;
}

/** What a host is set to, as far as answers can change it. */
export interface HostState {
  readonly hostname: string;
  readonly domain: string | null;
  readonly interfaces: readonly InterfaceState[];
  readonly nameServers: readonly string[];
  readonly timeZone: string;
  readonly ntpServers: readonly string[];
}

/** Only what differs. */
export interface HostDifference extends Partial<HostState> {
  readonly administrator?: { readonly name: string; readonly password: string };
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const withAddress = (now: InterfaceState, address: string | null): InterfaceState => {
  if (address === null) return { ...now, method: 'none', address: null, gateway: null };
  if (address === 'dhcp') return { ...now, method: 'dhcp', address: null, gateway: null };
  const gateway = now.gateway !== null && isInSubnet(now.gateway, address) ? now.gateway : null;
  return { ...now, method: 'static', address, gateway };
};

/** The gateway belongs to the one interface in whose subnet it lies. */
const withGateway = (all: readonly InterfaceState[], gateway: string | null): InterfaceState[] => {
  const home = all.find(({ address }) => gateway !== null && address !== null && isInSubnet(gateway, address));
  if (gateway !== null && home === undefined) {
    throw new Error(`ip default-gateway ${gateway}: it lies in the subnet of no interface`);
  }
  return all.map((one) => ({ ...one, gateway: one === home ? gateway : null }));
};

const interfacesOf = ({ interfaces, defaultGateway }: HostAnswers, now: HostState): InterfaceState[] => {
  const names = new Set(now.interfaces.map(({ name }) => name));
  const unknown = Object.keys(interfaces).find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new Error(
      `interface ${unknown}: this server has ${[...names].join(', ') || 'no interface'} and not ${unknown}`,
    );
  }
  const addressed = now.interfaces.map((one) => {
    const address = interfaces[one.name];
    return address === undefined ? one : withAddress(one, address);
  });
  const all = defaultGateway === undefined ? addressed : withGateway(addressed, defaultGateway);
  return all.filter((one, i) => !isSame(one, now.interfaces[i]));
};

const plainKeys = ['hostname', 'domain', 'nameServers', 'timeZone', 'ntpServers'] as const;

/**
 * What answers change of a host; undefined when they change nothing.
 *
 * @throws Error where an interface or a gateway does not fit this host
 */
export const hostDifference = (answers: HostAnswers, now: HostState): HostDifference | undefined => {
  const plain = plainKeys.filter((key) => answers[key] !== undefined && !isSame(answers[key], now[key]));
  const interfaces = interfacesOf(answers, now);
  const { administrator } = answers;
  const difference: HostDifference = {
    ...Object.fromEntries(plain.map((key) => [key, answers[key]])),
    ...(interfaces.length === 0 ? {} : { interfaces }),
    ...(administrator === undefined ? {} : { administrator }),
  };
  return Object.keys(difference).length === 0 ? undefined : difference;
};
