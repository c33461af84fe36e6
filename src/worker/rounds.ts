import { setTimeout as wait } from 'node:timers/promises';
import { UnderstudyError } from '../error.ts';

const pauseMs = 250;

/** What a round is made of, and who is told of it. */
export interface RoundParts {
  /** One round: everything that is due is decided and durable when it resolves. */
  readonly round: () => Promise<unknown>;
  readonly onCompleted: () => void;
  readonly onFault: (fault: unknown) => void;
}

/**
 * The worker's loop: one round after another. That a round was completed is the one sign of life there is; it feeds
 * systemd's watchdog and renews the lease. A round that ended with a fault of the host (a full disk) was completed all the
 * same, for a restart would not mend it; one with a bug was not.
 */
export class Rounds {
  readonly #parts: RoundParts;
  #stopped = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: RoundParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#stopped = new AbortController();
    this.#loop = this.#run(this.#stopped.signal);
  }

  /** Resolves when the last round is over. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (await this.#isCompleted()) this.#parts.onCompleted();
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #isCompleted(): Promise<boolean> {
    try {
      await this.#parts.round();
      return true;
    } catch (fault) {
      this.#parts.onFault(fault);
      return fault instanceof UnderstudyError;
    }
  }
}
