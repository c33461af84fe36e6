import { Hono } from 'hono';
import { z } from 'zod';
import { readLines } from '../../config/lines.ts';
import { addressPart } from '../../config/address-value.ts';
import { secretMask } from '../../config/secret-mask.ts';
import type { SetupAnswer, SetupRequest } from '../../control/setup-shapes.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import type { HostChange } from '../../control/host-settings-shapes.ts';
import type { OpenChange } from '../../host/settings/host-changes.ts';
import { auditedBy, auditedLinesBy } from './audit.ts';
import { callerOf, inWords, namesOf } from './caller.ts';
import { addressesIn, hostChangeBody, linesOfChange } from './host-change-body.ts';
import { isHost } from './host-settings.ts';
import { SetupLog } from '../setup-log.ts';
import { bodyOf } from './request-body.ts';
import { hashSecret } from './secret.ts';
import type { Worker } from '../worker.ts';

const setupBody = z.strictObject({
  revision: z.number().int(),
  lines: z.array(z.string().max(4096)).max(10_000),
  enableSecret: z.string().min(1).max(256).optional(),
  mode: z.enum(['primary', 'secondary']).optional(),
  host: hostChangeBody.optional(),
  save: z.boolean(),
});

const roleNames = { primary: 'Primary', secondary: 'Secondary' } as const;

const isHash = (secret: string): boolean => secret.startsWith('scrypt$');

const secretLines = async (secret: string | undefined): Promise<string[]> =>
  secret === undefined ? [] : [`enable secret ${isHash(secret) ? secret : await hashSecret(secret)}`];

/** One setup, by whom, and what there was before it. */
interface Setup {
  readonly worker: Worker;
  readonly by: string;
  readonly request: SetupRequest;
  /** The configuration. */
  readonly before: string;
  /** What is changed of the host already. */
  readonly host: OpenChange | undefined;
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
const changeMode = async (setup: Setup, revision: number): Promise<readonly string[]> => {
  const { worker, request, host } = setup;
  const { mode } = request;
  if (mode === undefined) return [];
  try {
    await host?.goOn({ mode, startup: request.save ? worker.running.text : null });
    return (await worker.operator.mode(mode)).warnings;
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

/** The lines of a request are not those that an operator has before them. */
const withoutLine = (error: unknown): never => {
  if (!(error instanceof UnderstudyError)) throw error;
  throw new UnderstudyError(error.code, error.message.replace(/^line \d+: /, ''), { hint: error.hint, cause: error });
};

/** Everything but the host: configuration, role, and the saved configuration. */
const applyRest = async (setup: Setup, lines: readonly string[]): Promise<SetupAnswer> => {
  const { worker, by, request, host } = setup;
  const change = await worker.configurator.change(by, lines, { revision: request.revision }).catch(withoutLine);
  const mode = await changeMode(setup, change.revision);
  const { saved, warnings } = request.save ? await save(setup) : { saved: false, warnings: [] };
  return {
    message: saved ? 'The setup is applied and saved' : 'The setup is applied',
    changed: change.changed || request.mode !== undefined || host !== undefined,
    warnings: [...(host?.warnings ?? []), ...change.warnings, ...mode, ...warnings],
    saved,
  };
};

/** What the configuration has against a change of the host, before anything is changed. */
const checkWithHost = (worker: Worker, host: HostChange, request: SetupRequest, lines: readonly string[]): void => {
  if (!isHost(worker)) {
    throw new UnderstudyError('refused', `This worker has the folder ${worker.paths.root} and not a host to set up`, {
      hint: 'nothing was changed; leave hostname, addresses, DNS, time and accounts out',
    });
  }
  worker.running.refuseOld(request.revision);
  const [fault] = worker.configurator.check([lines]).faults;
  if (fault !== undefined) {
    const message = fault.line === 0 ? fault.message : `line ${fault.line}: ${fault.message}`;
    throw new UnderstudyError('usage', message, { hint: 'nothing was changed' });
  }
  const { virtualAddress } = readLines(lines, worker.config).config;
  if (virtualAddress !== undefined && addressesIn(host).includes(addressPart(virtualAddress))) {
    throw new UnderstudyError('usage', `${addressPart(virtualAddress)} is the virtual address of the pair`, {
      hint: 'an interface needs an address of its own; nothing was changed',
    });
  }
};

/** Where something after the host failed, the host becomes what it was, too. */
const undoHost = async (worker: Worker, host: OpenChange, error: unknown): Promise<never> => {
  const faults = await host.undo();
  for (const fault of faults) worker.logs.worker.error(fault);
  const { code, hint } = error instanceof UnderstudyError ? error : new UnderstudyError('failed', '');
  const state = faults.length === 0 ? 'the host is as it was before' : faults.join('; ');
  throw new UnderstudyError(code, reasonOf(error), {
    hint: `${state}${hint === undefined ? '' : `; ${hint}`}`,
    cause: error,
  });
};

const apply = async (worker: Worker, by: string, request: SetupRequest): Promise<SetupAnswer> => {
  const { host: wanted } = request;
  const named = wanted?.hostname === undefined ? [] : [`hostname ${wanted.hostname}`];
  const lines = [...request.lines, ...(await secretLines(request.enableSecret)), ...named];
  const setup = { worker, by, request, before: worker.running.text, host: undefined };
  if (wanted === undefined) return applyRest(setup, lines);
  checkWithHost(worker, wanted, request, lines);
  const host = await worker.hostChanges.begin(wanted);
  const answer = await applyRest({ ...setup, host }, lines).catch((error: unknown) => undoHost(worker, host, error));
  await host.commit();
  return answer;
};

/** What the wizard was told, as one change: all of it holds, or nothing does (G4). Privileged. */
export const setupRoutes = (worker: Worker): Hono => {
  const app = new Hono();
  const audited = auditedBy(worker);
  const auditedLines = auditedLinesBy(worker);
  app.post('/setup', async (c) => {
    const request = (await bodyOf(setupBody, c.req)) as SetupRequest;
    const said = [
      ...(request.host === undefined ? [] : linesOfChange(request.host)),
      ...request.lines,
      ...(request.enableSecret === undefined ? [] : [`enable secret ${secretMask}`]),
    ];
    const name = request.mode === undefined ? 'setup' : `setup, failover mode ${request.mode}`;
    const by = inWords(await namesOf(callerOf(c)));
    const lines = request.mode === undefined ? said : [...said, `failover mode ${request.mode}`];
    const log = new SetupLog(worker.paths.logs, (sentence) => void worker.logs.worker.warn(sentence));
    const kept = (): Promise<SetupAnswer> => log.keep({ by, lines }, () => apply(worker, by, request));
    return c.json(await audited(c, name, () => auditedLines(c, said, kept)));
  });
  return app;
};
