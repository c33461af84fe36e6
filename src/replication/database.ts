import { execa, ExecaError } from 'execa';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { UnderstudyError } from '../error.ts';
import type { DatabaseQuestion } from './database-question.ts';
import { stopped } from './stop.ts';

const checked = z.object({ faults: z.array(z.string()), rows: z.number().int().nonnegative() });
const findings = z.array(z.string());
const answers = { check: checked, settle: z.null(), compare: findings } as const;
type AnswerTo<Q extends DatabaseQuestion> = z.output<(typeof answers)[Q['ask']]>;

/** Beside this file, in its language: `.ts` where the sources run, `.js` in the build. */
const program = join(import.meta.dirname, `database-main${extname(import.meta.filename)}`);
const mostAnswerBytes = 4 * 1024 * 1024;

/**
 * Asks about a database in a process of its own: SQLite's calls block, and the file may come from the peer, so neither a
 * long answer nor a crash may hold up the worker.
 *
 * @throws UnderstudyError failed when the database cannot be read, `interrupted` once the signal is aborted
 */
export const askDatabase = async <Q extends DatabaseQuestion>(
  question: Q,
  signal: AbortSignal | undefined,
): Promise<AnswerTo<Q>> => {
  try {
    const { stdout } = await execa(process.execPath, [program, JSON.stringify(question)], {
      env: { LC_ALL: 'C' },
      extendEnv: false,
      stdin: 'ignore',
      maxBuffer: mostAnswerBytes,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    });
    return answers[question.ask].parse(JSON.parse(stdout)) as AnswerTo<Q>;
  } catch (error) {
    if (signal?.aborted === true) throw stopped(signal);
    if (!(error instanceof ExecaError)) throw error;
    const said = (error as ExecaError<{ encoding: 'utf8' }>).stderr.trim().split('\n').at(-1) ?? '';
    throw new UnderstudyError('failed', `${question.path}: ${said === '' ? error.shortMessage : said}`, {
      cause: error,
    });
  }
};
