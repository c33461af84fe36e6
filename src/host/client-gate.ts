import { connect, createServer, type Server, type Socket } from 'node:net';

/** A port on which clients reach a service. */
export interface GatePort {
  readonly port: number;
  readonly address: string;
  /** The loopback port of the service behind it. */
  readonly to: number;
}

/** Listening failed; the gate goes on trying. */
export type GateFault = (sentence: string) => void;

const retryMs = 1000;

/**
 * The one way in for clients: it listens only while this server serves and client connections are enabled. It lives in
 * the worker's process, so that a worker that dies takes every connection with it. Refusing new connections leaves the
 * open ones alone (B4); shutting cuts them, too.
 */
export class ClientGate {
  readonly #onFault: GateFault;
  readonly #mayPass: () => boolean;
  readonly #servers = new Map<number, Server>();
  readonly #connections = new Set<Socket>();
  #ports: readonly GatePort[] = [];
  #accepting = false;
  #retry: NodeJS.Timeout | undefined;

  /** @param mayPass asked for all that passes: a worker that hung may find more than it is still let pass (H1) */
  constructor(onFault: GateFault, mayPass: () => boolean = () => true) {
    this.#onFault = onFault;
    this.#mayPass = mayPass;
  }

  get accepting(): boolean {
    return this.#accepting;
  }

  get openConnections(): number {
    return this.#connections.size / 2;
  }

  /** Takes new connections on these ports, and on no others. */
  async accept(ports: readonly GatePort[]): Promise<void> {
    const changed = JSON.stringify(ports) !== JSON.stringify(this.#ports);
    if (changed) this.refuse();
    this.#ports = ports;
    this.#accepting = true;
    await this.#listen();
  }

  /** New connections are refused, open ones go on. */
  refuse(): void {
    this.#accepting = false;
    clearTimeout(this.#retry);
    for (const server of this.#servers.values()) server.close();
    this.#servers.clear();
  }

  /** New connections are refused and the open ones are cut, at once. */
  shut(): void {
    this.refuse();
    for (const socket of this.#connections) socket.destroy();
    this.#connections.clear();
  }

  async #listen(): Promise<void> {
    const missing = this.#ports.filter(({ port }) => !this.#servers.has(port));
    const faults = (await Promise.all(missing.map((port) => this.#open(port)))).filter((fault) => fault !== undefined);
    if (faults.length === 0 || !this.#accepting) return;
    for (const fault of faults) this.#onFault(fault);
    this.#retry = setTimeout(() => void this.#listen(), retryMs);
  }

  /** The sentence of what failed, or undefined. */
  #open(port: GatePort): Promise<string | undefined> {
    const server = createServer((client) => this.#join(client, port.to));
    this.#servers.set(port.port, server);
    return new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (this.#servers.get(port.port) === server) this.#servers.delete(port.port);
        const why = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
        resolve(
          `Clients cannot be served on ${port.address} port ${port.port}: ${why}. It is tried again every second.`,
        );
      });
      server.listen(port.port, port.address, () => resolve(undefined));
    });
  }

  #join(client: Socket, to: number): void {
    const service = connect({ port: to, host: '127.0.0.1' });
    for (const [socket, other] of [
      [client, service],
      [service, client],
    ] as const) {
      this.#connections.add(socket);
      socket.setNoDelay(true);
      // An aborted connection is an everyday event: its end closes the other side.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#connections.delete(socket);
        other.destroy();
      });
      // Before the pipe gets to see it.
      socket.on('data', () => {
        if (this.#mayPass()) return;
        socket.destroy();
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
