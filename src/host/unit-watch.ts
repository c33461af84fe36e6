import { setTimeout as wait } from 'node:timers/promises';
import { reasonOf } from '../error.ts';
import type { Systemd } from './systemd.ts';
import type { UnitService } from './unit.ts';

const lookEveryMs = 1000;

/** Looks at the units of all services together, over and over: systemd tells nobody else what becomes of them. */
export class UnitWatch {
  readonly #systemd: Systemd;
  readonly #units: () => readonly UnitService[];
  readonly #onFault: (sentence: string) => void;
  #stopped: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();
  #fault: string | null = null;

  constructor(systemd: Systemd, units: () => readonly UnitService[], onFault: (sentence: string) => void) {
    this.#systemd = systemd;
    this.#units = units;
    this.#onFault = onFault;
  }

  start(): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = new AbortController();
    this.#loop = this.#run(this.#stopped.signal);
  }

  async stop(): Promise<void> {
    this.#stopped?.abort();
    this.#stopped = undefined;
    await this.#loop;
  }

  /** One look. */
  async look(): Promise<void> {
    const units = this.#units();
    const versions = units.map(({ version }) => version);
    try {
      const statuses = await this.#systemd.show(units.map(({ unit }) => unit));
      this.#fault = null;
      for (const [i, status] of statuses.entries()) units[i]?.seen(status, versions[i] ?? 0);
    } catch (error) {
      const fault = reasonOf(error);
      if (fault !== this.#fault) this.#onFault(`The units of the services cannot be looked at: ${fault}`);
      this.#fault = fault;
    }
  }

  async #run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      await this.look();
      await wait(lookEveryMs, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
}
