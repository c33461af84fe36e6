import { groupOfPeers } from '../../host/peer-account.ts';
import { pairingPeer } from '../../peer/envelope.ts';
import { PeerServer } from '../../peer/peer-server.ts';
import { socketPath } from '../../store/socket-path.ts';
import { PeerDesk } from './peer-desk.ts';
import type { Worker } from '../worker.ts';

/** Where peers come in, and who of them is sent away. */
export class Entrance {
  readonly #worker: Worker;
  readonly #desk: PeerDesk;
  #server: PeerServer | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#desk = new PeerDesk(worker);
  }

  /** What peers of an earlier life left. */
  recover(): Promise<void> {
    return this.#desk.recover();
  }

  /** @throws UnderstudyError resource when the socket cannot be made */
  async open(): Promise<void> {
    const { paths } = this.#worker;
    this.#server = new PeerServer({
      socketPath: await socketPath(paths.peerSocket),
      group: await groupOfPeers(paths.root),
      handlers: this.#desk,
    });
    await this.#server.listen();
  }

  /** Ends the connections of a host. */
  drop(peer: string): void {
    this.#server?.drop(peer);
  }

  /** Whoever came in with a pairing code leaves. */
  endPairing(): void {
    this.drop(pairingPeer);
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }
}
