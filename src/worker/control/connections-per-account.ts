import type { Socket } from 'node:net';
import { credentialsOf } from '../../host/caller.ts';

/** The open connections of a Unix socket, at most so many of one account: nobody takes them all. */
export class ConnectionsPerAccount {
  readonly #most: number;
  readonly #open = new Map<number, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Counts the connection until it is closed and what was begun for it is over; one too many is destroyed at once.
   *
   * @param over what is still to be waited for when the connection has closed
   */
  admit(socket: Socket, over: () => Promise<void>): void {
    const uid = credentialsOf(socket)?.uid;
    const open = uid === undefined ? this.#most : (this.#open.get(uid) ?? 0);
    if (uid === undefined || open >= this.#most) {
      socket.destroy();
      return;
    }
    this.#open.set(uid, open + 1);
    socket.once('close', () => void over().then(() => this.#leave(uid)));
  }

  #leave(uid: number): void {
    const left = (this.#open.get(uid) ?? 1) - 1;
    if (left === 0) this.#open.delete(uid);
    else this.#open.set(uid, left);
  }
}
