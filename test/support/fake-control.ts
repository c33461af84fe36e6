import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectPath, rootAt, type Root } from '../../src/control/root.ts';
import type { SessionEvent } from '../../src/control/session-shapes.ts';
import type { FailoverStatus, SyncEvent } from '../../src/control/shapes.ts';
import { folderSettings } from './setup-dialogue.ts';
import { glanceOf } from './glance-of.ts';
import { UnderstudyError, type FaultBody } from '../../src/error.ts';
import { configurationReplies } from './configuration-replies.ts';
import { serviceList, showReplies } from './show-fixtures.ts';
import { notificationTest } from './notification-fixtures.ts';
import { witnessTest } from './witness-fixtures.ts';
import { configText, failoverStatus, successfulRun, testReport, versionStatus } from './status-fixtures.ts';

type Socket = 'admin' | 'control';

/** One request as the worker would have seen it. */
export interface Seen {
  readonly call: string;
  readonly body: unknown;
  readonly authorization: string | undefined;
  /** Which console asks, and in which mode it is. */
  readonly session: unknown;
  readonly socket: Socket;
}

/** What anyone may ask; the worker's own list is compared with it by a test. */
const isForAll = (call: string): boolean =>
  call.startsWith('GET ')
    ? !/^GET \/v1\/(config|files|audit|logs|notification|tech-support|host-settings)(\/|$)/.test(call)
    : ['POST /v1/enable', 'POST /v1/portal', 'POST /v1/sessions'].includes(call);

const notPrivileged: FaultBody = { code: 'permission', message: 'This command needs privileged mode' };

const done = (message: string): object => ({ message, changed: true, warnings: [] });

const text = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const answerWith = (response: ServerResponse, reply: (body: unknown) => object, body: unknown): void => {
  try {
    response.end(JSON.stringify(reply(body)));
  } catch (error) {
    if (!(error instanceof UnderstudyError)) throw error;
    response.writeHead(400).end(JSON.stringify({ fault: error.toBody() }));
  }
};

/** Stands in for the worker's control API: fixtures over real Unix sockets, and a record of what was asked. */
export class FakeControl {
  readonly root: Root;
  readonly seen: Seen[] = [];
  /** Connections that were made. */
  connections = 0;
  /** Answers by `METHOD /path`, or functions that make them of the body; tests replace what they need. */
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
    ['GET /v1/host-settings', { ...folderSettings, hostname: 'core2' }],
    ['POST /v1/enable', { token: 'granted' }],
    ['POST /v1/enable-secret', done('The enable secret is set')],
    ['POST /v1/kept-secret', done('failover notification password is set')],
    ['POST /v1/notification/test', notificationTest],
    ['POST /v1/failover/mode', done('core2 is Primary')],
    ['POST /v1/failover/client-connection', done('New connections are refused')],
    ['POST /v1/trusted-hosts/test', testReport],
    ['POST /v1/witness/test', witnessTest],
    ['POST /v1/services', { ...done('registry is started'), service: serviceList.services[0] }],
    ['POST /v1/config', { ...done(''), ...configText, missing: [] }],
    ...configurationReplies,
    ...showReplies,
    ['POST /v1/setup', { ...done('The setup is applied and saved'), saved: true }],
    ['POST /v1/config/save', done('Building configuration...\n[OK]')],
    ['GET /v1/sessions', { sessions: [] }],
    ['POST /v1/sessions/clear', done('Line 2 (alice at pts/1) is ended')],
    ['POST /v1/disable', done('Privileged mode is off')],
    ['POST /v1/debug', done('Heartbeat debugging is on')],
    ['GET /v1/audit', { entries: [] }],
    ['POST /v1/sync/cancel', done('The synchronization is cancelled')],
  ]);
  /** What `failover sync` streams; with `holdOpen` the stream stays open behind it. */
  events: readonly SyncEvent[] = [{ type: 'done', run: successfulRun }];
  holdOpen = false;
  readonly #folder: string;
  readonly #faults = new Map<string, { readonly status: number; readonly fault: FaultBody }>();
  readonly #servers: Server[] = [];
  readonly #waiting = new Map<string, () => void>();
  readonly #held = new Map<string, (() => void)[]>();
  readonly #consoles = new Set<ServerResponse>();

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
    const server = createServer((request, response) => {
      const call = `${request.method ?? ''} ${request.url ?? ''}`;
      const answer = (): void => {
        // A client that has given up meanwhile is no fault of the test's.
        if (!request.destroyed) void this.#answer(socket, request, response);
      };
      const held = this.#held.get(call);
      if (held === undefined) answer();
      else {
        held.push(answer);
        this.#waiting.get(call)?.();
      }
    });
    server.on('connection', () => (this.connections += 1));
    await new Promise<void>((resolve) => server.listen(connectPath(path), resolve));
    await chmod(path, 0o666);
    this.#servers.push(server);
  }

  /** Takes a call and does not answer it, until what this gives is called. */
  hold(call: string): () => void {
    this.#held.set(call, []);
    return () => {
      const waiting = this.#held.get(call) ?? [];
      this.#held.delete(call);
      for (const answer of waiting) answer();
    };
  }

  /** Settles when the call has come. */
  called(call: string): Promise<void> {
    if (this.seen.some((one) => one.call === call)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(call, resolve));
  }

  /** `METHOD /path` of every request, without those of the prompt. */
  calls(): string[] {
    return this.seen.map(({ call }) => call).filter((call) => !/^(GET \/v1\/glance|POST \/v1\/sessions)$/.test(call));
  }

  /** What `METHOD /path` is answered with for somebody without a token. */
  async status(call: string): Promise<number> {
    const [method = '', path = ''] = call.split(' ');
    return new Promise((resolve, reject) => {
      const at = { socketPath: this.root.controlSocket, method, path, agent: false };
      request(at, (answer) => {
        answer.destroy();
        resolve(answer.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  }

  /** Tells every open console something. */
  tell(event: SessionEvent): void {
    for (const console of this.#consoles) console.write(`${JSON.stringify(event)}\n`);
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
      session: request.headers['understudy-session'],
      socket,
    });
    this.#waiting.get(call)?.();
    const isPrivileged = socket === 'admin' || request.headers.authorization === 'Bearer granted';
    const fault = isPrivileged || isForAll(call) ? this.#faultOf(call) : { status: 403, fault: notPrivileged };
    if (fault !== undefined) response.writeHead(fault.status).end(JSON.stringify({ fault: fault.fault }));
    else if (call === 'POST /v1/sync') this.#stream(response);
    else if (call === 'POST /v1/sessions') this.#sit(response);
    else this.#reply(response, call, body);
  }

  #reply(response: ServerResponse, call: string, body: unknown): void {
    const reply = this.replies.get(call) ?? (call === 'GET /v1/glance' ? this.#glance() : undefined);
    if (typeof reply === 'function') answerWith(response, reply as (body: unknown) => object, body);
    else if (reply !== undefined) response.end(JSON.stringify(reply));
    else
      response
        .writeHead(404)
        .end(JSON.stringify({ fault: { code: 'usage', message: `${call} is not in the control API` } }));
  }

  /** A worker that cannot say how it stands has nothing for the prompt either. */
  #faultOf(call: string): { readonly status: number; readonly fault: FaultBody } | undefined {
    const isGlance = call === 'GET /v1/glance' && !this.replies.has(call);
    return this.#faults.get(call) ?? (isGlance ? this.#faults.get('GET /v1/failover') : undefined);
  }

  /** The prompt says what `show failover` says, unless a test wants it otherwise. */
  #glance(): object | undefined {
    const status = this.replies.get('GET /v1/failover') ?? {};
    return 'peer' in status ? glanceOf(status as FailoverStatus) : undefined;
  }

  /** An open console, until its client leaves. */
  #sit(response: ServerResponse): void {
    this.#consoles.add(response);
    response.once('close', () => this.#consoles.delete(response));
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(
      `${JSON.stringify({ type: 'open', line: this.#consoles.size, key: 'key' } satisfies SessionEvent)}\n`,
    );
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const event of this.events) response.write(`${JSON.stringify(event)}\n`);
    if (!this.holdOpen) response.end();
  }
}
