import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { UnderstudyError } from '../../error.ts';
import {
  leaseMs,
  lineOf,
  maxLineBytes,
  monotonicMs,
  readReport,
  type LeaseOrder,
  type LeaseReport,
} from '../../host/lease-protocol.ts';
import { Lines } from '../../host/lines.ts';

/** Where the virtual address is to be. */
export interface Place {
  readonly address: string;
  readonly interface: string;
}

/** What an operator is told: once when it begins and once when it is over. */
export interface LeaseNews {
  readonly isAlert: boolean;
  readonly sentence: string;
}

export interface LeaseParts {
  readonly tell: (news: LeaseNews) => void;
  /** By the clock of `monotonicMs`. */
  readonly nowMs?: () => number;
}

/** A former holder that was killed has the address until its own lease is over: that much is no news. */
const graceMs = leaseMs + 1000;
/** A renewer that has not reported for this long may have lost it. */
const staleMs = leaseMs - 1000;
const silent = 'the lease renewer does not answer: "systemctl status understudy-lease" on this server says why';

/**
 * The worker's end of the virtual address (E3): it grants the address to the lease renewer for a few seconds at a time, in
 * completed rounds only, and hears what becomes of it. Without a worker that goes on granting the address goes.
 */
export class Lease {
  readonly #tell: (news: LeaseNews) => void;
  readonly #nowMs: () => number;
  #server: Server | undefined;
  #renewer: Socket | undefined;
  #granted: Place | undefined;
  #report: LeaseReport | undefined;
  #reportedAtMs = -Infinity;
  /** Since when it should be here and is not; undefined while it is here or should not be. */
  #missingSinceMs: number | undefined;
  #told: string | undefined;

  constructor({ tell, nowMs = monotonicMs }: LeaseParts) {
    this.#tell = tell;
    this.#nowMs = nowMs;
  }

  /** @param socketPath in a folder that only its owner may enter @throws UnderstudyError resource when it cannot be made */
  async open(socketPath: string): Promise<void> {
    await rm(socketPath, { force: true });
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) =>
        reject(
          new UnderstudyError(
            'resource',
            `The socket ${socketPath} for the lease renewer cannot be made: ${cause.message}`,
            {
              cause,
            },
          ),
        ),
      );
      const mask = process.umask(0o177);
      server.listen(socketPath, resolve);
      process.umask(mask);
    });
  }

  /** Of a completed round. @param place undefined: nowhere on this server @param forMs for how long, at most `leaseMs` */
  renew(place: Place | undefined, forMs = leaseMs): void {
    if (place === undefined) {
      this.release();
      return;
    }
    const { address, interface: device } = place;
    if (this.#granted?.address !== address || this.#granted.interface !== device)
      this.#begin({ address, interface: device });
    this.#send({ type: 'grant', address, interface: device, untilMs: this.#nowMs() + forMs });
    this.#look();
  }

  /** The address goes at once. */
  release(): void {
    if (this.#granted === undefined) return;
    this.#send({ type: 'release' });
    this.#granted = undefined;
    this.#report = undefined;
    this.#missingSinceMs = undefined;
    this.#told = undefined;
  }

  get isRenewerThere(): boolean {
    return this.#renewer !== undefined;
  }

  /** Whether the address is here, and why it is not where it should be. */
  get view(): { readonly held: boolean; readonly reason: string | null; readonly usedBy: string | null } {
    if (this.#granted === undefined) return { held: false, reason: null, usedBy: null };
    const report = this.#fresh();
    if (report === undefined)
      return {
        held: false,
        reason: this.#hasWaited(staleMs) || !this.isRenewerThere ? silent : 'it is being taken',
        usedBy: null,
      };
    return { held: report.held, reason: report.reason, usedBy: report.usedBy };
  }

  async close(): Promise<void> {
    this.release();
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.#renewer?.end();
    this.#renewer?.destroySoon();
    await closed;
  }

  #begin(place: Place): void {
    this.#granted = place;
    this.#report = undefined;
    this.#told = undefined;
    this.#missingSinceMs = this.#nowMs();
  }

  /** A report about what is granted now, and not about long ago. */
  #fresh(): LeaseReport | undefined {
    const { address, interface: device } = this.#granted ?? {};
    const isOf = this.#report?.address === address && this.#report?.interface === device;
    return isOf && this.#nowMs() - this.#reportedAtMs < staleMs ? this.#report : undefined;
  }

  #hasWaited(ms: number): boolean {
    return this.#missingSinceMs !== undefined && this.#nowMs() - this.#missingSinceMs >= ms;
  }

  /** Tells what is new: that it is here, or that it is not though it should have been for a while. */
  #look(): void {
    if (this.#granted === undefined) return;
    const { address, interface: device } = this.#granted;
    const { held, reason } = this.view;
    if (held) {
      this.#missingSinceMs = undefined;
      this.#say(`held`, { isAlert: false, sentence: `The virtual address ${address} is on ${device}` });
      return;
    }
    this.#missingSinceMs ??= this.#nowMs();
    if (!this.#hasWaited(graceMs)) return;
    const why = reason ?? 'no reason is known';
    this.#say(why, {
      isAlert: true,
      sentence: `The virtual address ${address} is not on ${device}, though this server serves: ${why}. It is tried again every second.`,
    });
  }

  #say(key: string, news: LeaseNews): void {
    if (this.#told === key) return;
    this.#told = key;
    this.#tell(news);
  }

  #accept(socket: Socket): void {
    this.#renewer?.destroy();
    this.#renewer = socket;
    const lines = new Lines(maxLineBytes, (line) => this.#take(socket, line));
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => lines.push(chunk));
    socket.on('close', () => {
      if (this.#renewer === socket) this.#renewer = undefined;
    });
  }

  #take(socket: Socket, line: string | undefined): void {
    const report = line === undefined ? undefined : readReport(line);
    if (report === undefined) {
      socket.destroy();
      return;
    }
    if (this.#renewer !== socket) return;
    this.#report = report;
    this.#reportedAtMs = this.#nowMs();
    this.#look();
  }

  /** To a renewer that does not read nothing is sent any more: what lies about is worth nothing when it is read. */
  #send(order: LeaseOrder): void {
    const renewer = this.#renewer;
    if (renewer === undefined || renewer.destroyed) return;
    if (order.type === 'grant' && renewer.writableNeedDrain) return;
    renewer.write(lineOf(order));
  }
}
