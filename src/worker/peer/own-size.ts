import { dirname } from 'node:path';
import type { ServerSize } from '../../failover/pair-matrix.ts';
import { readServerSize, type Hardware } from '../../host/server-size.ts';
import type { Worker } from '../worker.ts';

/** What this server is made of, as its peer is told with every heartbeat (E9). */
export class OwnSize {
  readonly #worker: Worker;
  #hardware: Hardware = { cpus: 1, memoryBytes: 0, diskBytes: 0 };

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  get now(): ServerSize {
    return { type: this.#worker.config.serverType ?? null, ...this.#hardware };
  }

  /** Looks anew: disks grow. */
  async refresh(): Promise<ServerSize> {
    this.#hardware = await readServerSize(dirname(this.#worker.paths.state));
    return this.now;
  }
}
