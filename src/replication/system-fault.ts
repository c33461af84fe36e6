import { reasonOf, UnderstudyError } from '../error.ts';

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'free space there or give it a larger disk',
  EDQUOT: 'raise the disk quota of the account',
  EROFS: 'the file system is read-only: look for disk faults with "dmesg", then mount it read-write',
  EIO: 'the disk has faults: look at "dmesg"',
  EACCES: 'give the account of the worker access to it',
  EPERM: 'give the account of the worker access to it',
  ENOENT: 'check the path in "show running-config"',
  EMFILE: 'raise the limit of open files of the worker',
};
const ofResources = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM']);

/** The name of a system error, e.g. `ENOSPC`. */
export const errnoOf = (error: unknown): string | undefined => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
};

/** True when a file is not there (any more). */
export const isMissing = (error: unknown): boolean => errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR';

/** Any error as the one of the product: `what` says what failed and on which object. */
export const faultOf = (what: string, error: unknown): UnderstudyError => {
  if (error instanceof UnderstudyError) return error;
  const errno = errnoOf(error) ?? '';
  const code = ofResources.has(errno) ? 'resource' : 'failed';
  return new UnderstudyError(code, `${what}: ${reasonOf(error)}`, { hint: remedies[errno], cause: error });
};

/** Runs `work`, translating what it throws. */
export const orFault = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw faultOf(what, error);
  }
};
