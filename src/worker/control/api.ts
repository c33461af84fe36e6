import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { dirname } from 'node:path';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { reasonOf, UnderstudyError, type FaultBody, type FaultCode } from '../../error.ts';
import { socketPath } from '../../store/socket-path.ts';
import { Audit, auditOthers } from './audit.ts';
import { originHeader } from '../../control/origin.ts';
import { identify, type Caller } from './caller.ts';
import { ConnectionsPerAccount } from './connections-per-account.ts';
import { actRoutes } from './act.ts';
import { configureRoutes } from './configure.ts';
import { fileRoutes } from './files.ts';
import { hostRoutes } from './host.ts';
import { hostSettingsRoutes } from './host-settings.ts';
import { openSessionRoutes, sessionRoutes, tokenOf, touchSession } from './session.ts';
import { showRoutes } from './show.ts';
import { setupRoutes } from './setup.ts';
import { notificationRoutes } from './notification.ts';
import { portalRoutes } from './portal.ts';
import { pairingRoutes } from './pairing.ts';
import { Privilege } from './privilege.ts';
import { RequestGuard } from './request-guard.ts';
import { validationRoutes } from './validation.ts';
import type { Worker } from '../worker.ts';

const statusOf: Record<FaultCode, ContentfulStatusCode> = {
  usage: 400,
  permission: 403,
  refused: 409,
  interrupted: 409,
  peer: 504,
  resource: 507,
  failed: 500,
};

const largestBody = 1024 * 1024;

/** Anyone on the host reaches the control socket: what one of them may hold is bounded. */
const mostConnections = 256;
const mostConnectionsOfAccount = 64;
const headersTimeoutMs = 5000;
const requestTimeoutMs = 30_000;
const connectionsCheckingIntervalMs = 1000;
/** Longer than the longest line of wrong secrets; it ends clients that do not read their answer. */
const silenceMs = 60_000;

const tooLarge: FaultBody = { code: 'usage', message: `A request has at most ${largestBody} bytes` };

const notPrivileged = new UnderstudyError('permission', 'This command needs privileged mode', {
  hint: "type 'enable' at the prompt, or run it as the administrator",
});

interface ApiEnv {
  Bindings: HttpBindings;
  Variables: { caller: Caller; isPrivileged: boolean; audited: boolean };
}
type Api = Hono<ApiEnv>;

/** The API of one socket. On the admin socket every caller is privileged: only its owner can open it. */
export const apiOf = (worker: Worker, privilege: Privilege, isAdmin: boolean): Api => {
  const app: Api = new Hono<ApiEnv>();
  const audit = new Audit(worker);
  // A line of attempts of its own: nobody else makes the administrator wait.
  const attempts = isAdmin ? new Privilege() : privilege;
  app.use(bodyLimit({ maxSize: largestBody, onError: (c) => c.json({ fault: tooLarge }, 413) }));
  app.use('/v1/*', async (c: Context<ApiEnv>, next) => {
    const caller = identify(c.env.incoming.socket, c.req.header(originHeader));
    const token = tokenOf(c);
    c.set('caller', caller);
    const isHeld = privilege.holds(token, caller);
    c.set('isPrivileged', isAdmin || isHeld);
    touchSession(worker, c, isAdmin ? undefined : () => privilege.isHeld(token, caller));
    await privilege.acting(isHeld ? token : undefined, next);
  });
  app.route('/v1', showRoutes(worker));
  app.route('/v1', portalRoutes(worker));
  app.route('/v1', openSessionRoutes(worker, attempts, audit, isAdmin));
  app.use('/v1/*', async (c: Context<ApiEnv>, next) => {
    if (!c.get('isPrivileged')) {
      await audit.denied(c.get('caller'), `${c.req.method} ${c.req.path}`);
      throw notPrivileged;
    }
    // A synchronization is followed for as long as it takes, also while it is silent.
    c.env.incoming.socket.setTimeout(0);
    await next();
    await auditOthers(worker, c);
  });
  app.route('/v1', actRoutes(worker));
  app.route('/v1', pairingRoutes(worker));
  app.route('/v1', validationRoutes(worker));
  app.route('/v1', notificationRoutes(worker));
  app.route('/v1', sessionRoutes(worker, privilege, audit));
  app.route('/v1', hostRoutes(worker));
  app.route('/v1', hostSettingsRoutes(worker));
  app.route('/v1', configureRoutes(worker));
  app.route('/v1', fileRoutes(worker));
  app.route('/v1', setupRoutes(worker));
  app.notFound((c) =>
    c.json({ fault: { code: 'usage', message: `${c.req.method} ${c.req.path} is not in the control API` } }, 404),
  );
  app.onError((error, c) => {
    if (error instanceof UnderstudyError) return c.json({ fault: error.toBody() }, statusOf[error.code]);
    worker.logs.worker.error(`${c.req.method} ${c.req.path} failed: ${error.stack ?? reasonOf(error)}`);
    return c.json(
      {
        fault: {
          code: 'failed',
          message: `The worker could not do it: ${reasonOf(error)}`,
          hint: 'see understudyd.log',
        },
      },
      500,
    );
  });
  return app;
};

const listen = async (app: Api, path: string, isForAll: boolean): Promise<Server> => {
  const at = await socketPath(path);
  await rm(path, { force: true });
  const guard = new RequestGuard(getRequestListener(app.fetch));
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: connectionsCheckingIntervalMs,
    },
    (incoming, outgoing) => guard.handle(incoming, outgoing),
  );
  server.on('connection', (socket) => guard.watch(socket));
  if (isForAll) {
    // Who is one too many is known only when he is there.
    server.maxConnections = 2 * mostConnections;
    const accounts = new ConnectionsPerAccount({ mostOfAccount: mostConnectionsOfAccount, mostOfAll: mostConnections });
    server.on('connection', (socket) => accounts.admit(socket, () => guard.idle(socket)));
  }
  server.timeout = silenceMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, resolve);
  });
  return server;
};

/** The control API on its two sockets: everything a person touches is a client of it (design 3). */
export class ControlApi {
  readonly #servers: Server[] = [];

  async open(worker: Worker, privilege: Privilege): Promise<void> {
    const { adminSocket, controlSocket } = worker.paths;
    await mkdir(dirname(adminSocket), { recursive: true, mode: 0o700 });
    this.#servers.push(await listen(apiOf(worker, privilege, true), adminSocket, false));
    this.#servers.push(await listen(apiOf(worker, privilege, false), controlSocket, true));
    await chmod(controlSocket, 0o666);
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#servers.splice(0).map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      ),
    );
  }
}
