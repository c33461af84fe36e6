import { createServer, type Server } from 'node:https';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Health, HealthPagesStatus } from '../control/portal-shapes.ts';
import { ConnectionsPerAddress } from './connections-per-address.ts';
import { listenFault } from './listen-fault.ts';
import type { Certificate } from './certificate.ts';

const pagesOf = (health: () => Promise<Health>): Hono => {
  const app = new Hono();
  app.use(secureHeaders());
  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  app.get('/status/status.html', async (c) => {
    const { notServing } = await health();
    return notServing === null
      ? c.html('MOBILEIRON-STATUS: OK\n')
      : c.html(`MOBILEIRON-STATUS: FAILED (${escapeHtml(notServing)})\n`, 503);
  });
  app.get('/hastatus.html', async (c) => {
    const { role } = await health();
    return typeof role === 'string'
      ? c.html(`MOBILEIRON-STATUS: OK (Mode: ${role})\n`)
      : c.html(`MOBILEIRON-STATUS: FAILED (${escapeHtml(role.neither)})\n`, 503);
  });
  app.notFound((c) => c.text('Not found\n', 404));
  return app;
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0) ?? 32};`);

/** A client that connects and is silent is gone after this; a probe takes milliseconds. */
const handshakeTimeoutMs = 3000;
const headersTimeoutMs = 3000;
const connectionsCheckingIntervalMs = 1000;
const keepAliveTimeoutMs = 1000;
const mostConnections = 256;
const mostPerAddress = 32;

const limits = {
  minVersion: 'TLSv1.2',
  headersTimeout: headersTimeoutMs,
  requestTimeout: headersTimeoutMs,
  handshakeTimeout: handshakeTimeoutMs,
  connectionsCheckingInterval: connectionsCheckingIntervalMs,
  keepAliveTimeout: keepAliveTimeoutMs,
  requireHostHeader: false,
} as const;

/** A server that listens. */
interface Open {
  readonly address: string;
  readonly port: number;
  readonly server: Server;
}

export interface Places {
  readonly address: string;
  readonly ports: readonly number[];
}

/** The pages that load balancers probe, over HTTPS on one or more ports (F1, F2, F4). */
export class HealthPages {
  readonly #connections = new ConnectionsPerAddress(mostPerAddress);
  readonly #app: Hono;
  #open: Open[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(health: () => Promise<Health>) {
    this.#app = pagesOf(health);
  }

  /**
   * Listens at these places and at no others; what listens there already goes on, with this certificate. A port that cannot
   * be had is among the faults, and the others are served.
   */
  serve(places: Places, certificate: Certificate): Promise<HealthPagesStatus> {
    const served = this.#turn.then(() => this.#serve(places, certificate));
    this.#turn = served.catch(() => undefined);
    return served;
  }

  async close(): Promise<void> {
    await this.#turn;
    const closing = this.#open.splice(0).map(({ server }) => closed(server));
    // Those in their TLS handshake are not among the connections of the servers.
    this.#connections.destroyAll();
    await Promise.all(closing);
  }

  async #serve({ address, ports }: Places, certificate: Certificate): Promise<HealthPagesStatus> {
    const stays = (one: Open): boolean => one.address === address && ports.includes(one.port);
    const [kept, left] = [this.#open.filter(stays), this.#open.filter((one) => !stays(one))];
    this.#open = kept;
    for (const { server } of kept) server.setSecureContext({ ...limits, ...pemOf(certificate) });
    await Promise.all(left.map(({ server }) => closed(server)));
    const missing = ports.filter((port) => !kept.some((one) => one.port === port));
    const opened = await Promise.all(missing.map((port) => this.#listen(address, port, certificate)));
    return {
      listening: this.#open.map(({ port }) => port).toSorted((a, b) => a - b),
      faults: opened.filter((fault) => fault !== null),
    };
  }

  /** The sentence that says why it cannot be, or null. */
  #listen(address: string, port: number, certificate: Certificate): Promise<string | null> {
    const server = createAdaptorServer({
      fetch: this.#app.fetch,
      // Of probes that name none, as HTTP/1.0 ones do.
      hostname: 'localhost',
      createServer,
      serverOptions: { ...limits, ...pemOf(certificate) },
    }) as Server;
    server.maxConnections = mostConnections;
    server.prependListener('connection', (socket) => this.#connections.admit(socket));
    // A client that speaks no TLS or hangs up early is not a fault of ours.
    server.on('tlsClientError', () => undefined);
    return new Promise((resolve) => {
      server.once('error', (error) => resolve(listenFault(address, port, error)));
      server.listen(port, address, () => {
        this.#open.push({ address, port, server });
        resolve(null);
      });
    });
  }
}

const pemOf = ({ certificate, key }: Certificate): { cert: string; key: string } => ({ cert: certificate, key });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
