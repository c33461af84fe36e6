import { ServiceManager } from '../host/notify.ts';
import { summaryOf } from './reports/summary.ts';
import { Rounds } from './rounds.ts';
import type { Worker } from './worker.ts';

/** The worker's loop, and what depends on its going on: systemd's watchdog, the lease, and what `systemctl status` says. */
export class Pulse {
  readonly #worker: Worker;
  readonly #manager = new ServiceManager();
  readonly #rounds: Rounds;
  #summary = '';

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#rounds = new Rounds({
      round: () => worker.engine.dispatch({ type: 'tick' }),
      onCompleted: () => this.#completed(),
      onFault: () => undefined,
    });
  }

  start(): void {
    this.#rounds.start();
    this.#manager.ready();
  }

  /** Tells systemd that the end is wanted. */
  stopping(): void {
    this.#manager.stopping();
  }

  /** Resolves when the last round is over. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  #completed(): void {
    const { watch, stage } = this.#worker;
    if (!watch.isStuck) {
      this.#manager.feedWatchdog();
      stage.renew();
    }
    const sentence = summaryOf(this.#worker);
    if (sentence === this.#summary) return;
    this.#summary = sentence;
    this.#manager.status(sentence);
  }
}
