import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** So many addresses of one mail server are tried. */
const most = 4;

const fault = (message: string): Error => Object.assign(new Error(message), { code: 'EDNS' });

/**
 * Where a mail server is, as everything else on this host finds it: `/etc/hosts` first, and search domains.
 *
 * @throws Error with the code `EDNS`
 */
export const addressesOf = async (host: string, limitMs: number, stop: AbortSignal): Promise<readonly string[]> => {
  if (isIP(host) !== 0) return [host];
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(fault(`no name server answered within ${limitMs / 1000} s`)), limitMs);
  const leave = (): void => reject(fault('it was not waited for'));
  stop.addEventListener('abort', leave, { once: true });
  const asked = lookup(host, { all: true }).catch((error: unknown) => {
    throw fault((error as Error).message);
  });
  try {
    const found = await Promise.race([asked, late]);
    return found.map(({ address }) => address).slice(0, most);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', leave);
  }
};
