import { UnderstudyError, type FaultBody } from '../error.ts';
import type { Call, Reply } from './call.ts';
import { closedTo, type Root } from './root.ts';
import { lookHint, startHint } from './start-command.ts';

/** Set as the cause of the error when nobody listens on the socket. */
export class WorkerDown extends Error {}

/** True when the call failed because the worker is not running. */
export const isWorkerDown = (error: unknown): boolean =>
  error instanceof UnderstudyError && error.cause instanceof WorkerDown;

const translate = (error: NodeJS.ErrnoException, { root, socket, timeoutMs, signal }: Call): UnderstudyError => {
  if (error instanceof UnderstudyError) return error;
  if (signal?.aborted === true) return new UnderstudyError('interrupted', 'Interrupted', { cause: error });
  switch (error.code ?? '') {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ECONNREFUSED':
      return new UnderstudyError('failed', `The worker is not running: nobody listens on ${socket}`, {
        hint: startHint(root),
        cause: new WorkerDown(error.message),
      });
    case 'EACCES':
    case 'EPERM':
      return closedTo(socket, error);
    case 'ETIMEDOUT':
      return new UnderstudyError('failed', `The worker did not answer within ${timeoutMs / 1000} s`, {
        hint: lookHint(root),
        cause: error,
      });
    case 'ECONNRESET':
    case 'EPIPE':
      return new UnderstudyError('failed', 'The worker ended before it had answered', {
        hint: 'look at understudyd.log; "show failover" says where the server stands once the worker is back',
        cause: error,
      });
    default:
      return new UnderstudyError('failed', `The worker could not be asked: ${error.message}`, { cause: error });
  }
};

const releaseHint = 'the console and the worker may be of different releases: restart understudyd';

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new UnderstudyError('failed', 'The worker gave an answer that is not understood', {
      hint: releaseHint,
      cause,
    });
  }
};

/** @throws UnderstudyError what the worker refused with */
const refuseFault = ({ status, text }: Reply): void => {
  if (status < 400) return;
  const { fault } = parse(text) as { fault?: FaultBody };
  if (fault === undefined)
    throw new UnderstudyError('failed', `The worker answered with HTTP status ${status}`, { hint: releaseHint });
  throw UnderstudyError.fromBody(status === 404 ? { hint: releaseHint, ...fault } : fault);
};

/** Roots whose worker has been asked. */
const asked = new WeakSet<Root>();

/** The first call of a process is most often its only one, and is made with as little as possible (console 57). */
const reply = async (call: Call): Promise<Reply> => {
  if (asked.has(call.root)) return (await import('./http-call.ts')).httpCall(call);
  asked.add(call.root);
  return (await import('./single-call.ts')).singleCall(call);
};

/**
 * One call and its answer.
 *
 * @throws UnderstudyError what the worker refused with, or why it could not be asked
 */
export const exchange = async (call: Call): Promise<unknown> => {
  try {
    const answer = await reply(call);
    refuseFault(answer);
    return parse(answer.text);
  } catch (error) {
    throw translate(error as NodeJS.ErrnoException, call);
  }
};

const allOf = async (chunks: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
};

/** One call and the lines of its newline-delimited answer as they come. */
export const follow = async function* (call: Call): AsyncGenerator {
  try {
    const { openCall } = await import('./http-call.ts');
    const { status, chunks } = await openCall(call);
    if (status >= 400) refuseFault({ status, text: await allOf(chunks) });
    let rest = '';
    for await (const chunk of chunks) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield parse(line);
    }
    if (rest !== '') yield parse(rest);
  } catch (error) {
    throw translate(error as NodeJS.ErrnoException, call);
  }
};
