import { UnderstudyError } from '../error.ts';
import type { Blocker } from '../failover/readiness.ts';
import type { ServiceReports } from '../host/protected-service.ts';
import type { Systemd, UnitStatus } from '../host/systemd.ts';
import type { UnitCustody } from '../host/unit-custody.ts';
import { UnitWatch } from '../host/unit-watch.ts';
import { unitFault } from '../host/unit-fault.ts';
import type { UnitService } from '../host/unit.ts';

/** What runs units on this host. */
export interface HostUnits {
  readonly systemd: Systemd;
  readonly custody: UnitCustody;
}

export interface ServiceUnitsParts extends ServiceReports {
  readonly host: HostUnits | undefined;
}

const noHost = 'this worker has a folder and not a host, and cannot run it';

/** The units among the protected services: looked at before they are taken, taken over, watched and given back. */
export class ServiceUnits {
  readonly #parts: ServiceUnitsParts;
  readonly #units: () => readonly UnitService[];
  readonly #watch: UnitWatch | undefined;

  constructor(parts: ServiceUnitsParts, units: () => readonly UnitService[]) {
    this.#parts = parts;
    this.#units = units;
    const { host, onChange } = parts;
    this.#watch = host === undefined ? undefined : new UnitWatch(host.systemd, units, onChange);
  }

  /** Those that cannot be started here (H5). */
  get blockers(): readonly Blocker[] {
    return this.#units().flatMap(({ name, unit, status }): Blocker[] => {
      const { host } = this.#parts;
      const what = `Service ${name} cannot be started`;
      if (host === undefined) return [{ sentence: `${what}: it is ${unit}, and ${noHost}`, remedy: null }];
      const fault = status === undefined ? null : unitFault(status);
      return fault === null ? [] : [{ sentence: `${what}: ${fault.sentence}`, remedy: fault.remedy }];
    });
  }

  /**
   * Looks at units that are new. @returns warnings
   *
   * @throws UnderstudyError usage naming one that cannot be started; at the start of the worker that is only told
   */
  async check(units: readonly string[], { isStart }: { readonly isStart: boolean }): Promise<string[]> {
    const { host, onAlarm } = this.#parts;
    if (host === undefined) return units.map((unit) => `${unit}: ${noHost}`);
    if (units.length === 0) return [];
    for (const status of await this.#statuses(units, isStart)) {
      const fault = unitFault(status);
      if (fault === null) continue;
      if (!isStart) throw new UnderstudyError('usage', fault.sentence, { hint: fault.remedy });
      onAlarm(`${fault.sentence}: ${fault.remedy}.`);
    }
    return [];
  }

  /** Takes the units of all services into custody and gives back those that are none of them any more. */
  async takeOver({ isStart }: { readonly isStart: boolean }): Promise<string[]> {
    const { host, onChange } = this.#parts;
    if (host === undefined) return [];
    const units = this.#units();
    const statuses = await this.#statuses(
      units.map(({ unit }) => unit),
      isStart,
    );
    const said = await host.custody.take(statuses.filter((status) => unitFault(status) === null));
    // What runs at the start of the worker is looked at when it is known whether this server serves.
    const stopped = isStart ? [] : await Promise.all(units.map((one, i) => one.taken(statuses[i])));
    const gone = (await host.custody.taken()).filter((unit) => !units.some((one) => one.unit === unit));
    const all = [...said, ...stopped.flat(), ...(await host.custody.release(gone))];
    for (const sentence of all) onChange(`${sentence}.`);
    return all;
  }

  watch(): void {
    this.#watch?.start();
  }

  async close(): Promise<void> {
    await this.#watch?.stop();
  }

  /** @throws UnderstudyError refused where there is no journal */
  async journal(unit: string, lines: number): Promise<string[]> {
    const { host } = this.#parts;
    if (host !== undefined) return host.systemd.journal(unit, lines);
    throw new UnderstudyError('refused', `${unit}: ${noHost}`, { hint: 'units are run by a worker without --root' });
  }

  /** A worker starts whatever its host is like. */
  async #statuses(units: readonly string[], isStart: boolean): Promise<UnitStatus[]> {
    try {
      return (await this.#parts.host?.systemd.show(units)) ?? [];
    } catch (error) {
      if (!isStart) throw error;
      this.#parts.onAlarm(`The units of the services cannot be looked at: ${(error as Error).message}`);
      return [];
    }
  }
}
