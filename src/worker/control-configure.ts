import { Hono } from 'hono';
import { z } from 'zod';
import { printConfig } from '../config/text.ts';
import type { Answer, ConfigText } from '../control/shapes.ts';
import { auditedBy } from './audit.ts';
import type { Privilege } from './privilege.ts';
import { bodyOf } from './request-body.ts';
import { hashSecret } from './secret.ts';
import type { Worker } from './worker.ts';

const secretBody = z.strictObject({ secret: z.string().min(1).max(256) });
const linesBody = z.strictObject({
  lines: z.array(z.string().max(4096)).max(10_000),
  revision: z.number().int().optional(),
});

const running = (worker: Worker, all: boolean): ConfigText => ({
  text: printConfig(worker.config, { all }),
  revision: worker.running.revision,
  unsaved: worker.running.unsaved,
});

/** Reading, changing and saving the configuration; privileged: it names the peer, the services and every limit. */
export const configureRoutes = (worker: Worker, privilege: Privilege): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker.logs);
  app.get('/config', (c) => c.json(running(worker, c.req.query('all') === '1')));
  app.get('/config/startup', (c) => c.json({ ...running(worker, false), text: worker.running.startupText }));
  app.post('/enable-secret', async (c) => {
    const { secret } = await bodyOf(secretBody, c.req);
    const set = async (): Promise<Answer> => {
      await worker.running.change([`enable secret ${await hashSecret(secret)}`]);
      privilege.clear();
      return { message: 'The enable secret is set', changed: true, warnings: [] };
    };
    return c.json(await audited('enable secret', set));
  });
  app.post('/config', async (c) => {
    const { lines, revision } = await bodyOf(linesBody, c.req);
    const change = async () => {
      const { changed, warnings } = await worker.running.change(lines, revision);
      return { message: '', changed, warnings, ...running(worker, false) };
    };
    return c.json(await audited(`configure (${lines.length} lines)`, change));
  });
  app.post('/config/save', async (c) => {
    const save = async (): Promise<Answer> => {
      const changed = await worker.running.save();
      await worker.armSchedule();
      return { message: 'Building configuration...\n[OK]', changed, warnings: [] };
    };
    return c.json(await audited('write memory', save));
  });
  return app;
};
