import { reasonOf } from '../error.ts';
import type { Action } from '../failover/action.ts';
import type { Stage } from './engine.ts';
import type { Worker } from './worker.ts';

/** Carries out what the transition table decides, on this server. */
export class WorkerStage implements Stage {
  readonly #worker: Worker;
  #isServing = false;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** The gate was opened and not shut since; new clients may be refused (B4). */
  get isServing(): boolean {
    return this.#isServing;
  }

  shut(): void {
    this.#isServing = false;
    this.#worker.gate.shut();
    this.#worker.virtualIp.release();
    // Whether the address is gone nobody here knows before its time is over.
    if (this.#worker.config.virtualAddress === undefined) this.#worker.serveLease.shut();
  }

  /** Of a completed round and of every grant: the gate is open as long as this server is let serve (H1). */
  renew(): void {
    const { engine, virtualIp, logs } = this.#worker;
    if (engine.node.phase === 'active' && this.#mayServe !== this.#isServing)
      this.setGate().catch((error: unknown) => logs.worker.error(reasonOf(error)));
    virtualIp.renew();
  }

  get #mayServe(): boolean {
    return performance.now() < this.#worker.serveLease.servesUntilMs;
  }

  async perform(action: Action, signal: AbortSignal): Promise<void> {
    const { syncs, services } = this.#worker;
    switch (action) {
      case 'abortSync':
        return syncs.abort('this server is promoted');
      case 'applyCopy':
        // What was started here for a check would go on with data that is replaced beneath it.
        await services.stopAll();
        return syncs.applyNewest(signal);
      case 'startServices':
        return this.#startServices(signal);
      case 'stopServices':
        await services.stopAll();
        return;
      case 'openGate':
        return this.setGate();
      case 'closeGate': {
        this.shut();
        return;
      }
      case 'alert':
        return;
    }
  }

  /** A server without a peer goes on when a service does not start: there is nobody better, and the health page says so. */
  async #startServices(signal: AbortSignal): Promise<void> {
    const { services, config, logs } = this.#worker;
    const { highAvailability, peer } = this.#worker.context();
    try {
      await services.startAll(config, signal);
    } catch (error) {
      if (highAvailability && peer !== null) throw error;
      logs.worker.error(`${reasonOf(error)}; this server serves alone, so it goes on`);
    }
  }

  /** Opens or closes the way in for clients as the state and the operator's switch have it (B4). */
  async setGate(): Promise<void> {
    const { engine, state, gate, config } = this.#worker;
    if (engine.node.phase !== 'active' || !this.#mayServe) {
      this.shut();
      return;
    }
    this.#isServing = true;
    if (state.state.clientConnection === 'disabled') {
      gate.refuse();
      return;
    }
    const ports = Object.entries(config.clientPorts).map(([port, { address, to }]) => ({
      port: Number(port),
      address,
      to,
    }));
    await gate.accept(ports);
  }
}
