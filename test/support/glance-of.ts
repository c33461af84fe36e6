import { noNames, type Glance } from '../../src/control/session-shapes.ts';
import type { FailoverStatus } from '../../src/control/shapes.ts';

/** What a console sees at a glance of a server with this status. */
export const glanceOf = (
  { hostname, mode, state, peer, services }: FailoverStatus,
  parts: Partial<Glance> = {},
): Glance => {
  return {
    hostname,
    mode,
    state,
    peer: peer.host,
    execTimeoutMs: 600_000,
    banner: null,
    rollsBackAt: null,
    unsaved: false,
    names: {
      ...noNames,
      peer: peer.host === null ? [] : [[peer.host, 'The other server of the pair']],
      'trusted-host': peer.host === null ? [] : [[peer.host, 'The other server of the pair']],
      service: services.map(({ name, state: now }) => [name, `Protected service, ${now}`]),
    },
    ...parts,
  };
};
