import { Hono } from 'hono';
import { z } from 'zod';
import { fieldKeys, fieldOf } from '../../config/config.ts';
import { keptSecret } from '../../config/kept-secret.ts';
import type { Answer } from '../../control/shapes.ts';
import { UnderstudyError } from '../../error.ts';
import { auditedBy } from './audit.ts';
import { callerOf, inWords, namesOf } from './caller.ts';
import { bodyOf } from './request-body.ts';
import type { Worker } from '../worker.ts';

const emptyBody = z.strictObject({});
const secretBody = z.strictObject({ words: z.string().min(1).max(256), secret: z.string().min(1).max(256) });

/** The settings whose secret is kept apart, as an operator types them. */
const keptWords = (): string[] =>
  fieldKeys
    .map(fieldOf)
    .filter(({ kind }) => (kind as unknown) === keptSecret)
    .map(({ words }) => words.join(' '));

/** Notification by e-mail (C11); privileged: it names accounts and addresses. */
export const notificationRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker);
  app.get('/notification', (c) => c.json(worker.notifications.status));
  app.post('/notification/test', async (c) => {
    await bodyOf(emptyBody, c.req);
    return c.json(await audited(c, 'failover notification test', () => worker.notifications.test()));
  });
  app.post('/kept-secret', async (c) => {
    const { words, secret } = await bodyOf(secretBody, c.req);
    const set = async (): Promise<Answer> => {
      if (!keptWords().includes(words)) throw new UnderstudyError('usage', 'There is no such secret');
      const by = inWords(await namesOf(callerOf(c)));
      const { text, savedText } = worker.running;
      const reference = await worker.secrets.keep(secret, [text, savedText]);
      const { warnings } = await worker.configurator.change(by, [`${words} ${reference}`]);
      return { message: `${words} is set`, changed: true, warnings };
    };
    return c.json(await audited(c, keptWords().includes(words) ? words : 'a secret', set));
  });
  return app;
};
