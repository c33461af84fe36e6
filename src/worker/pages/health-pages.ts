import { createServer, type Server } from 'node:https';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { ConnectionsPerAddress } from './connections-per-address.ts';
import type { Certificate } from './certificate.ts';

/** What the two pages say, asked at each request. */
export interface Health {
  /** Null when this server is healthy and serving, else why not (F1). */
  readonly notServing: string | null;
  /** F2: `Primary` while serving, `Standby` while it could take over now; otherwise why neither. */
  readonly role: 'Primary' | 'Standby' | { readonly neither: string };
}

const pagesOf = (health: () => Health): Hono => {
  const app = new Hono();
  app.use(secureHeaders());
  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  app.get('/status/status.html', (c) => {
    const { notServing } = health();
    return notServing === null
      ? c.html('MOBILEIRON-STATUS: OK\n')
      : c.html(`MOBILEIRON-STATUS: FAILED (${escapeHtml(notServing)})\n`, 503);
  });
  app.get('/hastatus.html', (c) => {
    const { role } = health();
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

/** The pages that load balancers probe, over HTTPS on one or more ports (F1, F2, F4). */
export class HealthPages {
  readonly #servers: Server[] = [];
  readonly #connections = new ConnectionsPerAddress(mostPerAddress);
  readonly #health: () => Health;
  readonly #onFault: (sentence: string) => void;

  constructor(health: () => Health, onFault: (sentence: string) => void) {
    this.#health = health;
    this.#onFault = onFault;
  }

  /** Listens on all ports; one that is taken is reported and the others are served. */
  async open(address: string, ports: readonly number[], certificate: Certificate): Promise<void> {
    const app = pagesOf(this.#health);
    await Promise.all(ports.map((port) => this.#listen(app, address, port, certificate)));
  }

  async close(): Promise<void> {
    const closing = this.#servers.splice(0).map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    // Those in their TLS handshake are not among the connections of the servers.
    this.#connections.destroyAll();
    await Promise.all(closing);
  }

  #listen(app: Hono, address: string, port: number, { certificate, key }: Certificate): Promise<void> {
    const server = createAdaptorServer({
      fetch: app.fetch,
      createServer,
      serverOptions: {
        cert: certificate,
        key,
        minVersion: 'TLSv1.2',
        headersTimeout: headersTimeoutMs,
        requestTimeout: headersTimeoutMs,
        handshakeTimeout: handshakeTimeoutMs,
        connectionsCheckingInterval: connectionsCheckingIntervalMs,
        keepAliveTimeout: keepAliveTimeoutMs,
      },
    }) as Server;
    server.maxConnections = mostConnections;
    server.prependListener('connection', (socket) => this.#connections.admit(socket));
    // A client that speaks no TLS or hangs up early is not a fault of ours.
    server.on('tlsClientError', () => undefined);
    return new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const why = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
        this.#onFault(
          `Health pages are not served on ${address} port ${port}: ${why}. Change "health-page ports" or free the port.`,
        );
        resolve();
      });
      server.listen(port, address, () => {
        this.#servers.push(server);
        resolve();
      });
    });
  }
}
