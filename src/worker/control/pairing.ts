import { Hono } from 'hono';
import { z } from 'zod';
import { address, port, word } from '../../config/value.ts';
import type { Answer } from '../../control/shapes.ts';
import { auditedBy } from './audit.ts';
import { callerOf, inWords, namesOf } from './caller.ts';
import { bodyOf } from './request-body.ts';
import type { Worker } from '../worker.ts';

const emptyBody = z.strictObject({});
const requestBody = z.strictObject({
  host: address.schema,
  port: port.schema,
  user: word.schema,
  code: z.string().max(64),
});
const commitBody = z.strictObject({ id: z.string().max(64), primary: z.enum(['here', 'there']) });

/** Pairing by code (E10); privileged. */
export const pairingRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker);
  const { pairing } = worker;
  app.post('/pairing/code', async (c) => {
    await bodyOf(emptyBody, c.req);
    return c.json(await audited(c, 'failover pair', () => pairing.show()));
  });
  app.post('/pairing/cancel', async (c) => {
    await bodyOf(emptyBody, c.req);
    return c.json(await audited(c, 'failover pair cancel', () => pairing.cancel()));
  });
  app.post('/pairing/propose', async (c) => {
    const request = await bodyOf(requestBody, c.req);
    return c.json(await audited(c, `failover pair ${request.host} (a proposal)`, () => pairing.propose(request)));
  });
  app.post('/pairing/commit', async (c) => {
    const { id, primary } = await bodyOf(commitBody, c.req);
    const by = inWords(await namesOf(callerOf(c)));
    return c.json(await audited(c, 'failover pair (agreed)', () => pairing.commit(by, id, primary)));
  });
  app.post('/pairing/abandon', async (c) => {
    await bodyOf(emptyBody, c.req);
    const abandon = (): Promise<Answer> => {
      pairing.abandon();
      return Promise.resolve({ message: 'Not paired: nothing was changed', changed: false, warnings: [] });
    };
    return c.json(await audited(c, 'failover pair (not agreed)', abandon));
  });
  return app;
};
