import { Hono } from 'hono';
import { z } from 'zod';
import type { Answer } from '../../control/shapes.ts';
import { auditedBy } from './audit.ts';
import { bodyOf } from './request-body.ts';
import type { Worker } from '../worker.ts';

const nameShape = z.string().min(1).max(64);
const writeBody = z.strictObject({ name: nameShape, text: z.string().max(512 * 1024), append: z.boolean() });
const nameBody = z.strictObject({ name: nameShape });

/** The files of the console (`dir`, `more`, `| redirect NAME`); privileged. */
export const fileRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker);
  app.get('/files', async (c) => c.json(await worker.files.list()));
  app.get('/files/text', async (c) => c.json(await worker.files.read(c.req.query('name') ?? '')));
  app.post('/files/write', async (c) => {
    const { name, text, append } = await bodyOf(writeBody, c.req);
    const write = async (): Promise<Answer> => {
      const { bytes } = await worker.files.write(name, text, { append });
      return { message: `${name}: ${bytes} bytes`, changed: true, warnings: [] };
    };
    return c.json(await audited(c, `${append ? 'append to' : 'write'} file ${JSON.stringify(name)}`, write));
  });
  app.post('/files/delete', async (c) => {
    const { name } = await bodyOf(nameBody, c.req);
    const remove = async (): Promise<Answer> => {
      await worker.files.remove(name);
      return { message: `${name} is deleted`, changed: true, warnings: [] };
    };
    return c.json(await audited(c, `delete ${JSON.stringify(name)}`, remove));
  });
  return app;
};
