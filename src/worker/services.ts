import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { startOrder } from '../config/service-order.ts';
import { UnderstudyError } from '../error.ts';
import type { Blocker } from '../failover/readiness.ts';
import { HealthWatch, type HealthView } from '../host/health-watch.ts';
import { portAnswers } from '../host/port-wait.ts';
import type { ProtectedService, ServiceReports, ServiceView } from '../host/protected-service.ts';
import { killLeftovers } from '../host/service-group.ts';
import { Service } from '../host/service.ts';
import { UnitService } from '../host/unit.ts';
import { healthSettingsOf, restartLimitOf, type ServiceConfig } from './service-settings.ts';
import { ServiceUnits, type HostUnits } from './service-units.ts';

const startTimeoutMs = 30_000;
const lookEveryMs = 200;

export interface ServicesParts extends ServiceReports {
  readonly logFolder: string;
  readonly runFolder: string;
  /** Undefined where the worker has a folder and not a host. */
  readonly host: HostUnits | undefined;
  /** Whether services run on this server now. */
  readonly mayRun: () => boolean;
}

interface Kept {
  readonly service: ProtectedService;
  settings: ServiceConfig;
  health: HealthWatch | undefined;
}

/** What taking up a configuration came to. */
export interface Configured {
  /** The services that are new. */
  readonly added: readonly string[];
  readonly warnings: readonly string[];
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** All protected services of the configuration, started and stopped as one by the failover core (B6). */
export class Services {
  readonly #parts: ServicesParts;
  readonly #units: ServiceUnits;
  readonly #services = new Map<string, Kept>();
  /** Their names in the order in which they start. */
  #order: string[][] = [];

  constructor(parts: ServicesParts) {
    this.#parts = parts;
    this.#units = new ServiceUnits(parts, () =>
      this.#all.flatMap(({ service }) => (service instanceof UnitService ? [service] : [])),
    );
  }

  /** Ends what a killed worker's services had started and left behind. Names those services. */
  endLeftovers(): Promise<string[]> {
    return killLeftovers(this.#parts.runFolder);
  }

  views(): ServiceView[] {
    return this.#all.map(({ service }) => service.view());
  }

  /** What the health checks of a service say; null without one. */
  healthOf(name: string): HealthView | null {
    return this.#services.get(name)?.health?.view() ?? null;
  }

  /** What would keep services from starting here, as far as it is known. */
  get blockers(): readonly Blocker[] {
    return this.#units.blockers;
  }

  /** What has to run and does not, or is not healthy; null when there is nothing. */
  get fault(): string | null {
    const failed = this.views().find(({ state }) => state !== 'running');
    if (failed !== undefined) return `service ${failed.name} is ${failed.state}`;
    const ill = this.#all.find(({ health }) => health?.isIll);
    return ill === undefined ? null : `service ${ill.service.name} fails its health check`;
  }

  /**
   * Takes up the configured services; one that is gone, or is something else now, is ended first.
   *
   * @throws UnderstudyError usage naming a new unit that cannot be started; nothing is changed then
   */
  async configure(config: Config, options: { readonly isStart: boolean } = { isStart: false }): Promise<Configured> {
    const wanted = config.services;
    const isNew = (name: string): boolean => {
      const before = this.#services.get(name)?.settings;
      return before === undefined || before.command !== wanted[name]?.command || before.unit !== wanted[name]?.unit;
    };
    const added = Object.keys(wanted).filter(isNew);
    const warnings = await this.#units.check(
      added.flatMap((name) => (wanted[name]?.unit === undefined ? [] : [wanted[name].unit])),
      options,
    );
    for (const [name, { service, health }] of this.#services) {
      if (wanted[name] !== undefined && !isNew(name)) continue;
      await health?.stop();
      // A unit that nobody protects any more is the host's again, as it is.
      if (!(service instanceof UnitService) || wanted[name] !== undefined) await service.stop();
      this.#services.delete(name);
    }
    for (const [name, settings] of Object.entries(wanted)) await this.#put(name, settings);
    this.#order = startOrder(wanted);
    const said = await this.#units.takeOver(options);
    return { added, warnings: [...warnings, ...said] };
  }

  /** From now on it is seen what becomes of the units. */
  watch(): void {
    this.#units.watch();
  }

  async close(): Promise<void> {
    await Promise.all([this.#units.close(), ...this.#all.map(({ health }) => health?.stop())]);
  }

  /**
   * Starts all, each behind those it comes after, and waits until every one is healthy and every port that clients are led
   * to answers.
   *
   * @throws UnderstudyError naming the one that does not
   */
  async startAll(config: Config, signal: AbortSignal): Promise<void> {
    let order: string[][] | undefined;
    // One that is configured meanwhile is started as well.
    while (order !== this.#order) {
      order = this.#order;
      for (const step of order) {
        await Promise.all(step.map((name) => this.#startOne(name, signal)));
        if (signal.aborted) return;
      }
    }
    for (const [port, { to }] of Object.entries(config.clientPorts)) {
      if (await portAnswers(to, startTimeoutMs, signal)) continue;
      if (signal.aborted) return;
      throw new UnderstudyError(
        'failed',
        `nothing answers on port ${to}, where client-port ${port} leads, ${startTimeoutMs / 1000} seconds after the services were started`,
        {
          hint: 'see the log of the service',
        },
      );
    }
  }

  /** Stops all in the opposite order. True when one was running. @throws the first fault, when all the others are stopped */
  async stopAll(): Promise<boolean> {
    const done: PromiseSettledResult<boolean>[] = [];
    for (const step of this.#order.toReversed())
      done.push(
        ...(await Promise.allSettled(
          step.map(async (name) => (await this.#services.get(name)?.service.stop()) ?? false),
        )),
      );
    for (const one of done) if (one.status === 'rejected') throw one.reason;
    return done.some((one) => one.status === 'fulfilled' && one.value);
  }

  /** @throws UnderstudyError usage naming the services there are */
  byName(name: string): ProtectedService {
    const found = this.#services.get(name);
    if (found !== undefined) return found.service;
    const names = [...this.#services.keys()].join(', ');
    throw new UnderstudyError('usage', `There is no protected service "${name}"`, {
      hint:
        names === ''
          ? 'none is configured: "service NAME unit …" in configuration mode adds one'
          : `there is: ${names}`,
    });
  }

  /** The newest lines of a unit's journal; undefined for a service whose log is a file of ours. */
  async journal(name: string, lines: number): Promise<string[] | undefined> {
    const service = this.byName(name);
    return service instanceof UnitService ? this.#units.journal(service.unit, lines) : undefined;
  }

  get #all(): Kept[] {
    return [...this.#services.values()];
  }

  async #put(name: string, settings: ServiceConfig): Promise<void> {
    const limit = restartLimitOf(settings);
    const kept = this.#services.get(name) ?? { service: this.#make(name, settings), settings, health: undefined };
    kept.service.limitRestarts(limit);
    const health = healthSettingsOf(settings);
    if (kept.health === undefined || !isSame(health, healthSettingsOf(kept.settings))) {
      await kept.health?.stop();
      kept.health = health === null ? undefined : new HealthWatch(kept.service, health);
    }
    kept.settings = settings;
    this.#services.set(name, kept);
  }

  #make(name: string, settings: ServiceConfig): ProtectedService {
    const { logFolder, runFolder, host, mayRun, ...parts } = this.#parts;
    const common = { ...parts, name, restarts: restartLimitOf(settings) };
    const { unit, command = '' } = settings;
    return unit === undefined
      ? new Service({ ...common, command, logFolder, runFolder })
      : new UnitService({ ...common, unit, systemd: host?.systemd, mayRun });
  }

  async #startOne(name: string, signal: AbortSignal): Promise<void> {
    const kept = this.#services.get(name);
    if (kept === undefined) return;
    try {
      await kept.service.start(signal);
    } catch (error) {
      if (!(await this.#isMended(kept.service, signal)) && !signal.aborted) throw error;
    }
    const ill = (await kept.health?.firstSuccess(signal)) ?? null;
    if (ill === null || signal.aborted) return;
    throw new UnderstudyError('failed', `service ${name} was started and is not healthy: ${ill}`, {
      hint: `"show logging service ${name}" may say why`,
    });
  }

  /** Local restarts come first: only when they do not help it has failed. */
  async #isMended(service: ProtectedService, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted && !service.isGivenUp) {
      if (service.running) return true;
      await wait(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }
}
