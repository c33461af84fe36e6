import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import { sessionHeader } from '../../control/origin.ts';
import type { Answer } from '../../control/shapes.ts';
import type { SessionEvent } from '../../control/session-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import { auditedBy, type Audit } from './audit.ts';
import { callerOf, inWords, isPrivileged, namesOf } from './caller.ts';
import { glanceOf } from './glance.ts';
import type { Privilege } from './privilege.ts';
import { bodyOf } from './request-body.ts';
import type { Session } from './sessions.ts';
import type { Worker } from '../worker.ts';

type Api = Hono<{ Bindings: HttpBindings }>;

/** What `enable` earned. */
export const tokenOf = (c: Context): string | undefined =>
  /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];

const secretBody = z.strictObject({ secret: z.string().max(1024) });
const lineBody = z.strictObject({ line: z.number().int().min(1).max(9999) });
const debugBody = z.strictObject({ topic: z.enum(['heartbeat', 'all']), on: z.boolean() });
const mostEntries = z.coerce.number().int().min(1).max(10_000);

/** What the header says: the key of the console that asks, and the mode it is in. */
const toldOf = (c: Context): string[] => (c.req.header(sessionHeader) ?? '').split(' ');

/** The open console that a request belongs to. */
const sessionOf = (worker: Worker, c: Context): Session | undefined => worker.sessions.of(toldOf(c)[0], callerOf(c));

/**
 * A request is a sign of life, but for the one that only holds the console open; it also tells the console's mode. Whether
 * that is a privileged one says the token, and nothing else.
 *
 * @param isHeld whether the token of this request is worth something; undefined on the admin socket, where every mode is
 *   open to the caller, and none is a claim to more
 */
export const touchSession = (worker: Worker, c: Context, isHeld: (() => boolean) | undefined): void => {
  const session = sessionOf(worker, c);
  if (session === undefined) return;
  const told = toldOf(c)[1];
  session.lastMs = Date.now();
  session.isPrivileged = isHeld ?? (() => true);
  if (told === 'config') session.mode = 'config';
  else session.mode = isHeld === undefined && told !== 'privileged' ? 'user' : 'privileged';
  // What only privileged mode may turn on ends with it.
  if (session.mode === 'user' || !session.isPrivileged()) session.topics.clear();
};

/** What anyone may: the prompt's question, sitting down, seeing who else is there, and the way into privileged mode. */
export const openSessionRoutes = (worker: Worker, privilege: Privilege, audit: Audit, isAdmin: boolean): Api => {
  const app: Api = new Hono<{ Bindings: HttpBindings }>();
  app.get('/glance', async (c) => c.json(await glanceOf(worker, isPrivileged(c))));
  app.get('/sessions', (c) => c.json({ sessions: worker.sessions.statuses(sessionOf(worker, c)) }));
  app.post('/sessions', async (c) => {
    const caller = callerOf(c);
    const names = await namesOf(caller);
    const { socket } = c.env.incoming;
    // One that has gone meanwhile is told nothing any more, and would never be seen to leave.
    if (socket.destroyed) throw new UnderstudyError('interrupted', 'The client has left');
    const session = worker.sessions.open(caller, names);
    socket.setTimeout(0);
    socket.once('close', () => {
      worker.sessions.close(session);
      privilege.forget(caller);
    });
    c.header('Content-Type', 'application/x-ndjson');
    return stream(c, async (out) => {
      for await (const event of session.stream.follow()) {
        if (out.aborted) return;
        await out.write(`${JSON.stringify(event satisfies SessionEvent)}\n`);
      }
    });
  });
  app.get('/enable', (c) => c.json({ secretSet: worker.config.enableSecret !== undefined }));
  app.post('/enable', async (c) => {
    const { secret } = await bodyOf(secretBody, c.req);
    const hash = worker.config.enableSecret;
    const enable = async (): Promise<object> => {
      if (hash !== undefined) return { token: await privilege.enable(secret, hash, callerOf(c), c.req.raw.signal) };
      if (isAdmin) return { noSecret: true };
      throw new UnderstudyError('permission', 'No password set', {
        hint: 'the administrator sets one with "enable secret" in configuration mode',
      });
    };
    return c.json(await audit.attempt(callerOf(c), 'enable', enable));
  });
  return app;
};

const topicsOf = (session: Session, topic: 'heartbeat' | 'all', on: boolean): Answer => {
  const before = session.topics.size;
  if (on) session.topics.add('heartbeat');
  else session.topics.clear();
  const changed = session.topics.size !== before;
  const what = topic === 'all' ? 'All debugging' : 'Heartbeat debugging';
  return { message: `${what} is ${changed ? '' : 'already '}${on ? 'on' : 'off'}`, changed, warnings: [] };
};

/** Ending somebody's console, watching what goes on, and the audit; privileged. */
export const sessionRoutes = (worker: Worker, privilege: Privilege, audit: Audit): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker);
  app.post('/sessions/clear', async (c) => {
    const { line } = await bodyOf(lineBody, c.req);
    const clear = async (): Promise<Answer> => {
      const session = worker.sessions.at(line);
      if (session.key === sessionOf(worker, c)?.key)
        throw new UnderstudyError('refused', `Line ${line} is this console`, { hint: 'leave it with "exit"' });
      const by = inWords(await namesOf(callerOf(c)));
      worker.sessions.end(session, `This console was ended by ${by}`);
      privilege.forget(session.caller);
      return { message: `Line ${line} (${inWords(session.names)}) is ended`, changed: true, warnings: [] };
    };
    return c.json(await audited(c, `clear line ${line}`, clear));
  });
  app.post('/debug', async (c) => {
    const { topic, on } = await bodyOf(debugBody, c.req);
    const set = async (): Promise<Answer> => {
      const session = sessionOf(worker, c);
      if (session === undefined)
        throw new UnderstudyError('refused', 'Debugging needs an open console to show its lines', {
          hint: 'sit down at one: it lasts as long as that console',
        });
      return Promise.resolve(topicsOf(session, topic, on));
    };
    return c.json(await audited(c, `${on ? '' : 'no '}debug ${topic}`, set));
  });
  app.post('/disable', async (c) => {
    const disable = (): Promise<Answer> => {
      privilege.forget(callerOf(c));
      return Promise.resolve({ message: 'Privileged mode is off', changed: true, warnings: [] });
    };
    return c.json(await audited(c, 'disable', disable));
  });
  app.get('/audit', (c) => {
    const limit = mostEntries.safeParse(c.req.query('limit') ?? 20);
    if (!limit.success) throw new UnderstudyError('usage', 'A whole number of lines from 1 to 10000 is needed');
    return c.json({ entries: audit.entries(limit.data) });
  });
  return app;
};
