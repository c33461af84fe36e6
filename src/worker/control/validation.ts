import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import type { Answer } from '../../control/shapes.ts';
import { auditedBy } from './audit.ts';
import { bodyOf } from './request-body.ts';
import type { Worker } from '../worker.ts';

const emptyBody = z.strictObject({});

/** `failover validate` (F7); privileged. */
export const validationRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker);
  app.post('/validate', async (c) => {
    await bodyOf(emptyBody, c.req);
    const events = worker.validation.run();
    const begin = async (): Promise<Answer & { readonly first: Awaited<ReturnType<typeof events.next>> }> => ({
      message: 'started',
      changed: false,
      warnings: [],
      first: await events.next(),
    });
    const { first } = await audited(c, 'failover validate', begin);
    c.header('Content-Type', 'application/x-ndjson');
    return stream(c, async (out) => {
      // Whoever looks on may leave: the plan is gone through to its end, and the report is in the history.
      const tell = async (event: unknown): Promise<void> => {
        if (!out.aborted) await out.write(`${JSON.stringify(event)}\n`);
      };
      await tell(first.value);
      for await (const event of events) await tell(event);
    });
  });
  return app;
};
