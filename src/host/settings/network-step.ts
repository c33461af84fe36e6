import { setTimeout as wait } from 'node:timers/promises';
import type { HostPlace } from './host-place.ts';
import { hasCarrier, liveAddresses, liveGateways } from './live-network.ts';
import type { InterfaceState } from './network-file.ts';
import type { NetworkManager } from './network-manager.ts';
import type { Step } from './step.ts';

const staticMs = 15_000;
const dhcpMs = 45_000;
const lookMs = 100;

/** Why an interface is not yet as it shall be; undefined: it is. */
const differenceOf = async (wanted: InterfaceState): Promise<string | undefined> => {
  const live = await liveAddresses(wanted.name);
  if (wanted.method === 'none') return undefined;
  if (wanted.method === 'dhcp') {
    return live.some(({ isDynamic }) => isDynamic) ? undefined : `no DHCP server gave ${wanted.name} an address`;
  }
  if (!live.some(({ address }) => address === wanted.address)) {
    const has = live.map(({ address }) => address).join(', ') || 'no address';
    return `${wanted.name} has ${has} and not ${wanted.address ?? ''}`;
  }
  if (wanted.gateway === null || (await liveGateways(wanted.name)).includes(wanted.gateway)) return undefined;
  return `there is no route to ${wanted.gateway} through ${wanted.name}`;
};

/** Waits until an interface is as it shall be. @throws Error with what it is instead */
const settled = async (place: HostPlace, wanted: InterfaceState): Promise<readonly string[]> => {
  const endMs = performance.now() + (wanted.method === 'dhcp' ? dhcpMs : staticMs);
  for (;;) {
    const difference = await differenceOf(wanted);
    if (difference === undefined) return [];
    if (!(await hasCarrier(place, wanted.name))) {
      return [`${wanted.name} has no carrier: it gets its address when its cable is plugged in`];
    }
    if (performance.now() > endMs) throw new Error(difference);
    await wait(lookMs);
  }
};

/** Addresses and gateway: written where they last, and in force. The last of all steps, for it may end a connection. */
export const networkStep = (
  place: HostPlace,
  manager: NetworkManager,
  wanted: readonly InterfaceState[],
): Step | undefined => {
  if (wanted.length === 0) return undefined;
  const { before, files, after } = manager.plan(wanted);
  return {
    what: `the addresses of ${wanted.map(({ name }) => name).join(' and ')}`,
    before,
    files,
    after,
    undo: { before, after },
    verify: async () => {
      const warnings: string[] = [];
      for (const one of wanted) warnings.push(...(await settled(place, one)));
      return warnings;
    },
  };
};
