import { join } from 'node:path';
import { Hono } from 'hono';
import type { Answer } from '../../control/shapes.ts';
import { changePower, type PowerAction } from '../../host/power.ts';
import { amountIn } from './amount.ts';
import { auditedBy } from './audit.ts';
import { tailOf } from '../log.ts';
import { workerSections } from '../reports/tech-support.ts';
import type { Worker } from '../worker.ts';

const linesShown = 100;
const powerWords: Record<PowerAction, string> = { reload: 'restarts', poweroff: 'is switched off' };

/** What concerns the whole host, and logs in which anything may stand; privileged. */
export const hostRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker);
  const tail = async (name: string, lines: string | undefined): Promise<{ lines: string[] }> => ({
    lines: await tailOf(join(worker.paths.logs, name), amountIn(lines, linesShown)),
  });
  const power = async (action: PowerAction): Promise<Answer> => {
    await changePower(action, worker.paths.root);
    return { message: `${worker.config.hostname} ${powerWords[action]} now`, changed: true, warnings: [] };
  };
  app.get('/logs/worker', async (c) => c.json(await tail('understudyd.log', c.req.query('lines'))));
  app.get('/logs/service', async (c) => {
    const { name } = worker.services.byName(c.req.query('name') ?? '');
    const amount = c.req.query('lines');
    const journal = await worker.services.journal(name, amountIn(amount, linesShown));
    return c.json(journal === undefined ? await tail(`service-${name}.log`, amount) : { lines: journal });
  });
  app.get('/tech-support', async (c) => c.json({ sections: await workerSections(worker) }));
  app.post('/host/reload', async (c) => c.json(await audited(c, 'reload', () => power('reload'))));
  app.post('/host/poweroff', async (c) => c.json(await audited(c, 'poweroff', () => power('poweroff'))));
  return app;
};
