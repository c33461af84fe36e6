import { isIPv6, type Socket } from 'node:net';

/** One address, or the /64 network that a host with IPv6 picks its addresses from. */
const sourceOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(8 - groups.length - end.length).fill('0');
  return [...groups, ...zeros, ...end].slice(0, 4).join(':');
};

/** The open connections, at most so many from one source: nobody takes them all. */
export class ConnectionsPerAddress {
  readonly #most: number;
  readonly #open = new Map<string, Set<Socket>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Keeps the connection in mind until it is closed; one too many is destroyed at once. */
  admit(socket: Socket): void {
    const source = sourceOf(socket.remoteAddress ?? '');
    const open = this.#open.get(source) ?? new Set();
    if (open.size >= this.#most) {
      socket.destroy();
      return;
    }
    this.#open.set(source, open.add(socket));
    socket.once('close', () => {
      open.delete(socket);
      if (open.size === 0 && this.#open.get(source) === open) this.#open.delete(source);
    });
  }

  destroyAll(): void {
    for (const open of this.#open.values()) for (const socket of open) socket.destroy();
  }
}
