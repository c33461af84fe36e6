import type { ServerCard } from '../../src/peer/pairing-protocol.ts';

export const keyOf = (letter: string): string => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`;

/** A server as it tells of itself when it is paired. */
export const cardOf = (hostname: string, changes: Partial<ServerCard> = {}): ServerCard => {
  const isFirst = hostname === 'core1';
  return {
    hostname,
    protocol: 2,
    release: '0.1.0',
    clockMs: 1_800_000_000_000,
    key: keyOf(isFirst ? 'A' : 'B'),
    hostKey: keyOf(isFirst ? 'C' : 'D'),
    sshPort: 22,
    user: 'understudy',
    monitorAddress: isFirst ? '10.0.0.1/24' : '10.0.0.2/24',
    directAddress: null,
    virtualAddress: null,
    mode: 'primary',
    serves: true,
    peer: null,
    highAvailability: false,
    size: { type: null, cpus: 4, memoryBytes: 2 ** 33, diskBytes: 2 ** 37 },
    acceptsSmaller: false,
    maxClockDifferenceMs: 10_000,
    ...changes,
  };
};
