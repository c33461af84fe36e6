import { networkInterfaces, userInfo } from 'node:os';
import { isInSubnet } from '../../config/address-value.ts';
import { UnderstudyError } from '../../error.ts';
import { hostKeyAt } from '../../peer/host-key-scan.ts';
import type { ServerCard } from '../../peer/pairing-protocol.ts';
import { protocolNumber } from '../../peer/protocol.ts';
import { release } from '../release.ts';
import type { Worker } from '../worker.ts';

const scanTimeoutMs = 5000;

const all = () =>
  Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map((address) => ({ name, ...address })),
  );

const cidrOn = (name: string): string | null =>
  all().find((one) => one.name === name && one.family === 'IPv4')?.cidr ?? null;

/**
 * Addresses at which others reach this server, those of the health monitor interface first. The virtual one is not among
 * them: it leads to whichever server serves.
 */
export const ownAddresses = ({ config }: Worker): string[] => {
  const isMonitor = (name: string): number => Number(name === config.healthMonitorInterface);
  const virtual = config.virtualAddress?.split('/')[0];
  return all()
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:') && address !== virtual)
    .sort((a, b) => isMonitor(b.name) - isMonitor(a.name))
    .map(({ address }) => address);
};

/** Our own address, with its subnet, on the network over which the two watch each other; null where it is not known. */
export const monitorAddressOf = ({ config }: Worker, peerAddress: string | null): string | null => {
  const monitor = config.healthMonitorInterface;
  if (monitor !== undefined) return cidrOn(monitor);
  return all().find(({ cidr }) => cidr !== null && peerAddress !== null && isInSubnet(peerAddress, cidr))?.cidr ?? null;
};

/** The account that peers log in as: on a host always the same, elsewhere the one that runs the worker. */
const account = (root: string): string => (root === '/' ? 'understudy' : userInfo().username);

const ownHostKey = async (address: string, port: number): Promise<string> => {
  try {
    return await hostKeyAt(address, port, scanTimeoutMs);
  } catch (cause) {
    throw new UnderstudyError('failed', `The SSH server of this server does not answer at ${address} port ${port}`, {
      hint: 'the other server has to reach it: start sshd, or set its port with "failover ssh-port PORT"',
      cause,
    });
  }
};

/**
 * What this server tells of itself to one that it is paired with (E10).
 *
 * @param at our own end of the connection, as the other one sees it, and the port of our SSH server
 * @throws UnderstudyError failed when our SSH server shows no key there
 */
export const cardOf = async (
  worker: Worker,
  at: { readonly address: string; readonly port: number },
): Promise<ServerCard> => {
  const { config, engine, paths, size } = worker;
  const [hostKey, ownSize] = await Promise.all([ownHostKey(at.address, at.port), size.refresh()]);
  const monitor = config.healthMonitorInterface;
  const direct = config.directConnectInterface;
  const connected = all().find(({ address }) => address === at.address)?.cidr ?? null;
  return {
    hostname: config.hostname,
    protocol: protocolNumber,
    release,
    key: worker.publicKey,
    hostKey,
    sshPort: at.port,
    user: account(paths.root),
    monitorAddress: monitor === undefined ? connected : cidrOn(monitor),
    directAddress: direct === undefined ? null : (cidrOn(direct)?.split('/')[0] ?? null),
    virtualAddress: config.virtualAddress ?? null,
    mode: engine.node.mode,
    serves: engine.node.phase === 'active' || engine.node.phase === 'promoting',
    peer: config.peer ?? null,
    highAvailability: config.highAvailability === 'enable',
    size: ownSize,
    acceptsSmaller: config.acceptSmallerSecondary === 'enable',
    maxClockDifferenceMs: config.maxClockDifferenceMs,
    clockMs: Date.now(),
  };
};
