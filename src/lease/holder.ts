import { leaseMs, type Grant, type LeaseReport } from '../host/lease-protocol.ts';
import type { VirtualAddressPort } from '../host/virtual-address.ts';
import { reasonOf } from '../error.ts';

/** The kernel is asked again this often, ms; each time it is told how long the grant still lasts. */
const renewEveryMs = 1000;
/** After a refusal. */
const retryMs = 1000;
/** Neighbours are told at once, soon again in case that was lost, and from then on rarely. */
const announceAfterMs = [0, 1000, 3000] as const;
const announceEveryMs = 15_000;

interface Place {
  readonly address: string;
  readonly interface: string;
}

interface Held extends Place {
  readonly sinceMs: number;
  readonly renewedAtMs: number;
}

const isSame = (a: Place, b: Place): boolean => a.address === b.address && a.interface === b.interface;

export interface HolderParts {
  readonly port: VirtualAddressPort;
  readonly nowMs: () => number;
  /** Told whenever something is different from before. */
  readonly report: (report: LeaseReport) => void;
}

/**
 * Has the virtual address on this host as long as the worker grants it (E3). The kernel is never told more than what the
 * last grant still lasts, so that the address goes by itself when this process is gone, too.
 */
export class Holder {
  readonly #parts: HolderParts;
  #granted: Grant | undefined;
  #held: Held | undefined;
  #reason: string | null = null;
  #usedBy: string | null = null;
  #retryAtMs = 0;
  #announced = 0;
  #announceAtMs = 0;
  #probing = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  #said = '';

  constructor(parts: HolderParts) {
    this.#parts = parts;
  }

  /** From now until the grant ends the address may be here. */
  grant(grant: Grant): void {
    const untilMs = Math.min(grant.untilMs, this.#parts.nowMs() + leaseMs);
    const before = this.#granted;
    if (before !== undefined && !isSame(before, grant)) this.#forget();
    this.#granted = { ...grant, untilMs };
  }

  /** The address may no longer be here. */
  release(): void {
    this.#granted = undefined;
    this.#said = '';
    this.#forget();
  }

  /** Does what is due; resolves when it is done. One after another, and at most one that waits. */
  act(): Promise<void> {
    this.#waiting ??= this.#work.then(async () => {
      this.#waiting = undefined;
      await this.#step().catch((error: unknown) => this.#refuse(reasonOf(error)));
      this.#tell();
    });
    this.#work = this.#waiting;
    return this.#waiting;
  }

  get report(): LeaseReport | undefined {
    const place = this.#granted ?? this.#held;
    if (place === undefined) return undefined;
    const held = this.#held !== undefined && isSame(this.#held, place);
    return {
      address: place.address,
      interface: place.interface,
      held,
      reason: held ? null : (this.#reason ?? 'it is being taken'),
      usedBy: held ? null : this.#usedBy,
    };
  }

  #forget(): void {
    this.#probing.abort();
    this.#reason = null;
    this.#usedBy = null;
    this.#retryAtMs = 0;
  }

  /** Only changes are told: whoever grants gets an answer to every grant besides. */
  #tell(): void {
    const { report } = this;
    const text = JSON.stringify(report);
    if (report === undefined || text === this.#said) return;
    this.#said = text;
    this.#parts.report(report);
  }

  async #step(): Promise<void> {
    const granted = this.#valid();
    const held = this.#held;
    if (held !== undefined && (granted === undefined || !isSame(held, granted))) await this.#drop(held);
    if (granted === undefined) return;
    if (this.#held === undefined) await this.#take(granted);
    else await this.#renew(granted, this.#held);
  }

  /** The grant, while it lasts. */
  #valid(): Grant | undefined {
    const granted = this.#granted;
    if (granted === undefined || this.#secondsLeft(granted) > 0) return granted;
    this.release();
    return undefined;
  }

  #secondsLeft({ untilMs }: Grant): number {
    return Math.floor((untilMs - this.#parts.nowMs()) / 1000);
  }

  async #drop({ address, interface: device }: Held): Promise<void> {
    this.#held = undefined;
    await this.#parts.port.drop(address, device);
  }

  /** @throws UnderstudyError where a program fails */
  async #take(granted: Grant): Promise<void> {
    const { port, nowMs } = this.#parts;
    const { address, interface: device } = granted;
    if (nowMs() < this.#retryAtMs) return;
    const found = await port.find(address);
    if (found !== undefined && (found.validSeconds === null || found.interface !== device)) {
      const how = found.validSeconds === null ? 'this host has it by its own configuration' : 'this host has it still';
      this.#refuse(`${how}, on ${found.interface}`);
      return;
    }
    // What is left of a renewer that was killed is gone on with; anything else might be somebody else's.
    const usedBy = found === undefined ? await this.#probe(granted) : null;
    if (usedBy !== null) {
      this.#refuse(`${usedBy} on ${device} answers at this address`, usedBy);
      return;
    }
    const still = this.#valid();
    if (still === undefined || !isSame(still, granted)) return;
    await this.#put(still);
    this.#held = { address, interface: device, sinceMs: nowMs(), renewedAtMs: nowMs() };
    this.#reason = null;
    this.#usedBy = null;
    this.#announced = 0;
    await this.#announce(this.#held);
  }

  async #probe({ address, interface: device }: Grant): Promise<string | null> {
    this.#probing = new AbortController();
    return this.#parts.port.probe(address, device, this.#probing.signal);
  }

  async #put(granted: Grant): Promise<void> {
    await this.#parts.port.put(granted.address, granted.interface, Math.max(1, this.#secondsLeft(granted)));
  }

  /** @throws UnderstudyError where the kernel refuses; the address is then no longer counted on */
  async #renew(granted: Grant, held: Held): Promise<void> {
    const nowMs = this.#parts.nowMs();
    if (nowMs - held.renewedAtMs >= renewEveryMs) {
      this.#held = undefined;
      await this.#put(granted);
      this.#held = { ...held, renewedAtMs: nowMs };
    }
    await this.#announce(held);
  }

  async #announce({ address, interface: device, sinceMs }: Held): Promise<void> {
    const nowMs = this.#parts.nowMs();
    const dueAtMs = sinceMs + (announceAfterMs[this.#announced] ?? 0);
    const isDue = this.#announced < announceAfterMs.length ? nowMs >= dueAtMs : nowMs >= this.#announceAtMs;
    if (!isDue) return;
    this.#announced += 1;
    this.#announceAtMs = nowMs + announceEveryMs;
    // It takes a second to end, and nothing waits for it.
    this.#parts.port.announce(address, device).catch(() => undefined);
  }

  #refuse(reason: string, usedBy: string | null = null): void {
    this.#reason = reason;
    this.#usedBy = usedBy;
    this.#retryAtMs = this.#parts.nowMs() + retryMs;
  }
}
