import { request, type IncomingMessage } from 'node:http';
import { UnderstudyError, type FaultBody } from '../error.ts';
import { closedTo, connectPath, type Root } from './root.ts';
import { lookHint, startHint } from './start-command.ts';

export interface Call {
  readonly root: Root;
  readonly socket: string;
  readonly method: 'GET' | 'POST';
  /** Below `/v1`, e.g. `/failover`. */
  readonly path: string;
  readonly body?: object;
  readonly token?: string | undefined;
  /** How long the worker may be silent; 0: as long as it likes. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

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

/** Sends a call over the socket and waits for the head of the answer. */
const send = (call: Call): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const payload = call.body === undefined ? undefined : JSON.stringify(call.body);
    const outgoing = request(
      {
        socketPath: connectPath(call.socket),
        host: 'understudy',
        path: `/v1${call.path}`,
        method: call.method,
        agent: false,
        headers: {
          accept: 'application/json',
          ...(payload === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
          ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
        },
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      },
      resolve,
    );
    outgoing.setTimeout(call.timeoutMs, () => {
      outgoing.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }));
    });
    outgoing.once('error', reject);
    outgoing.end(payload);
  });

const textOf = async (incoming: IncomingMessage): Promise<string> => {
  incoming.setEncoding('utf8');
  let text = '';
  for await (const chunk of incoming) text += chunk as string;
  return text;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new UnderstudyError('failed', 'The worker gave an answer that is not understood', {
      hint: 'the console and the worker may be of different releases: restart understudyd',
      cause,
    });
  }
};

const refuseFault = async (incoming: IncomingMessage): Promise<void> => {
  const status = incoming.statusCode ?? 0;
  if (status < 400) return;
  const { fault } = parse(await textOf(incoming)) as { fault?: FaultBody };
  if (fault === undefined) throw new UnderstudyError('failed', `The worker answered with HTTP status ${status}`);
  throw UnderstudyError.fromBody(fault);
};

/**
 * One call and its answer.
 *
 * @throws UnderstudyError what the worker refused with, or why it could not be asked
 */
export const exchange = async (call: Call): Promise<unknown> => {
  try {
    const incoming = await send(call);
    await refuseFault(incoming);
    return parse(await textOf(incoming));
  } catch (error) {
    throw translate(error as NodeJS.ErrnoException, call);
  }
};

/** One call and the lines of its newline-delimited answer as they come. */
export const follow = async function* (call: Call): AsyncGenerator {
  try {
    const incoming = await send(call);
    await refuseFault(incoming);
    incoming.setEncoding('utf8');
    let rest = '';
    for await (const chunk of incoming) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield parse(line);
    }
    if (rest !== '') yield parse(rest);
  } catch (error) {
    throw translate(error as NodeJS.ErrnoException, call);
  }
};
