import { addressPart, isInSubnet, maskOfPrefix, networkOf, prefixPart } from '../config/address-value.ts';
import type { Config } from '../config/config.ts';
import type { InterfaceSettings } from '../control/host-settings-shapes.ts';
import type { Draft } from './draft.ts';

const virtualFaults = (
  { virtualAddress, healthMonitorInterface }: Config,
  interfaces: readonly InterfaceSettings[],
): string[] => {
  const monitor = interfaces.find(({ name }) => name === healthMonitorInterface);
  if (virtualAddress === undefined || monitor?.address === null || monitor?.address === undefined) return [];
  const [virtual, health] = [addressPart(virtualAddress), addressPart(monitor.address)];
  if (virtual === health)
    return [
      `The virtual IP address ${virtual} is the health monitor address of ${monitor.name}: the two should always be different.`,
    ];
  if (networkOf(virtualAddress) === networkOf(monitor.address)) return [];
  const [mask, own] = [virtualAddress, monitor.address].map((cidr) => maskOfPrefix(prefixPart(cidr)));
  const areNear = isInSubnet(virtual, monitor.address) || isInSubnet(health, virtualAddress);
  const why = areNear && mask !== own ? `: their masks differ, ${mask} and ${own}` : '';
  return [
    `The virtual IP address ${virtualAddress} and the health monitor address ${monitor.address} of ${monitor.name} are not in one subnet${why}.`,
  ];
};

const interfaceFaults = ({ name, address, gateway }: InterfaceSettings): string[] => {
  if (gateway === null || (address !== null && isInSubnet(gateway, address) && gateway !== addressPart(address)))
    return [];
  if (address === null) return [];
  return [
    gateway === addressPart(address)
      ? `The gateway address ${gateway} is the address of ${name} itself.`
      : `The gateway address ${gateway} is not in the subnet of ${name}, ${networkOf(address)}.`,
  ];
};

const sharedFaults = (interfaces: readonly InterfaceSettings[]): string[] =>
  interfaces.flatMap(({ name, address }, i) => {
    const other = interfaces
      .slice(0, i)
      .find((one) => address !== null && one.address !== null && networkOf(one.address) === networkOf(address));
    return other === undefined
      ? []
      : [
          `${other.name} and ${name} are both in the subnet ${networkOf(address ?? '')}: each needs a subnet of its own.`,
        ];
  });

/** The two servers of a pair have addresses of their own. */
const peerFaults = ({ peer, trustedHosts }: Config, interfaces: readonly InterfaceSettings[]): string[] => {
  const address = peer === undefined ? undefined : trustedHosts[peer]?.address;
  const own = interfaces.find((one) => one.address !== null && addressPart(one.address) === address);
  return own === undefined
    ? []
    : [`The address ${address} of ${peer} is the one of ${own.name} of this server: enter that of the other server.`];
};

/** What does not fit together of this host and the addresses of the pair, each a sentence (E3). */
export const hostFaults = ({ config, host }: Draft): string[] =>
  host === undefined
    ? []
    : [
        ...virtualFaults(config, host.interfaces),
        ...host.interfaces.flatMap(interfaceFaults),
        ...sharedFaults(host.interfaces),
        ...peerFaults(config, host.interfaces),
      ];
