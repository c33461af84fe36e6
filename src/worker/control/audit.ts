import type { Context } from 'hono';
import type { AuditEntry } from '../../control/session-shapes.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import type { AuditKind } from '../../store/history.ts';
import { callerOf, inWords, namesOf, type Caller } from './caller.ts';
import { maskedLine } from '../configuration/masked-line.ts';
import type { Worker } from '../worker.ts';

/**
 * Does what the caller of a route asked for, and writes down who that was and what came of it. Secrets are never part of
 * `command`.
 */
export type Audited = <A extends object>(c: Context, command: string, act: () => Promise<A>) => Promise<A>;

type Result = Pick<AuditEntry, 'result' | 'status' | 'detail'>;

/** Lines of one change that are written down one by one. */
const mostLines = 500;

/** The first line that says something: `[OK]`, and not that something is being built. */
const firstLine = (text: string): string => text.split('\n').find((line) => !line.endsWith('...')) ?? '';

const resultOf = (answer: { readonly message?: unknown; readonly ok?: unknown }): Result => {
  const detail = typeof answer.message === 'string' ? firstLine(answer.message) : '';
  return answer.ok === false ? { result: 'failed', status: 1, detail } : { result: 'ok', status: 0, detail };
};

const faultOf = (error: unknown): Result => {
  const { code, exitStatus } = error instanceof UnderstudyError ? error : new UnderstudyError('failed', '');
  const isRefusal = code === 'refused' || code === 'permission' || code === 'usage';
  return { result: isRefusal ? 'refused' : 'failed', status: exitStatus, detail: firstLine(reasonOf(error)) };
};

/** Attempts of one account that are written down in one window; the others are counted. */
const mostAttempts = 20;
const windowMs = 60_000;

interface Window {
  readonly endsMs: number;
  written: number;
  counted: number;
}

/** Who did what, from where, when, and with what result: in the history and the journal (H9). */
export class Audit {
  readonly #worker: Pick<Worker, 'logs' | 'history'>;
  readonly #windows = new Map<number | undefined, Window>();

  constructor(worker: Pick<Worker, 'logs' | 'history'>) {
    this.#worker = worker;
  }

  /** Writes commands of one caller down; what cannot be written is no reason to hold anything up. */
  async add(caller: Caller, commands: readonly string[], result: Result, kind: AuditKind = 'command'): Promise<void> {
    const { logs, history } = this.#worker;
    const names = await namesOf(caller);
    const at = new Date().toISOString();
    const entries = commands.map((command): Omit<AuditEntry, 'id'> => ({ at, ...names, kind, command, ...result }));
    for (const { command } of entries) {
      const detail = result.detail === '' ? '' : `: ${result.detail}`;
      const level = result.result === 'ok' ? 'info' : 'warn';
      logs.worker[level](`operator ${inWords(names)}: ${command}: ${result.result}${detail}`);
    }
    history.addAudit(entries.map((entry) => ({ kind, body: JSON.stringify(entry) })));
  }

  /** The way into privileged mode: whoever tries many secrets cannot push out what was done. */
  async attempt<A extends object>(caller: Caller, command: string, act: () => Promise<A>): Promise<A> {
    try {
      const answer = await act();
      await this.add(caller, [command], { result: 'ok', status: 0, detail: '' });
      return answer;
    } catch (error) {
      await this.#addAttempt(caller, command, faultOf(error));
      throw error;
    }
  }

  /** Something privileged was asked for without the right to it. */
  denied(caller: Caller, command: string): Promise<void> {
    return this.#addAttempt(caller, command, { result: 'refused', status: 3, detail: 'privileged mode is needed' });
  }

  async #addAttempt(caller: Caller, command: string, result: Result, nowMs = performance.now()): Promise<void> {
    const before = this.#windows.get(caller.uid);
    const isOver = before === undefined || before.endsMs < nowMs;
    const window = isOver ? { endsMs: nowMs + windowMs, written: 0, counted: 0 } : before;
    this.#windows.set(caller.uid, window);
    if (window.written >= mostAttempts) {
      window.counted += 1;
      return;
    }
    window.written += 1;
    const missed = isOver && before !== undefined ? before.counted : 0;
    const more = missed === 0 ? [] : [`and ${missed} more attempts before this one`];
    await this.add(caller, [...more, maskedLine(command)], result, 'attempt');
  }

  /** Newest first. */
  entries(limit: number): AuditEntry[] {
    return this.#worker.history
      .audit(limit)
      .map(({ id, body }) => ({ id, ...(JSON.parse(body) as Omit<AuditEntry, 'id'>) }));
  }
}

const audit = async <A extends object>(
  worker: Pick<Worker, 'logs' | 'history'>,
  c: Context,
  commands: readonly string[],
  act: () => Promise<A>,
): Promise<A> => {
  const write = (result: Result): Promise<void> => new Audit(worker).add(callerOf(c), commands, result);
  c.set('audited', true);
  try {
    const answer = await act();
    await write(resultOf(answer));
    return answer;
  } catch (error) {
    await write(faultOf(error));
    throw error;
  }
};

export const auditedBy =
  (worker: Pick<Worker, 'logs' | 'history'>): Audited =>
  (c, command, act) =>
    audit(worker, c, [command], act);

/** The same for lines of the configuration: each of them is written down, its secrets masked. */
export const auditedLinesBy =
  (worker: Pick<Worker, 'logs' | 'history'>) =>
  <A extends object>(c: Context, lines: readonly string[], act: () => Promise<A>): Promise<A> => {
    const said = lines.filter((line) => !/^\s*([!#].*)?$/.test(line));
    const more = said.length > mostLines ? [`and ${said.length - mostLines} more lines`] : [];
    const commands = [...said.slice(0, mostLines).map(maskedLine), ...more];
    return audit(
      worker,
      c,
      commands.map((line) => `configure: ${line}`),
      act,
    );
  };

/** Written down where a route does not say itself what it does: nothing privileged goes unseen. */
export const auditOthers = async (worker: Pick<Worker, 'logs' | 'history'>, c: Context): Promise<void> => {
  if (c.get('audited') === true) return;
  const isLook = c.req.method === 'GET';
  const status = c.res.status < 400 ? 0 : 1;
  await new Audit(worker).add(
    callerOf(c),
    [isLook ? `look at ${c.req.path.slice('/v1/'.length)}` : `${c.req.method} ${c.req.path}`],
    { result: status === 0 ? 'ok' : 'failed', status, detail: '' },
    isLook ? 'look' : 'command',
  );
};
