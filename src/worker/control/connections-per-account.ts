import type { Socket } from 'node:net';
import { credentialsOf } from '../../host/caller.ts';

export interface ConnectionsPerAccountParts {
  readonly mostOfAccount: number;
  readonly mostOfAll: number;
  readonly accountOf?: (socket: Socket) => number | undefined;
}

/**
 * The open connections of a Unix socket, at most so many of one account, and of all together: nobody takes them all. When
 * all are taken, the account with the most has to give one to an account with fewer.
 */
export class ConnectionsPerAccount {
  readonly #parts: Required<ConnectionsPerAccountParts>;
  /** In the order in which they came. */
  readonly #open = new Map<number, Set<Socket>>();

  constructor({
    mostOfAccount,
    mostOfAll,
    accountOf = (socket) => credentialsOf(socket)?.uid,
  }: ConnectionsPerAccountParts) {
    this.#parts = { mostOfAccount, mostOfAll, accountOf };
  }

  /**
   * Counts the connection until it is closed and what was begun for it is over; one too many is destroyed at once.
   *
   * @param over what is still to be waited for when the connection has closed
   */
  admit(socket: Socket, over: () => Promise<void>): void {
    const uid = this.#parts.accountOf(socket);
    const own = uid === undefined ? undefined : (this.#open.get(uid) ?? new Set<Socket>());
    if (uid === undefined || own === undefined || !this.#hasRoomFor(own)) {
      socket.destroy();
      return;
    }
    this.#open.set(uid, own.add(socket));
    socket.once('close', () => void over().then(() => this.#leave(uid, socket)));
  }

  #hasRoomFor({ size }: ReadonlySet<Socket>): boolean {
    const { mostOfAccount, mostOfAll } = this.#parts;
    if (size >= mostOfAccount) return false;
    const all = [...this.#open.values()];
    if (all.reduce((sum, one) => sum + one.size, 0) < mostOfAll) return true;
    const living = all.map((one) => [...one].filter(({ destroyed }) => !destroyed));
    const [largest = []] = living.toSorted((a, b) => b.length - a.length);
    // Two that have as many do not push each other out in turns.
    if (largest.length <= size + 1) return false;
    largest.at(-1)?.destroy();
    return true;
  }

  #leave(uid: number, socket: Socket): void {
    const own = this.#open.get(uid);
    own?.delete(socket);
    if (own?.size === 0) this.#open.delete(uid);
  }
}
