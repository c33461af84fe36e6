import { admitSync } from '../../src/failover/admission.ts';
import type { Copy } from './disk.ts';
import type { Server } from './server.ts';

const keptCopies = 3;

/** One synchronization of a Secondary, step by step as the worker takes them; it may break off between any two. */
export class Synchronization {
  readonly #server: Server;
  #aborted = false;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Starts when the state allows it, and says nothing otherwise. */
  begin(): void {
    const { disk, peer, abortSync, world } = this.#server;
    const request = { host: peer.name, running: abortSync !== null, release: '1' };
    const clock = { clockDifferenceMs: 0, maxClockDifferenceMs: 1000 };
    if (!this.#reachesPeer() || !admitSync(disk.node, peer.view, { ...request, ...clock }).admitted) return;
    this.#server.abortSync = () => {
      this.#aborted = true;
      this.#server.abortSync = null;
    };
    this.#server.dispatch({ type: 'syncStarted', host: peer.name });
    this.#server.later(world.random.between(100, 2000), () => this.#snapshot());
  }

  #snapshot(): void {
    const { peer, world } = this.#server;
    if (this.#aborted) return;
    const { phase, dataTerm, term } = peer.disk.node;
    if (!this.#reachesPeer() || phase !== 'active') return this.#fail();
    const copy = { data: new Set(peer.disk.data), dataTerm, term };
    this.#server.later(world.random.between(100, 8000), () => this.#publish(copy));
  }

  #publish(copy: Copy): void {
    const { disk, world, peer } = this.#server;
    if (this.#aborted) return;
    if (!this.#reachesPeer()) return this.#fail();
    const generation = Math.max(0, ...disk.copies.keys()) + 1;
    disk.copies.set(generation, copy);
    if (disk.node.ownData && world.product.keepsOrphans) disk.orphans.push(new Set(disk.data));
    // The last moment at which a promotion still finds the live data as it was.
    this.#server.later(world.random.between(0, 50), () => {
      if (this.#aborted) return;
      disk.live = { generation, applying: true };
      const { dataTerm, term } = copy;
      const decision = this.#server.dispatch({ type: 'syncSucceeded', host: peer.name, generation, dataTerm, term });
      this.#server.abortSync = null;
      if (decision === null) return;
      for (const old of [...disk.copies.keys()].slice(0, -keptCopies))
        if (old !== disk.node.generation) disk.copies.delete(old);
      // The core may have refused it: a server that is being promoted keeps the data it starts with.
      if (decision.row !== null) this.#server.applyInStandby();
    });
  }

  #fail(): void {
    this.#server.abortSync = null;
    this.#server.dispatch({ type: 'syncFailed', host: this.#server.peer.name, reason: 'the link was lost' });
  }

  #reachesPeer(): boolean {
    const { world, name, peer } = this.#server;
    const { network } = world;
    return peer.up && !peer.frozen && network.reaches(name, peer.name) && network.reaches(peer.name, name);
  }
}
