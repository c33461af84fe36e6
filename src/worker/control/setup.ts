import { Hono } from 'hono';
import { z } from 'zod';
import { secretMask } from '../../config/secret-mask.ts';
import type { SetupAnswer, SetupRequest } from '../../control/setup-shapes.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import { auditedBy, auditedLinesBy } from './audit.ts';
import { callerOf, inWords, namesOf } from './caller.ts';
import { bodyOf } from './request-body.ts';
import { hashSecret } from './secret.ts';
import type { Worker } from '../worker.ts';

const setupBody = z.strictObject({
  revision: z.number().int(),
  lines: z.array(z.string().max(4096)).max(10_000),
  enableSecret: z.string().min(1).max(256).optional(),
  mode: z.enum(['primary', 'secondary']).optional(),
  save: z.boolean(),
});

const roleNames = { primary: 'Primary', secondary: 'Secondary' } as const;

const isHash = (secret: string): boolean => secret.startsWith('scrypt$');

const secretLines = async (secret: string | undefined): Promise<string[]> =>
  secret === undefined ? [] : [`enable secret ${isHash(secret) ? secret : await hashSecret(secret)}`];

/** One setup, by whom, and the configuration before it. */
interface Setup {
  readonly worker: Worker;
  readonly by: string;
  readonly before: string;
}

/** What became of the configuration, for whoever reads why the setup failed. */
const takeBack = async ({ worker, by, before }: Setup, revision: number): Promise<string> => {
  try {
    await worker.configurator.takeBack(by, 'setup: taken back', { before, revision });
    return 'the configuration is as it was before';
  } catch (error) {
    const sentence = `the configuration of the setup is still in force: ${reasonOf(error)}`;
    worker.logs.worker.warn(sentence);
    return `${sentence}; "show archive" has the one before`;
  }
};

/** The role is changed last: it is the one part that cannot be taken back. */
const changeMode = async (setup: Setup, mode: SetupRequest['mode'], revision: number): Promise<readonly string[]> => {
  if (mode === undefined) return [];
  try {
    return (await setup.worker.operator.mode(mode)).warnings;
  } catch (error) {
    const state = await takeBack(setup, revision);
    const { code, hint } = error instanceof UnderstudyError ? error : new UnderstudyError('failed', '');
    throw new UnderstudyError(code, `This server did not become ${roleNames[mode]}: ${reasonOf(error)}`, {
      hint: `${state}${hint === undefined ? '' : `; ${hint}`}`,
      cause: error,
    });
  }
};

const save = async ({ worker, by }: Setup): Promise<{ saved: boolean; warnings: readonly string[] }> => {
  try {
    return { saved: true, warnings: (await worker.configurator.save(by)).warnings };
  } catch (error) {
    const warning = `the configuration is in force and was not saved: ${reasonOf(error)}; mend that and type "write memory"`;
    return { saved: false, warnings: [warning] };
  }
};

const apply = async (worker: Worker, by: string, request: SetupRequest): Promise<SetupAnswer> => {
  const setup = { worker, by, before: worker.running.text };
  const lines = [...request.lines, ...(await secretLines(request.enableSecret))];
  const change = await worker.configurator.change(by, lines, { revision: request.revision });
  const mode = await changeMode(setup, request.mode, change.revision);
  const { saved, warnings } = request.save ? await save(setup) : { saved: false, warnings: [] };
  return {
    message: saved ? 'The setup is applied and saved' : 'The setup is applied',
    changed: change.changed || request.mode !== undefined,
    warnings: [...change.warnings, ...mode, ...warnings],
    saved,
  };
};

/** What the wizard was told, as one change: all of it holds, or nothing does (G4). Privileged. */
export const setupRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker);
  const auditedLines = auditedLinesBy(worker);
  app.post('/setup', async (c) => {
    const request = (await bodyOf(setupBody, c.req)) as SetupRequest;
    const said = [...request.lines, ...(request.enableSecret === undefined ? [] : [`enable secret ${secretMask}`])];
    const name = request.mode === undefined ? 'setup' : `setup, failover mode ${request.mode}`;
    const by = inWords(await namesOf(callerOf(c)));
    return c.json(await audited(c, name, () => auditedLines(c, said, () => apply(worker, by, request))));
  });
  return app;
};
