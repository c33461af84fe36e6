import { Hono } from 'hono';
import { z } from 'zod';
import { addressOf } from '../config/config.ts';
import { UnderstudyError } from '../error.ts';
import type { TrustedHostStatus, VersionStatus } from '../control/shapes.ts';
import { tailOf } from './log.ts';
import type { Privilege } from './privilege.ts';
import { release } from './release.ts';
import { bodyOf } from './request-body.ts';
import { statusOf } from './status.ts';
import type { Worker } from './worker.ts';

const amount = (text: string | undefined, otherwise: number): number => {
  const parsed = z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .safeParse(text ?? otherwise);
  if (parsed.success) return parsed.data;
  throw new UnderstudyError('usage', `"${text ?? ''}" is no amount: a whole number from 1 to 10000 is needed`);
};

const secretBody = z.strictObject({ secret: z.string().max(1024) });

const trustedHosts = (worker: Worker): TrustedHostStatus[] =>
  Object.entries(worker.config.trustedHosts).map(([name, host]) => ({
    name,
    address: addressOf(name, host),
    port: host.port,
    user: host.user,
    key: host.key,
    isPeer: name === worker.config.peer,
  }));

const version = (worker: Worker): VersionStatus => ({
  product: 'Understudy',
  release,
  node: process.versions.node,
  hostname: worker.config.hostname,
  uptimeMs: Math.round(process.uptime() * 1000),
});

/** What anyone who reaches the socket may ask, and the way into privileged mode. */
export const showRoutes = (worker: Worker, privilege: Privilege, isAdmin: boolean): Hono => {
  const app = new Hono();
  app.get('/failover', (c) => c.json(statusOf(worker)));
  app.get('/history', (c) => c.json({ events: worker.history.events(amount(c.req.query('limit'), 20)) }));
  app.get('/sync', (c) => c.json(worker.syncs.history(amount(c.req.query('limit'), 20))));
  app.get('/generations', async (c) => c.json({ generations: await worker.syncs.generations() }));
  app.get('/orphans', async (c) => c.json({ orphans: await worker.syncs.orphans() }));
  app.get('/version', (c) => c.json(version(worker)));
  app.get('/key', (c) => c.json({ key: worker.publicKey }));
  app.get('/trusted-hosts', (c) => c.json({ hosts: trustedHosts(worker) }));
  app.get('/log', async (c) =>
    c.json({ lines: await tailOf(worker.logs.availabilityFile, amount(c.req.query('lines'), 100)) }),
  );
  app.get('/enable', (c) => c.json({ secretSet: worker.config.enableSecret !== undefined }));
  app.post('/enable', async (c) => {
    const { secret } = await bodyOf(secretBody, c.req);
    const hash = worker.config.enableSecret;
    if (hash !== undefined) return c.json({ token: await privilege.enable(secret, hash, c.req.raw.signal) });
    if (isAdmin) return c.json({ noSecret: true });
    throw new UnderstudyError('permission', 'No password set', {
      hint: 'the administrator sets one with "enable secret" in configuration mode',
    });
  });
  return app;
};
