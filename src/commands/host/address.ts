import type { Call } from '../declaration.ts';

/** Where a host is: a trusted host's configured address, and any other name as it was typed. */
export const addressFor = async ({ client }: Call, host: string): Promise<string> => {
  try {
    const { hosts } = await client.trustedHosts();
    return hosts.find(({ name }) => name === host)?.address ?? host;
  } catch {
    // Names are found without the worker, too.
    return host;
  }
};
