import type { HostDifference } from '../../config/host-change.ts';
import { UnderstudyError } from '../../error.ts';
import { administratorObstacle, administratorStep } from './administrator.ts';
import { hostNameStep } from './host-name.ts';
import type { HostPlace } from './host-place.ts';
import { viewWith } from './host-settings.ts';
import { findManager } from './manager.ts';
import { checkInterfaces, refuseTaken, subnetWarnings } from './network-check.ts';
import { networkStep } from './network-step.ts';
import { dhcpOverwrites, resolverObstacle, resolverStep } from './resolver.ts';
import type { Step } from './step.ts';
import { timeServersObstacle, timeServersStep, timeZoneObstacle, timeZoneStep } from './time.ts';

export interface HostPlan {
  readonly steps: readonly Step[];
  readonly warnings: readonly string[];
}

/** What cannot be set on this host, whatever it is set to. */
const obstacleIn = async (place: HostPlace, change: HostDifference): Promise<string | undefined> => {
  const { timeZone, ntpServers = [], nameServers, administrator } = change;
  return (
    (timeZone === undefined ? undefined : await timeZoneObstacle(place, timeZone)) ??
    (ntpServers.length === 0 ? undefined : await timeServersObstacle(place)) ??
    (nameServers === undefined ? undefined : await resolverObstacle(place)) ??
    (administrator === undefined ? undefined : await administratorObstacle(place, administrator.name))
  );
};

const refused = (reason: string): UnderstudyError =>
  new UnderstudyError('refused', reason, { hint: 'nothing was changed' });

/**
 * Checks a change against the host as it is and says how it is made, step by step; changes nothing.
 *
 * @throws UnderstudyError usage or refused with the first thing that stands against it
 */
export const planChange = async (place: HostPlace, change: HostDifference): Promise<HostPlan> => {
  const found = await findManager(place);
  const now = await viewWith(place, found);
  const { interfaces: wanted = [] } = change;
  if (wanted.length > 0 && found.manager === undefined) throw refused(found.reason ?? 'nothing configures the network');
  const obstacle = await obstacleIn(place, change);
  if (obstacle !== undefined) throw refused(obstacle);
  const all = checkInterfaces(now.interfaces, change);
  await refuseTaken(place, wanted);
  const isDhcp = all.some(({ method }) => method === 'dhcp');
  const isOverwritten = change.nameServers !== undefined && isDhcp && (await dhcpOverwrites(place));
  const steps = [
    await timeZoneStep(place, now, change),
    await timeServersStep(place, change),
    await administratorStep(place, change),
    await hostNameStep(place, now, change),
    await resolverStep(place, now, change),
    found.manager === undefined ? undefined : networkStep(place, found.manager, wanted),
  ];
  return {
    steps: steps.filter((step) => step !== undefined),
    warnings: [
      ...subnetWarnings(all, wanted),
      ...(isOverwritten ? ['DHCP may put other name servers in the place of these'] : []),
    ],
  };
};
