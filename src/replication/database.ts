import { execa, ExecaError } from 'execa';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { UnderstudyError } from '../error.ts';
import type { DatabaseQuestion } from './database-question.ts';
import { statsOf } from './live-path.ts';
import { printable } from './printable.ts';
import { stopped } from './stop.ts';

// Names of tables and indexes stand in them, and the database may come from the peer.
const sentences = z.array(z.string().transform(printable));
const checked = z.object({ faults: sentences, rows: z.number().int().nonnegative() });
const answers = { check: checked, settle: z.null(), compare: sentences } as const;
type AnswerTo<Q extends DatabaseQuestion> = z.output<(typeof answers)[Q['ask']]>;

/** Beside this file, in its language: `.ts` where the sources run, `.js` in the build. */
const program = join(import.meta.dirname, `database-main${extname(import.meta.filename)}`);
const mostAnswerBytes = 4 * 1024 * 1024;

const shortestLimitMs = 10 * 60_000;
/** A slow disk reads more than this. */
const bytesAMs = 2 * 1024;

/** How long an answer may take, generously: a database can be made so that a question to it has no end. */
export const answerLimitMs = (bytes: number): number => shortestLimitMs + Math.ceil(bytes / bytesAMs);

const bytesOf = async (path: string): Promise<number> => (await statsOf(path))?.size ?? 0;

const limitFor = async (question: DatabaseQuestion): Promise<number> =>
  answerLimitMs((await bytesOf(question.path)) + (question.ask === 'compare' ? await bytesOf(question.other) : 0));

const reasonOfFailure = (error: ExecaError, limitMs: number): string => {
  if (error.timedOut) return `SQLite did not come to an end with it in ${Math.ceil(limitMs / 60_000)} minutes`;
  const said = (error as ExecaError<{ encoding: 'utf8' }>).stderr.trim().split('\n').at(-1) ?? '';
  return said === '' ? error.shortMessage : said;
};

/**
 * Asks about a database in a process of its own: SQLite's calls block, and the file may come from the peer, so neither a
 * long answer nor a crash may hold up the worker.
 *
 * @param givenLimitMs stands in for the limit by size in tests
 * @throws UnderstudyError failed when the database cannot be read or the answer takes too long, `interrupted` once the
 * signal is aborted
 */
export const askDatabase = async <Q extends DatabaseQuestion>(
  question: Q,
  signal: AbortSignal | undefined,
  givenLimitMs?: number,
): Promise<AnswerTo<Q>> => {
  const limitMs = givenLimitMs ?? (await limitFor(question));
  try {
    const { stdout } = await execa(process.execPath, [program, JSON.stringify(question)], {
      env: { LC_ALL: 'C' },
      extendEnv: false,
      stdin: 'ignore',
      timeout: limitMs,
      maxBuffer: mostAnswerBytes,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    });
    return answers[question.ask].parse(JSON.parse(stdout)) as AnswerTo<Q>;
  } catch (error) {
    if (signal?.aborted === true) throw stopped(signal);
    if (!(error instanceof ExecaError)) throw error;
    const reason = printable(reasonOfFailure(error as ExecaError, limitMs));
    throw new UnderstudyError('failed', `${question.path}: ${reason}`, { cause: error });
  }
};
