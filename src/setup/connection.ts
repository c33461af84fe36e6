import { addressPart } from '../config/address-value.ts';
import type { ControlClient } from '../control/client.ts';
import type { Current, Draft } from './draft.ts';

/** How the operator reaches this server over the network. */
export interface Connection {
  readonly address: string;
  /** The interface that has the address. */
  readonly interfaceName: string;
}

/** Undefined at the console of the server, and where the address is on no interface. */
export const readConnection = async (
  client: ControlClient,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Connection | undefined> => {
  const address = (environment['SSH_CONNECTION'] ?? '').split(' ')[2];
  if (address === undefined) return undefined;
  const { interfaces } = await client.interfaces();
  const found = interfaces.find(({ addresses }) => addresses.some((cidr) => addressPart(cidr) === address));
  return found === undefined ? undefined : { address, interfaceName: found.name };
};

/** What becomes of the operator's own connection; undefined: it stays. */
export const connectionDoubt = ({ host: before, connection }: Current, { host: after }: Draft): string | undefined => {
  const { address = '', interfaceName } = connection ?? {};
  const [was, is] = [before, after].map((host) => host?.interfaces.find(({ name }) => name === interfaceName));
  if (is === undefined || (was?.method === is.method && was.address === is.address)) return undefined;
  if (is.address !== null && addressPart(is.address) === address) return undefined;
  const remedy =
    is.method === 'none'
      ? 'go on at the console of the server, or over another of its addresses'
      : `connect again to ${is.address === null ? 'the address that it gets' : addressPart(is.address)}`;
  return `you are connected to ${address}, an address that ${is.name} gives up: your connection ends when this is applied; ${remedy}.`;
};
