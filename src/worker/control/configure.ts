import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { printConfig } from '../../config/text.ts';
import type { ConfigChange, ConfigDifference, ConfigReplacement, ConfigText } from '../../control/config-shapes.ts';
import type { Answer } from '../../control/shapes.ts';
import { auditedBy, auditedLinesBy } from './audit.ts';
import { callerOf, inWords, namesOf } from './caller.ts';
import { nameOf } from '../configuration/configurator.ts';
import { secretsTag } from '../configuration/secrets-tag.ts';
import { bodyOf } from './request-body.ts';
import { hashSecret } from './secret.ts';
import type { Worker } from '../worker.ts';

/** As on IOS any secret is taken here; the wizard asks for as many characters. */
const usualLength = 8;
const shortSecret = `the enable secret has fewer than ${usualLength} characters: whoever gets to a console may guess it`;

const secretBody = z.strictObject({ secret: z.string().min(1).max(256) });
const linesBody = z.strictObject({
  lines: z.array(z.string().max(4096)).max(10_000),
  revision: z.number().int().optional(),
  mayBeOpen: z.boolean().optional(),
});
const checkBody = z.strictObject({ groups: z.array(z.array(z.string().max(4096)).max(10_000)).max(10_000) });
const sourceShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['running', 'startup']) }),
  z.strictObject({ kind: z.literal('archive'), number: z.number().int().positive() }),
  z.strictObject({ kind: z.literal('file'), name: z.string().min(1).max(64) }),
]);
const sourceBody = z.strictObject({ source: sourceShape });
const replaceBody = z.strictObject({
  source: sourceShape,
  dryRun: z.boolean().optional(),
  revision: z.number().int().optional(),
});
const copyBody = z.strictObject({ source: sourceShape, name: z.string().min(1).max(64) });
const differenceBody = z.strictObject({ from: sourceShape, to: sourceShape });
const confirmBody = z.strictObject({ minutes: z.number().int().min(1).max(1440).optional() });
const emptyBody = z.strictObject({});

const running = (worker: Worker, all: boolean): ConfigText => ({
  text: printConfig(worker.config, { all }),
  revision: worker.running.revision,
  unsaved: worker.running.unsaved,
  pending: worker.configurator.confirmation.view,
  secretsTag: secretsTag(worker.running.text),
});

const by = async (c: Context): Promise<string> => inWords(await namesOf(callerOf(c)));

/** What is done with the configuration as a whole. */
const wholeRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker);
  const { configurator } = worker;
  app.get('/archive', (c) => c.json(configurator.list));
  app.get('/archive/copy', (c) => c.json(configurator.copy(Number(c.req.query('number')))));
  app.post('/difference', async (c) => {
    const { from, to } = await bodyOf(differenceBody, c.req);
    const compare = (): Promise<ConfigDifference> => configurator.difference(from, to);
    return c.json(await audited(c, `compare ${nameOf(from)} with ${nameOf(to)}`, compare));
  });
  app.post('/replace', async (c) => {
    const { source, ...options } = await bodyOf(replaceBody, c.req);
    const replace = async (): Promise<ConfigReplacement> => configurator.replace(await by(c), source, options);
    const command = `configure replace ${nameOf(source)}${options.dryRun === true ? ' (a look)' : ''}`;
    return c.json(await audited(c, command, replace));
  });
  app.post('/merge', async (c) => {
    const { source } = await bodyOf(sourceBody, c.req);
    const merge = async (): Promise<Answer> => configurator.merge(await by(c), source);
    return c.json(await audited(c, `copy ${nameOf(source)} running-config`, merge));
  });
  app.post('/copy', async (c) => {
    const { source, name } = await bodyOf(copyBody, c.req);
    const copy = (): Promise<Answer> => configurator.copyTo(source, name);
    return c.json(await audited(c, `copy ${nameOf(source)} ${name}`, copy));
  });
  app.post('/erase', async (c) => {
    await bodyOf(emptyBody, c.req);
    return c.json(await audited(c, 'write erase', async () => configurator.erase(await by(c))));
  });
  app.post('/confirm', async (c) => {
    const { minutes } = await bodyOf(confirmBody, c.req);
    return c.json(
      minutes === undefined
        ? await audited(c, 'configure confirm', () => configurator.confirmation.confirm())
        : await audited(c, `configure confirm ${minutes}`, async () =>
            configurator.confirmation.arm(await by(c), minutes),
          ),
    );
  });
  app.post('/revert', async (c) => {
    await bodyOf(emptyBody, c.req);
    return c.json(await audited(c, 'configure revert', async () => configurator.confirmation.revert(await by(c))));
  });
  return app;
};

/** Reading, changing and saving the configuration; privileged: it names the peer, the services and every limit. */
export const configureRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker);
  const auditedLines = auditedLinesBy(worker);
  app.get('/config', (c) => c.json(running(worker, c.req.query('all') === '1')));
  app.get('/config/startup', (c) => {
    const { startupText: text, savedText } = worker.running;
    return c.json({ ...running(worker, false), text, secretsTag: secretsTag(savedText) });
  });
  app.post('/enable-secret', async (c) => {
    const { secret } = await bodyOf(secretBody, c.req);
    const set = async (): Promise<Answer> => {
      await worker.configurator.change(await by(c), [`enable secret ${await hashSecret(secret)}`]);
      const warnings = secret.length < usualLength ? [shortSecret] : [];
      return { message: 'The enable secret is set', changed: true, warnings };
    };
    return c.json(await audited(c, 'enable secret', set));
  });
  app.post('/config', async (c) => {
    const { lines, ...options } = await bodyOf(linesBody, c.req);
    const change = async (): Promise<ConfigChange> => {
      const came = await worker.configurator.change(await by(c), lines, options);
      return { message: '', ...came, ...running(worker, false) };
    };
    return c.json(await auditedLines(c, lines, change));
  });
  app.post('/config/check', async (c) => {
    const { groups } = await bodyOf(checkBody, c.req);
    return c.json(await audited(c, 'configure (a check)', () => Promise.resolve(worker.configurator.check(groups))));
  });
  app.post('/config/save', async (c) => {
    const save = async (): Promise<Answer> => worker.configurator.save(await by(c));
    return c.json(await audited(c, 'write memory', save));
  });
  app.route('/config', wholeRoutes(worker));
  return app;
};
