import { readFile } from 'node:fs/promises';

/** The account that the other servers of the pair log in as; its group may speak to the worker on their behalf. */
const account = 'understudy';

/** The number of a group in the text of `/etc/group`. */
export const groupNumber = (text: string, name: string): number | null => {
  const line = text.split('\n').find((one) => one.startsWith(`${name}:`));
  const number = Number(line?.split(':')[2] || Number.NaN);
  return Number.isInteger(number) ? number : null;
};

/**
 * The group of the peers' account, or null where peers log in as the account of the worker: under a root of its own, and
 * on a host that has no such account.
 */
export const groupOfPeers = async (root: string): Promise<number | null> =>
  root === '/' ? groupNumber(await readFile('/etc/group', 'utf8'), account) : null;
