import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import type { PortalPlan } from '../../control/portal-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import { callerOf } from './caller.ts';
import { bodyOf } from './request-body.ts';
import { healthOf } from '../reports/status.ts';
import type { Worker } from '../worker.ts';

const reportBody = z.strictObject({
  listening: z.array(z.number().int().min(1).max(65_535)).max(8),
  faults: z
    .array(
      z
        .string()
        .max(400)
        .regex(/^\P{Cc}*$/u),
    )
    .max(9),
});

/** What the portal needs. Anyone may ask; the report is taken from the portal only. */
export const portalRoutes = (worker: Worker): Hono<{ Bindings: HttpBindings }> => {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.get('/health', (c) => c.json(healthOf(worker)));
  app.get('/portal', (c) => {
    const { socket } = c.env.incoming;
    // One that has gone meanwhile would never be seen to leave.
    if (socket.destroyed) throw new UnderstudyError('interrupted', 'The client has left');
    const follower = worker.portal.open(callerOf(c));
    socket.setTimeout(0);
    socket.once('close', () => worker.portal.close(follower));
    c.header('Content-Type', 'application/x-ndjson');
    return stream(c, async (out) => {
      for await (const plan of follower.follow(() => worker.portal.plan)) {
        if (out.aborted) return;
        await out.write(`${JSON.stringify(plan satisfies PortalPlan)}\n`);
      }
    });
  });
  app.post('/portal', async (c) => {
    await worker.portal.report(callerOf(c), await bodyOf(reportBody, c.req));
    return c.json({ taken: true });
  });
  return app;
};
