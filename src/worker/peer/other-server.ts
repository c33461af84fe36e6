import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { UnderstudyError } from '../../error.ts';

/** All of 127.0.0.0/8 is this host, whatever its interfaces say. */
const isOwn = (address: string): boolean =>
  /^127\.|^0\.0\.0\.0$|^::1?$/.test(address) ||
  Object.values(networkInterfaces()).some((all = []) => all.some((one) => one.address === address));

const addressesOf = async (host: string): Promise<string[]> => {
  if (isIP(host) !== 0) return [host.toLowerCase()];
  // A name that is not known is said by the connection.
  return lookup(host, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
};

/**
 * A code is typed on the server that does not show it: our own SSH server would only say that the code is wrong. Another
 * port of this host may lead elsewhere.
 *
 * @throws UnderstudyError refused when the SSH server there is this server's own
 */
export const requireOtherServer = async (
  there: { readonly host: string; readonly port: number },
  own: { readonly hostname: string; readonly sshPort: number },
): Promise<void> => {
  if (there.port !== own.sshPort) return;
  const addresses = await addressesOf(there.host);
  if (!addresses.some(isOwn)) return;
  throw new UnderstudyError('refused', `${there.host} is this server itself, ${own.hostname}`, {
    hint: 'type the address of the other server, and the code that it shows; nothing was changed',
  });
};
