import { UnderstudyError } from '../error.ts';
import { lockRoot } from '../store/lock.ts';
import type { Paths } from '../store/paths.ts';
import { hostUnits } from './protected-services.ts';
import type { HostUnits } from './service-units.ts';

const mayNot = (paths: Paths, cause: unknown): unknown => {
  const { code } = cause as NodeJS.ErrnoException;
  if (code !== 'EACCES' && code !== 'EPERM') return cause;
  return new UnderstudyError(
    'permission',
    `This account may not read ${paths.units}, where it is kept how units were`,
    {
      hint: 'units are given back by root: "sudo understudyd --give-units-back"',
      cause,
    },
  );
};

/**
 * The units of all protected services are the host's again, enabled as they were before: what the removal of the package
 * does when the worker has ended.
 *
 * @returns a sentence on each
 * @throws UnderstudyError refused while the worker runs: it would go on as if it were alone to start them; permission for
 *   whoever is not root
 */
export const giveUnitsBack = async (
  paths: Paths,
  host: HostUnits | undefined = hostUnits(paths),
): Promise<string[]> => {
  if (host === undefined) return [];
  const units = await host.custody.taken().catch((error: unknown) => {
    throw mayNot(paths, error);
  });
  if (units.length === 0) return [];
  const lock = lockRoot(paths.lock);
  try {
    return await host.custody.release(units);
  } finally {
    lock.release();
  }
};
