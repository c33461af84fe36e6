import { chmodSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeDurably } from '../durable-file.ts';
import { reasonOf } from '../error.ts';
import type { Systemd, UnitStatus } from './systemd.ts';

const shape = z.record(z.string(), z.strictObject({ enablement: z.enum(['enabled', 'enabled-runtime', 'other']) }));
type Kept = z.infer<typeof shape>;

/** A unit goes down with the worker, and only the worker starts it again. */
const dropIn = `# Written by understudyd, which starts and stops this unit.
[Unit]
BindsTo=understudyd.service
After=understudyd.service
[Service]
Restart=no
`;

export interface CustodyParts {
  readonly systemd: Systemd;
  /** Where it is kept how each unit was before. */
  readonly recordPath: string;
  /** `/run/systemd/system` on a host. */
  readonly unitsFolder: string;
}

/**
 * Units that only we start: they are not enabled, and bound to the worker by a drop-in that the next boot forgets. How they
 * were before is kept, and comes back when they are released.
 */
export class UnitCustody {
  readonly #parts: CustodyParts;

  constructor(parts: CustodyParts) {
    this.#parts = parts;
  }

  /** The units that were taken and not released. */
  async taken(): Promise<string[]> {
    return Object.keys(await this.#read());
  }

  /** Takes units into custody; those it has already cost nothing. @returns a sentence on each change that somebody might miss */
  async take(statuses: readonly UnitStatus[]): Promise<string[]> {
    const said: string[] = [];
    let isChanged = false;
    for (const status of statuses) {
      said.push(...(await this.#disable(status)));
      isChanged = this.#bind(status.unit) || isChanged;
    }
    if (isChanged) await this.#parts.systemd.reload();
    return said;
  }

  /** Gives units back as they were; whether they run is left as it is. @returns a sentence on each */
  async release(units: readonly string[]): Promise<string[]> {
    const said: string[] = [];
    const unbound = units.filter((unit) => this.#unbind(unit));
    // Where no systemd runs, nothing is bound and nobody is there to read it anew; enabling works all the same.
    if (unbound.length > 0) await this.#parts.systemd.reload();
    for (const unit of units) said.push(await this.#enable(unit));
    return said;
  }

  async #disable({ unit, enablement, triggeredBy }: UnitStatus): Promise<string[]> {
    const kept = await this.#read();
    const isEnabled = enablement === 'enabled' || enablement === 'enabled-runtime';
    if (kept[unit] === undefined || isEnabled)
      await this.#write({ ...kept, [unit]: { enablement: isEnabled ? enablement : 'other' } });
    const triggers = triggeredBy.map((by) => `${by} starts ${unit}, too: disable it, for only Understudy should`);
    if (!isEnabled) return triggers;
    await this.#parts.systemd.disable(unit);
    return [`${unit} was enabled and is no longer: from now on only Understudy starts it`, ...triggers];
  }

  async #enable(unit: string): Promise<string> {
    const { [unit]: before, ...others } = await this.#read();
    const again = `${unit} is no longer protected`;
    try {
      if (before !== undefined && before.enablement !== 'other') {
        await this.#parts.systemd.enable(unit, { runtime: before.enablement === 'enabled-runtime' });
        return `${again} and is enabled again, as it was before`;
      }
      return `${again}; it is not enabled, as it was before`;
    } catch (error) {
      return `${again}, but could not be enabled again: ${reasonOf(error)}`;
    } finally {
      await this.#write(others);
    }
  }

  /** True when something was written. */
  #bind(unit: string): boolean {
    const folder = this.#folderOf(unit);
    const path = join(folder, fileName);
    if (textOf(path) === dropIn) return false;
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, dropIn);
    // Whoever asks systemd may see it, whatever the worker's own mask is.
    chmodSync(folder, 0o755);
    chmodSync(path, 0o644);
    return true;
  }

  /** True when something was removed. */
  #unbind(unit: string): boolean {
    const folder = this.#folderOf(unit);
    const path = join(folder, fileName);
    const wasBound = textOf(path) !== undefined;
    rmSync(path, { force: true });
    removeIfEmpty(folder);
    return wasBound;
  }

  #folderOf(unit: string): string {
    return join(this.#parts.unitsFolder, `${unit}.d`);
  }

  async #read(): Promise<Kept> {
    const text = await readIfThere(this.#parts.recordPath);
    if (text === undefined) return {};
    try {
      return shape.parse(JSON.parse(text));
    } catch {
      // A record that cannot be read is as good as none: the units stay disabled, which does no harm.
      return {};
    }
  }

  async #write(kept: Kept): Promise<void> {
    await writeDurably(this.#parts.recordPath, `${JSON.stringify(kept, null, 2)}\n`);
  }
}

const fileName = '50-understudy.conf';

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const removeIfEmpty = (folder: string): void => {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else has a drop-in there, or it is gone.
  }
};
