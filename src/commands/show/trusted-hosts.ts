import type { Call, Outcome } from '../declaration.ts';
import { columnsOf } from '../text/columns.ts';

/** `show failover trusted-hosts` (C3). */
export const showTrustedHosts = async ({ client }: Call): Promise<Outcome> => {
  const data = await client.trustedHosts();
  // Most have none, and keys are wide.
  const isDirect = data.hosts.some((host) => host.directAddress !== null);
  const rows = data.hosts.map((host) => [
    host.name,
    host.isPeer ? 'peer' : '-',
    `${host.user}@${host.address}`,
    ...(isDirect ? [host.directAddress ?? '-'] : []),
    String(host.port),
    host.key,
  ]);
  const header = ['Name', 'Role', 'Address', ...(isDirect ? ['Direct'] : []), 'Port', 'Key'];
  const empty = 'No host is trusted yet: "trusted-host NAME key …" in configuration mode adds one';
  return {
    data,
    // A key is there to be compared.
    verbatim: rows.length > 0,
    text: () => (rows.length === 0 ? empty : columnsOf([header, ...rows], 0).join('\n')),
  };
};
