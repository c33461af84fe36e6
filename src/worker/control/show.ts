import { uptime } from 'node:os';
import { Hono } from 'hono';
import { addressOf } from '../../config/config.ts';
import type { TakeoverDoubts } from '../../control/decision-shapes.ts';
import type { TrustedHostStatus, VersionStatus } from '../../control/shapes.ts';
import { amountIn, eventIn } from './amount.ts';
import { isPrivileged } from './caller.ts';
import { eventLogOf } from '../reports/event-log.ts';
import { explain } from '../reports/explain.ts';
import { clockOf, interfacesOf, servicesOf } from '../reports/host-reports.ts';
import { inventoryOf } from '../reports/inventory.ts';
import { tailOf } from '../log.ts';
import { matrixOf } from '../reports/pair-fit.ts';
import { peersOf } from '../reports/peer-report.ts';
import { readinessReportOf } from '../reports/readiness-report.ts';
import { release } from '../release.ts';
import { statusOf } from '../reports/status.ts';
import { switchoverPlanOf } from '../reports/switchover.ts';
import { questionIn, whatIfReportOf } from '../reports/what-if.ts';
import type { Worker } from '../worker.ts';

const trustedHosts = (worker: Worker): TrustedHostStatus[] =>
  Object.entries(worker.config.trustedHosts).map(([name, host]) => ({
    name,
    address: addressOf(name, host),
    directAddress: host.directAddress ?? null,
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
  hostUptimeMs: Math.round(uptime() * 1000),
});

/** What anyone who reaches the socket may ask. */
export const showRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  app.get('/failover', (c) => c.json(statusOf(worker)));
  app.get('/events', (c) => c.json(eventLogOf(worker, amountIn(c.req.query('limit'), 20))));
  app.get('/explain', (c) => c.json(explain(worker, eventIn(c.req.query('event')))));
  app.get('/what-if', async (c) => c.json(await whatIfReportOf(worker, questionIn(c.req.query('question')))));
  app.get('/peers', (c) => c.json(peersOf(worker)));
  app.get('/matrix', async (c) => c.json(await matrixOf(worker)));
  app.get('/readiness', (c) => c.json(readinessReportOf(worker)));
  app.get('/switchover', (c) => c.json(switchoverPlanOf(worker)));
  app.get('/takeover', async (c) => c.json((await worker.operator.takeoverDoubts()) satisfies TakeoverDoubts));
  app.get('/clock', async (c) => c.json(await clockOf(worker)));
  app.get('/services', (c) => c.json(servicesOf(worker, isPrivileged(c))));
  app.get('/interfaces', async (c) => c.json(await interfacesOf()));
  app.get('/inventory', async (c) => c.json(await inventoryOf(worker)));
  app.get('/history', (c) => c.json({ events: worker.history.events(amountIn(c.req.query('limit'), 20)) }));
  app.get('/sync', (c) => c.json(worker.syncs.history(amountIn(c.req.query('limit'), 20))));
  app.get('/generations', async (c) => c.json({ generations: await worker.copies.generations() }));
  app.get('/orphans', async (c) => c.json({ orphans: await worker.copies.orphans() }));
  app.get('/witness', async (c) => c.json(await worker.witness.status()));
  app.get('/version', (c) => c.json(version(worker)));
  app.get('/key', (c) => c.json({ key: worker.publicKey }));
  app.get('/trusted-hosts', (c) => c.json({ hosts: trustedHosts(worker) }));
  app.get('/log', async (c) =>
    c.json({ lines: await tailOf(worker.logs.availabilityFile, amountIn(c.req.query('lines'), 100)) }),
  );
  return app;
};
