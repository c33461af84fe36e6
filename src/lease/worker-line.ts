import { connect, type Socket } from 'node:net';
import { maxLineBytes, readOrder, type LeaseOrder, type LeaseReport, lineOf } from '../host/lease-protocol.ts';
import { Lines } from '../host/lines.ts';

const reconnectMs = 250;

export interface WorkerLineParts {
  readonly socketPath: string;
  readonly onOrder: (order: LeaseOrder) => void;
  /** The worker is gone: what it granted is over. */
  readonly onLost: () => void;
}

/** The renewer's end of the line to the worker; called anew for as long as there is none. */
export class WorkerLine {
  readonly #parts: WorkerLineParts;
  #socket: Socket | undefined;
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: WorkerLineParts) {
    this.#parts = parts;
  }

  open(): void {
    const socket = connect(this.#parts.socketPath);
    this.#socket = socket;
    const lines = new Lines(maxLineBytes, (line) => this.#take(socket, line));
    // Its end follows every error.
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => lines.push(chunk));
    socket.on('close', () => this.#lost());
  }

  /** A worker that does not read is not waited for: it gets the next report. */
  tell(report: LeaseReport): void {
    const socket = this.#socket;
    if (socket === undefined || socket.connecting || socket.destroyed || socket.writableNeedDrain) return;
    socket.write(lineOf(report));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#socket?.destroy();
  }

  #take(socket: Socket, line: string | undefined): void {
    const order = line === undefined ? undefined : readOrder(line);
    if (order === undefined) socket.destroy();
    else this.#parts.onOrder(order);
  }

  #lost(): void {
    this.#parts.onLost();
    if (!this.#closed) this.#again = setTimeout(() => this.open(), reconnectMs);
  }
}
