import { addressPart, isHostAddress, isInSubnet, prefixPart } from '../../config/address-value.ts';
import type { HostDifference } from '../../config/host-change.ts';
import { UnderstudyError } from '../../error.ts';
import { hasCarrier, liveAddresses } from './live-network.ts';
import type { HostPlace } from './host-place.ts';
import type { InterfaceState } from './network-file.ts';
import { askOutside } from './tool.ts';

const fault = (message: string): UnderstudyError =>
  new UnderstudyError('usage', message, { hint: 'nothing was changed' });

const checkOne = ({ name, method, address, gateway }: InterfaceState): void => {
  if (method === 'static' && address === null) throw fault(`${name}: a static interface needs an address`);
  if (method !== 'static' && (address !== null || gateway !== null)) {
    throw fault(`${name}: an address and a gateway are for a static interface only`);
  }
  if (address === null || gateway === null) return;
  if (!isInSubnet(gateway, address)) throw fault(`${name}: the gateway ${gateway} is not in the subnet of ${address}`);
  if (gateway === addressPart(address)) throw fault(`${name}: the gateway ${gateway} is this host itself`);
  if (!isHostAddress(`${gateway}/${prefixPart(address)}`)) {
    throw fault(`${name}: the gateway ${gateway} is the address of the subnet itself, or its broadcast address`);
  }
};

const checkTogether = (all: readonly InterfaceState[]): void => {
  const ways = all.filter(({ gateway }) => gateway !== null);
  if (ways.length > 1) {
    const said = ways.map(({ name, gateway }) => `${gateway ?? ''} through ${name}`).join(' and ');
    throw fault(`a host has one gateway to all other networks, and not ${said}`);
  }
  const addresses = all.flatMap(({ address }) => (address === null ? [] : [addressPart(address)]));
  const twice = addresses.find((address, i) => addresses.indexOf(address) !== i);
  if (twice !== undefined) throw fault(`two interfaces cannot both have the address ${twice}`);
};

/** The interfaces of a host as they will be. @throws UnderstudyError usage where that cannot be */
export const checkInterfaces = (
  now: readonly InterfaceState[],
  { interfaces: wanted = [] }: HostDifference,
): readonly InterfaceState[] => {
  const unknown = wanted.find(({ name }) => !now.some((one) => one.name === name));
  if (unknown !== undefined) {
    const names = now.map(({ name }) => name).join(', ') || 'none';
    throw fault(`there is no interface ${unknown.name} that can be configured on this host; there are: ${names}`);
  }
  const names = wanted.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw fault(`${twice} stands there twice`);
  wanted.forEach(checkOne);
  const all = now.map((one) => wanted.find(({ name }) => name === one.name) ?? one);
  checkTogether(all);
  return all;
};

/** What follows from two interfaces in one subnet: an answer may leave through the other one. */
export const subnetWarnings = (all: readonly InterfaceState[], changed: readonly InterfaceState[]): string[] =>
  changed.flatMap(({ name, address }) => {
    const other = all.find(
      (one) =>
        one.name !== name && one.address !== null && address !== null && isInSubnet(addressPart(one.address), address),
    );
    return other === undefined ? [] : [`${name} and ${other.name} are in one subnet`];
  });

/** The hardware address of whoever answers for an address on the cable of an interface; undefined: nobody. */
const holderOf = async (name: string, address: string): Promise<string | undefined> => {
  const { status, stdout } = await askOutside('arping', '-D', '-c', '2', '-w', '2', '-I', name, address);
  return status === 1 ? (/\[([0-9A-Fa-f:]{17})\]/.exec(stdout)?.[1] ?? 'somebody') : undefined;
};

/** @throws UnderstudyError refused where another machine has an address that an interface shall get */
export const refuseTaken = async (place: HostPlace, wanted: readonly InterfaceState[]): Promise<void> => {
  for (const { name, address } of wanted) {
    if (address === null || !(await hasCarrier(place, name))) continue;
    const mine = await liveAddresses(name);
    if (mine.some((one) => addressPart(one.address) === addressPart(address))) continue;
    const holder = await holderOf(name, addressPart(address));
    if (holder === undefined) continue;
    throw new UnderstudyError('refused', `${addressPart(address)} is in use: ${holder} answers for it on ${name}`, {
      hint: 'choose another address, or take it from the other machine; nothing was changed',
    });
  }
};
