import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import type { SyncEvent } from '../../control/shapes.ts';
import { auditedBy } from './audit.ts';
import { bodyOf } from './request-body.ts';
import { testTrustedHost } from '../peer/host-test.ts';
import type { Worker } from '../worker.ts';

const modeBody = z.strictObject({ mode: z.enum(['primary', 'secondary']) });
const clientConnectionBody = z.strictObject({ state: z.enum(['enable', 'disable']) });
const hostBody = z.strictObject({ host: z.string().min(1).max(255) });
const serviceBody = z.strictObject({
  name: z.string().min(1).max(64),
  action: z.enum(['start', 'stop', 'restart', 'status']),
});

/** The commands of requirements B and the connection test (C3); privileged. */
export const actRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker);
  app.post('/failover/mode', async (c) => {
    const { mode } = await bodyOf(modeBody, c.req);
    return c.json(await audited(c, `failover mode ${mode}`, () => worker.operator.mode(mode)));
  });
  app.post('/failover/client-connection', async (c) => {
    const { state } = await bodyOf(clientConnectionBody, c.req);
    return c.json(
      await audited(c, `failover client-connection ${state}`, () => worker.operator.clientConnection(state)),
    );
  });
  app.post('/services', async (c) => {
    const { name, action } = await bodyOf(serviceBody, c.req);
    return c.json(await audited(c, `service ${name} ${action}`, () => worker.operator.service(name, action)));
  });
  app.post('/trusted-hosts/test', async (c) => {
    const { host } = await bodyOf(hostBody, c.req);
    return c.json(await audited(c, `failover test ${host}`, () => testTrustedHost(worker, host)));
  });
  app.post('/witness/test', async (c) =>
    c.json(await audited(c, 'failover witness test', () => worker.witness.test())),
  );
  app.post('/sync/cancel', async (c) =>
    c.json(await audited(c, 'clear failover sync', () => worker.operator.cancelSync())),
  );
  app.post('/sync', async (c) => {
    const { host } = await bodyOf(hostBody, c.req);
    const begin = async () => ({
      journal: await worker.syncs.begin(host, 'operator'),
      message: 'started',
      changed: true,
      warnings: [],
    });
    const { journal } = await audited(c, `failover sync ${host}`, begin);
    c.header('Content-Type', 'application/x-ndjson');
    return stream(c, async (out) => {
      // The viewer may leave at any time; the run goes on.
      for await (const event of journal.follow()) {
        if (out.aborted) return;
        await out.write(`${JSON.stringify(event satisfies SyncEvent)}\n`);
      }
    });
  });
  return app;
};
