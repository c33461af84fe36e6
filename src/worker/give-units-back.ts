import { lockRoot } from '../store/lock.ts';
import type { Paths } from '../store/paths.ts';
import { hostUnits } from './protected-services.ts';
import type { HostUnits } from './service-units.ts';

/**
 * The units of all protected services are the host's again, enabled as they were before: what the removal of the package
 * does when the worker has ended.
 *
 * @returns a sentence on each
 * @throws UnderstudyError refused while the worker runs: it would go on as if it were alone to start them
 */
export const giveUnitsBack = async (
  paths: Paths,
  host: HostUnits | undefined = hostUnits(paths),
): Promise<string[]> => {
  if (host === undefined) return [];
  const units = await host.custody.taken();
  if (units.length === 0) return [];
  const lock = lockRoot(paths.lock);
  try {
    return await host.custody.release(units);
  } finally {
    lock.release();
  }
};
