import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectPath, rootAt, type Root } from '../../src/control/root.ts';
import type { SyncEvent } from '../../src/control/shapes.ts';
import type { FaultBody } from '../../src/error.ts';
import { configText, failoverStatus, successfulRun, testReport, versionStatus } from './status-fixtures.ts';

type Socket = 'admin' | 'control';

/** One request as the worker would have seen it. */
export interface Seen {
  readonly call: string;
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly socket: Socket;
}

const done = (message: string): object => ({ message, changed: true, warnings: [] });

const text = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** Stands in for the worker's control API: fixtures over real Unix sockets, and a record of what was asked. */
export class FakeControl {
  readonly root: Root;
  readonly seen: Seen[] = [];
  /** Answers by `METHOD /path`; tests replace what they need. */
  readonly replies = new Map<string, object>([
    ['GET /v1/failover', failoverStatus()],
    ['GET /v1/version', versionStatus],
    ['GET /v1/history', { events: [] }],
    ['GET /v1/sync', { running: null, nextDue: null, runs: [] }],
    ['GET /v1/generations', { generations: [] }],
    ['GET /v1/orphans', { orphans: [] }],
    ['GET /v1/key', { key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKey' }],
    ['GET /v1/trusted-hosts', { hosts: [] }],
    [
      'GET /v1/log',
      { lines: ['heartbeat to core1 answered', 'heartbeat to core1 failed', 'heartbeat to core1 answered'] },
    ],
    ['GET /v1/config', configText],
    ['GET /v1/config/startup', configText],
    ['GET /v1/enable', { secretSet: true }],
    ['POST /v1/enable', { token: 'granted' }],
    ['POST /v1/enable-secret', done('The enable secret is set')],
    ['POST /v1/failover/mode', done('core2 is Primary')],
    ['POST /v1/failover/client-connection', done('New connections are refused')],
    ['POST /v1/trusted-hosts/test', testReport],
    ['POST /v1/services', { ...done('registry is started'), service: failoverStatus().services[0] }],
    ['POST /v1/config', { ...done(''), ...configText }],
    ['POST /v1/config/save', done('Building configuration...\n[OK]')],
    ['POST /v1/sync/cancel', done('The synchronization is cancelled')],
  ]);
  /** What `failover sync` streams; with `holdOpen` the stream stays open behind it. */
  events: readonly SyncEvent[] = [{ type: 'done', run: successfulRun }];
  holdOpen = false;
  readonly #folder: string;
  readonly #faults = new Map<string, { readonly status: number; readonly fault: FaultBody }>();
  readonly #servers: Server[] = [];
  readonly #waiting = new Map<string, () => void>();

  private constructor(folder: string, root: Root) {
    this.#folder = folder;
    this.root = root;
  }

  /** @param sockets which of the two listen; @param below a folder below the temporary one, for a long path */
  static async start(sockets: readonly Socket[] = ['admin', 'control'], below = ''): Promise<FakeControl> {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-control-'));
    const fake = new FakeControl(folder, rootAt(join(folder, below)));
    for (const socket of sockets) await fake.listen(socket);
    return fake;
  }

  async listen(socket: Socket): Promise<void> {
    const path = socket === 'admin' ? this.root.adminSocket : this.root.controlSocket;
    await mkdir(dirname(path), { recursive: true });
    const server = createServer((request, response) => void this.#answer(socket, request, response));
    await new Promise<void>((resolve) => server.listen(connectPath(path), resolve));
    await chmod(path, 0o666);
    this.#servers.push(server);
  }

  /** Settles when the call has come. */
  called(call: string): Promise<void> {
    if (this.calls().includes(call)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(call, resolve));
  }

  /** `METHOD /path` of every request, without those of the prompt. */
  calls(): string[] {
    return this.seen.map(({ call }) => call);
  }

  bodyOf(call: string): unknown {
    return this.seen.findLast((one) => one.call === call)?.body;
  }

  refuse(call: string, status: number, fault: FaultBody): void {
    this.#faults.set(call, { status, fault });
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#servers.splice(0).map(
        (server) =>
          new Promise((resolve) => {
            server.close(resolve);
            server.closeAllConnections();
          }),
      ),
    );
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #answer(socket: Socket, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', query] = (request.url ?? '').split('?');
    const call = `${request.method ?? ''} ${path}`;
    const sent = await text(request);
    const body: unknown = sent === '' ? undefined : JSON.parse(sent);
    this.seen.push({
      call: query === undefined ? call : `${call}?${query}`,
      body,
      authorization: request.headers.authorization,
      socket,
    });
    this.#waiting.get(call)?.();
    const fault = this.#faults.get(call);
    const reply = this.replies.get(call);
    if (fault !== undefined) response.writeHead(fault.status).end(JSON.stringify({ fault: fault.fault }));
    else if (call === 'POST /v1/sync') this.#stream(response);
    else if (reply !== undefined) response.end(JSON.stringify(reply));
    else
      response
        .writeHead(404)
        .end(JSON.stringify({ fault: { code: 'usage', message: `${call} is not in the control API` } }));
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const event of this.events) response.write(`${JSON.stringify(event)}\n`);
    if (!this.holdOpen) response.end();
  }
}
