import { reasonOf, UnderstudyError } from '../error.ts';
import type { ProtectedService, ServiceReports, ServiceView } from './protected-service.ts';
import { givenUpWords, Restarts, restartWords, type RestartLimit } from './restarts.ts';
import type { Systemd, UnitStatus } from './systemd.ts';
import { endOf, unitFault } from './unit-fault.ts';

export interface UnitParts extends ServiceReports {
  readonly name: string;
  readonly unit: string;
  readonly restarts: RestartLimit;
  /** Undefined where the worker has a folder and not a host. */
  readonly systemd: Systemd | undefined;
  /** Whether services run on this server now. */
  readonly mayRun: () => boolean;
}

const restartAfterMs = 500;
const up = ['active', 'reloading', 'refreshing'];
const down = ['inactive', 'failed'];

/** A protected service that is a unit of systemd (B6): systemd runs it, and only we say when. */
export class UnitService implements ProtectedService {
  readonly name: string;
  readonly unit: string;
  readonly #parts: UnitParts;
  readonly #restarts: Restarts;
  #status: UnitStatus | undefined;
  #wanted = false;
  #fault: string | null = null;
  #isGivenUp = false;
  /** People were told that it has failed, and not yet that it runs again. */
  #isReported = false;
  #restart: NodeJS.Timeout | undefined;
  /** Orders to systemd, one after another. */
  #orders: Promise<unknown> = Promise.resolve();
  #open = 0;
  #version = 0;

  constructor(parts: UnitParts) {
    this.name = parts.name;
    this.unit = parts.unit;
    this.#parts = parts;
    this.#restarts = new Restarts(parts.restarts);
  }

  get running(): boolean {
    return up.includes(this.#status?.active ?? '');
  }

  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  /** Changes with every order: what was seen before one says nothing of the time behind it. */
  get version(): number {
    return this.#version;
  }

  /** What systemd said last; undefined: nothing yet. */
  get status(): UnitStatus | undefined {
    return this.#status;
  }

  view(): ServiceView {
    const status = this.#status;
    const state = this.running ? 'running' : 'stopped';
    return {
      name: this.name,
      state: this.#fault === null ? state : 'failed',
      since: this.running ? (status?.since ?? null) : null,
      pid: status?.pid ?? null,
      detail: this.#fault ?? '',
      subState: status?.sub ?? null,
      result: status?.result ?? null,
      restarts: this.#restarts.count(),
    };
  }

  /** It was put into our hands as it is. @returns a sentence where something was done about it */
  async taken(status: UnitStatus | undefined): Promise<string[]> {
    if (status === undefined || this.#status !== undefined) return [];
    this.#status = status;
    if (!this.running) return [];
    if (this.#parts.mayRun()) {
      this.#wanted = true;
      return [];
    }
    await this.stop();
    return [`${this.unit} was running and is stopped: this server does not serve`];
  }

  start(signal?: AbortSignal): Promise<boolean> {
    this.#wanted = true;
    return this.#order(async (systemd) => {
      await this.#look(systemd);
      if (this.running) return false;
      this.#forget();
      await this.#launch(systemd, () => systemd.start(this.unit, { signal }));
      this.#recovered();
      return true;
    });
  }

  /** By the unit's own ways and time limits. */
  async stop(): Promise<boolean> {
    this.#wanted = false;
    this.#forget();
    if (this.#parts.systemd === undefined) return false;
    return this.#order(async (systemd) => {
      await this.#look(systemd);
      if (this.#status?.load === 'not-found') return false;
      const wasRunning = !down.includes(this.#status?.active ?? '');
      if (wasRunning) await systemd.stop(this.unit);
      // A unit that has failed is not left for "systemctl --failed" when nobody wants it to run.
      if (this.#status?.active === 'failed') await systemd.forgive(this.unit);
      await this.#look(systemd);
      return wasRunning;
    });
  }

  mend(why: string): void {
    if (this.#wanted && this.running && this.#open === 0 && !this.#isBeingMended) this.#startAgain(why);
  }

  heal(): void {
    if (this.running && this.#restart === undefined) this.#recovered();
  }

  limitRestarts(limit: RestartLimit): void {
    this.#restarts.limit = limit;
  }

  get #isBeingMended(): boolean {
    return this.#isGivenUp || this.#restart !== undefined;
  }

  /** What somebody saw of it between two orders. */
  seen(status: UnitStatus, version: number): void {
    if (this.#open > 0 || version !== this.#version) return;
    const wasDown = down.includes(this.#status?.active ?? '');
    this.#status = status;
    if (down.includes(status.active)) this.#seenDown(status);
    else if (!this.#wanted) this.#seenUp();
    else if (wasDown && this.running && this.#isGivenUp) this.#recovered();
  }

  #seenDown(status: UnitStatus): void {
    if (this.#wanted && !this.#isBeingMended) this.#startAgain(endOf(status));
  }

  /** Started by somebody else: where services run it is ours from now on, elsewhere it must not run. */
  #seenUp(): void {
    const what = `${this.unit} (service ${this.name}) was started, and not by Understudy`;
    if (this.#parts.mayRun()) {
      this.#wanted = true;
      this.#parts.onChange(`${what}: it is watched again.`);
      return;
    }
    this.#parts.onAlarm(
      `${what}: it is stopped, because this server does not serve. "service ${this.name} start" starts it for a check.`,
    );
    this.stop().catch((error: unknown) => {
      this.#parts.onAlarm(`${this.unit} could not be stopped: ${reasonOf(error)}`);
    });
  }

  /** In a moment: who has it stopped may be about to stop this worker, too. */
  #startAgain(why: string): void {
    this.#fault = `it ${why}`;
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      if (this.#wanted) void this.#restartNow(why);
    }, restartAfterMs);
  }

  async #restartNow(why: string): Promise<void> {
    const number = this.#restarts.take();
    const { limit } = this.#restarts;
    if (number === null) {
      this.#isGivenUp = true;
      this.#isReported = true;
      this.#parts.onFailed(this.name, givenUpWords(why, limit));
      return;
    }
    this.#parts.onChange(`Service ${this.name} ${why}: ${restartWords(number, limit)}.`);
    try {
      await this.#order((systemd) => this.#launch(systemd, () => systemd.restart(this.unit)));
    } catch (error) {
      if (this.#wanted) this.#startAgain(`could not be started (${reasonOf(error)})`);
    }
  }

  #recovered(): void {
    this.#fault = null;
    this.#isGivenUp = false;
    if (this.#isReported) this.#parts.onRecovered(this.name);
    this.#isReported = false;
  }

  #forget(): void {
    clearTimeout(this.#restart);
    this.#restart = undefined;
    this.#fault = null;
    this.#isGivenUp = false;
    this.#restarts.forget();
  }

  async #launch(systemd: Systemd, launch: () => Promise<void>): Promise<void> {
    try {
      await systemd.forgive(this.unit);
      await launch();
      this.#fault = null;
    } catch (error) {
      await this.#look(systemd).catch(() => undefined);
      const fault = this.#status === undefined ? null : unitFault(this.#status);
      const reason = fault?.sentence ?? reasonOf(error);
      this.#fault = `it could not be started: ${reason}`;
      // No restart helps where there is nothing to start.
      this.#isGivenUp = fault !== null;
      throw new UnderstudyError('failed', `Service ${this.name} cannot be started: ${reason}`, {
        hint: fault?.remedy ?? `"show logging service ${this.name}" may say why`,
      });
    }
    await this.#look(systemd);
  }

  async #look(systemd: Systemd): Promise<void> {
    [this.#status] = await systemd.show([this.unit]);
  }

  async #order<T>(work: (systemd: Systemd) => Promise<T>): Promise<T> {
    const { systemd } = this.#parts;
    if (systemd === undefined) {
      throw new UnderstudyError(
        'refused',
        `Service ${this.name} is ${this.unit}, and this worker has a folder and not a host`,
        {
          hint: 'units are run by a worker without --root',
        },
      );
    }
    this.#open += 1;
    this.#version += 1;
    const done = this.#orders.then(() => work(systemd));
    this.#orders = done.catch(() => undefined);
    try {
      return await done;
    } finally {
      this.#open -= 1;
      this.#version += 1;
    }
  }
}
