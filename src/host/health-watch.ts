import { setTimeout as wait } from 'node:timers/promises';
import { printCheck, probe, type HealthCheck } from './health-check.ts';
import type { ProtectedService } from './protected-service.ts';

export interface HealthSettings {
  readonly check: HealthCheck;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** So many failed checks in a row restart the service. */
  readonly failures: number;
  /** So long after a start failed checks do not count, until one succeeds. */
  readonly graceMs: number;
}

export interface HealthView {
  /** e.g. `tcp 8080` */
  readonly what: string;
  /** Null: not known yet, or the service does not run. */
  readonly healthy: boolean | null;
  /** Failed checks in a row. */
  readonly failures: number;
  readonly at: string | null;
  readonly reason: string | null;
}

const whileStartingMs = 500;

/** Checks the health of one service while it runs, and has it restarted when it fails for long. */
export class HealthWatch {
  readonly #service: ProtectedService;
  readonly #settings: HealthSettings;
  readonly #stopped = new AbortController();
  readonly #loop: Promise<void>;
  /** Monotonic: since when it runs without a successful check; null once there was one. */
  #startingSinceMs: number | null = null;
  #wasRunning = false;
  #last: { readonly at: Date; readonly fault: string | null } | undefined;
  #failures = 0;
  #waiting: (() => void)[] = [];

  constructor(service: ProtectedService, settings: HealthSettings) {
    this.#service = service;
    this.#settings = settings;
    this.#loop = this.#run();
  }

  view(): HealthView {
    const last = this.#service.running ? this.#last : undefined;
    return {
      what: printCheck(this.#settings.check),
      healthy: last === undefined ? null : last.fault === null,
      failures: this.#service.running ? this.#failures : 0,
      at: last?.at.toISOString() ?? null,
      reason: last?.fault ?? null,
    };
  }

  /** Not healthy since it was started, or for so long that it is restarted. */
  get isIll(): boolean {
    const hasFailed = this.#service.running && this.#last !== undefined && this.#last.fault !== null;
    return hasFailed && (this.#startingSinceMs !== null || this.#failures >= this.#settings.failures);
  }

  /** Waits for the first successful check. The reason of the last one where there is none within the grace. */
  async firstSuccess(signal: AbortSignal): Promise<string | null> {
    const giveUpAtMs = performance.now() + this.#settings.graceMs + this.#settings.timeoutMs;
    while (!signal.aborted && !this.#service.isGivenUp && performance.now() < giveUpAtMs) {
      const { running } = this.#service;
      if (running && this.#wasRunning && this.#startingSinceMs === null) return null;
      await this.#nextCheck(signal);
    }
    return this.#last?.fault ?? (this.#service.view().detail || 'it does not run');
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
  }

  #nextCheck(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.push(wake);
      signal.addEventListener('abort', wake);
    });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await this.#look();
      for (const wake of this.#waiting.splice(0)) wake();
      const pauseMs = this.#isStarting || !this.#wasRunning ? whileStartingMs : this.#settings.intervalMs;
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #look(): Promise<void> {
    if (!this.#service.running) {
      this.#wasRunning = false;
      return;
    }
    if (!this.#wasRunning) this.#begin();
    const fault = await probe(this.#settings.check, this.#settings.timeoutMs);
    // It was stopped in the meantime: what was seen says nothing.
    if (this.#isOver()) return;
    this.#last = { at: new Date(), fault };
    if (fault === null) {
      this.#startingSinceMs = null;
      this.#failures = 0;
      this.#service.heal();
      return;
    }
    if (this.#isStarting) return;
    this.#failures += 1;
    if (this.#failures < this.#settings.failures) return;
    this.#service.mend(
      `failed its health check ${this.#failures === 1 ? 'once' : `${this.#failures} times in a row`} (${fault})`,
    );
    this.#begin();
  }

  #isOver(): boolean {
    return !this.#service.running || this.#stopped.signal.aborted;
  }

  get #isStarting(): boolean {
    return this.#startingSinceMs !== null && performance.now() - this.#startingSinceMs < this.#settings.graceMs;
  }

  #begin(): void {
    this.#wasRunning = true;
    this.#startingSinceMs = performance.now();
    this.#last = undefined;
    this.#failures = 0;
  }
}
