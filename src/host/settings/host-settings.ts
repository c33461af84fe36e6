import type { HostState } from '../../config/host-change.ts';
import { readAdministrators, readTakenNames } from './administrator.ts';
import { readHostName } from './host-name.ts';
import type { HostPlace } from './host-place.ts';
import { findManager, type FoundManager } from './manager.ts';
import { readNameServers } from './resolver.ts';
import { readTimeServers, readTimeZone, timeServersObstacle } from './time.ts';

/** What a host is set to, by the files of its system. */
export interface HostView extends HostState {
  readonly manager: 'networkd' | 'ifupdown' | null;
  readonly managerReason: string | null;
  readonly ntpReason: string | null;
  readonly administrators: readonly string[];
  readonly takenNames: readonly string[];
}

export const viewWith = async (place: HostPlace, { manager, reason, names }: FoundManager): Promise<HostView> => ({
  manager: manager?.name ?? null,
  managerReason: reason,
  ...(await readHostName(place)),
  interfaces: manager === undefined ? [] : names.map(manager.read),
  nameServers: await readNameServers(place),
  timeZone: await readTimeZone(place),
  ntpServers: await readTimeServers(place),
  ntpReason: (await timeServersObstacle(place)) ?? null,
  administrators: await readAdministrators(place),
  takenNames: await readTakenNames(place),
});

/** G1. @param place with the root of the host */
export const readHostSettings = async (place: HostPlace): Promise<HostView> =>
  viewWith(place, await findManager(place));
