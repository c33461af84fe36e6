import { firstAt, namesAt, type HostPlace } from './host-place.ts';
import { openIfupdown } from './ifupdown.ts';
import { realInterfaces } from './live-network.ts';
import { openNetworkd } from './networkd.ts';
import type { NetworkManager } from './network-manager.ts';
import { askIfThere } from './tool.ts';

/** What configures the network, or why nothing that is known here does. */
export interface FoundManager {
  readonly manager: NetworkManager | undefined;
  readonly reason: string | null;
  /** The interfaces that can be configured. */
  readonly names: readonly string[];
}

const isActive = async (unit: string): Promise<boolean> =>
  (await askIfThere('systemctl', 'is-active', '--quiet', unit))?.status === 0;

/** Somebody else who would write the same files anew. */
const strangerIn = async (place: HostPlace): Promise<string | undefined> => {
  const netplan = (await namesAt(place, '/etc/netplan')).find((name) => /\.ya?ml$/.test(name));
  if (netplan !== undefined) return `netplan (/etc/netplan/${netplan}) configures the network of this host`;
  if (await isActive('NetworkManager.service')) return 'NetworkManager configures the network of this host';
  if (await isActive('connman.service')) return 'ConnMan configures the network of this host';
  return undefined;
};

/** The manager that has the interfaces; where both have some, nobody can say which of the two wins. */
const choose = (
  networkd: NetworkManager | undefined,
  ifupdown: NetworkManager | undefined,
  names: readonly string[],
): NetworkManager | string => {
  const busy = [networkd, ifupdown].filter(
    (manager): manager is NetworkManager => manager !== undefined && names.some(manager.isConfigured),
  );
  const [first, second] = busy;
  if (first !== undefined && second !== undefined) {
    return 'both systemd-networkd and ifupdown (/etc/network/interfaces) configure interfaces of this host';
  }
  return first ?? networkd ?? ifupdown ?? 'neither systemd-networkd nor ifupdown configures the network of this host';
};

const remedy = 'interfaces and gateway have to be set with its own means';

/** Finds out what configures the network of this host. */
export const findManager = async (place: HostPlace): Promise<FoundManager> => {
  const all = await realInterfaces(place, () => true);
  const stranger = await strangerIn(place);
  if (stranger !== undefined) return { manager: undefined, reason: `${stranger}: ${remedy}`, names: [] };
  const networkd = (await isActive('systemd-networkd.service')) ? await openNetworkd(place, all) : undefined;
  const hasIfup = (await firstAt(place, ['/sbin/ifup', '/usr/sbin/ifup'])) !== undefined;
  const ifupdown = hasIfup ? await openIfupdown(place) : undefined;
  const chosen = choose(networkd, ifupdown, all);
  if (typeof chosen === 'string') return { manager: undefined, reason: `${chosen}: ${remedy}`, names: [] };
  return { manager: chosen, reason: null, names: await realInterfaces(place, chosen.isConfigured) };
};
