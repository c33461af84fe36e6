import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { VirtualIpStatus } from '../../control/shapes.ts';
import type { Node } from '../../failover/node.ts';
import type { Blocker } from '../../failover/readiness.ts';
import { leaseMs } from '../../host/lease-protocol.ts';
import { addressesByInterface } from '../../host/interfaces.ts';
import type { History } from '../../store/history.ts';
import { socketPath } from '../../store/socket-path.ts';
import type { Logs } from '../log.ts';
import { addressFaultsOn, standsOn, virtualFaultOn, virtualInterfaceOf, type Interfaces } from './address-check.ts';
import { Lease, type LeaseNews, type Place } from './lease.ts';

/** The kernel counts an address's life in whole seconds, and takes it away up to this late. */
const lateMs = 500;

/** What of a worker the virtual address has to do with. */
interface Holding {
  readonly config: Config;
  readonly paths: { readonly leaseSocket: string };
  readonly stage: { readonly isServing: boolean };
  readonly serveLease: { readonly servesUntilMs: number; opened(untilMs: number): void };
  readonly engine: { readonly node: Node };
  readonly logs: Pick<Logs, 'availability'>;
  readonly history: Pick<History, 'addEvent'>;
  readonly sessions: { notice(sentence: string): void };
}

const renewerIsMissing: Blocker = {
  sentence: 'No lease renewer is there, without which this server cannot take the virtual address',
  remedy: '"systemctl start understudy-lease" on this server starts it',
};

const notHeld = ({ address, interface: device, reason, usedBy }: VirtualIpStatus): Blocker => ({
  sentence: `The virtual address ${address} is not on ${device ?? 'this server'}: ${reason ?? 'no reason is known'}`,
  remedy: usedBy === null ? null : 'find that host and take the address away from it',
});

const strayAddress = (address: string, device: string): Blocker => ({
  sentence: `This server has the virtual address ${address} on ${device} though it does not serve`,
  remedy: "take it out of the host's own network configuration",
});

/**
 * The address that clients use: on this server while it serves, and on no other (E3). Every completed round of the worker
 * grants it for another few seconds; what becomes of the worker, it goes with it.
 */
export class VirtualIp {
  readonly #holding: Holding;
  readonly #interfaces: () => Interfaces;
  readonly #lease = new Lease({ tell: (news) => this.#tell(news) });

  constructor(holding: Holding, interfaces: () => Interfaces = addressesByInterface) {
    this.#holding = holding;
    this.#interfaces = interfaces;
  }

  /** Its folder is closed to others from the beginning. @throws UnderstudyError resource when the socket cannot be made */
  async open(): Promise<void> {
    const { leaseSocket } = this.#holding.paths;
    await mkdir(dirname(dirname(leaseSocket)), { recursive: true, mode: 0o755 });
    await mkdir(dirname(leaseSocket), { recursive: true, mode: 0o700 });
    await this.#lease.open(await socketPath(leaseSocket));
  }

  /** Of a completed round. */
  renew(): void {
    const { serveLease } = this.#holding;
    const nowMs = performance.now();
    const forMs = Math.min(leaseMs, serveLease.servesUntilMs - nowMs - lateMs);
    const place = forMs > 0 ? this.#place() : undefined;
    this.#lease.renew(place, forMs);
    if (place !== undefined) serveLease.opened(nowMs + forMs + lateMs);
  }

  /** At once, whatever round is under way. */
  release(): void {
    this.#lease.release();
  }

  close(): Promise<void> {
    return this.#lease.close();
  }

  /** As `show failover` has it; null where none is configured. */
  get status(): VirtualIpStatus | null {
    const { config, stage } = this.#holding;
    const { virtualAddress: address } = config;
    if (address === undefined) return null;
    const status = { address, interface: virtualInterfaceOf(config) ?? null, held: false, usedBy: null };
    if (!stage.isServing) return { ...status, reason: 'this server does not serve' };
    const fault = virtualFaultOn(config, this.#interfaces());
    if (fault !== undefined) return { ...status, reason: `${fault.sentence}: ${fault.remedy}` };
    return { ...status, ...this.#lease.view };
  }

  /** What keeps the address from this server, or would if it had to serve; and interfaces it lacks (E2). */
  get blockers(): Blocker[] {
    const { config, stage } = this.#holding;
    const all = this.#interfaces();
    const faults = addressFaultsOn(config, all);
    const { status } = this;
    if (status === null || virtualFaultOn(config, all) !== undefined) return faults;
    if (stage.isServing) return status.held ? faults : [...faults, notHeld(status)];
    const device = standsOn(config, all);
    return [
      ...faults,
      ...(this.#lease.isRenewerThere ? [] : [renewerIsMissing]),
      ...(device === undefined ? [] : [strayAddress(status.address, device)]),
    ];
  }

  /** What a change of the configuration counts on and this host does not have, as far as it was not so before. */
  warnings(before: Config): string[] {
    const { config } = this.#holding;
    const all = this.#interfaces();
    const known = addressFaultsOn(before, all).map(({ sentence }) => sentence);
    return addressFaultsOn(config, all)
      .filter(({ sentence }) => !known.includes(sentence))
      .map(({ sentence, remedy }) => `${sentence}: ${remedy}`);
  }

  /** Undefined: nowhere on this server. */
  #place(): Place | undefined {
    const { config, stage } = this.#holding;
    const { virtualAddress: address } = config;
    const device = virtualInterfaceOf(config);
    if (!stage.isServing || address === undefined || device === undefined) return undefined;
    return virtualFaultOn(config, this.#interfaces()) === undefined ? { address, interface: device } : undefined;
  }

  /** In the history, in the log, and what is an alert at every open console. */
  #tell({ isAlert, sentence }: LeaseNews): void {
    const { engine, history, logs, sessions } = this.#holding;
    const { term, phase } = engine.node;
    logs.availability.log(isAlert ? 'warn' : 'info', sentence);
    const at = new Date().toISOString();
    history.addEvent({ at, epoch: term.counter, row: null, from: phase, to: phase, sentence, seen: [] });
    if (isAlert) sessions.notice(sentence);
  }
}
