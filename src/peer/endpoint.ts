import { addressOf, type TrustedHost } from '../config/config.ts';

/** Where and as whom a trusted host is reached, and the only key its SSH server may show. */
export interface Endpoint {
  /** The name it is trusted under. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** `ssh-ed25519 AAAA…`, pinned. */
  readonly hostKey: string;
}

/** An appliance's SSH server shows the same key as its client unless the entry says otherwise. */
export const endpointOf = (name: string, host: TrustedHost): Endpoint => ({
  name,
  address: addressOf(name, host),
  port: host.port,
  user: host.user,
  hostKey: host.hostKey ?? host.key,
});

/** The same server over the direct network, where it has an address on one (E2). */
export const directEndpointOf = (name: string, host: TrustedHost): Endpoint | undefined =>
  host.directAddress === undefined ? undefined : { ...endpointOf(name, host), address: host.directAddress };

/** As it stands in sentences: `core1 (10.0.0.1 port 22)`. */
export const printEndpoint = ({ name, address, port }: Endpoint): string =>
  name === address ? `${name} (port ${port})` : `${name} (${address} port ${port})`;
