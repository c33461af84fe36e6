import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open, writeFile, type FileHandle } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { Transform, type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { reasonOf, UnderstudyError } from '../error.ts';
import type { Reply, Request } from './envelope.ts';
import { LineSplitter } from './line-splitter.ts';
import { OpeningCheck } from './opening-check.ts';
import type { AnswerTo } from './protocol.ts';
import { rsyncArguments, type RsyncCommand } from './rsync-command.ts';
import { callWorker } from './worker-socket.ts';

const maxLineBytes = 64 * 1024;
const answerLimitMs = 10_000;
const killAfterMs = 2000;

/** Where what the peer names lies: the worker says so while it keeps a snapshot open for that peer, and only then. */
const resolveSource = (socket: Socket, name: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const splitter = new LineSplitter(maxLineBytes);
    const fail = (message: string): void => reject(new UnderstudyError('peer', `the worker of this server ${message}`));
    const limit = setTimeout(() => fail('does not answer'), answerLimitMs);
    socket.on('error', () => fail('broke the connection'));
    socket.once('close', () => fail('ended the connection'));
    socket.on('data', (chunk: Buffer) => {
      for (const line of splitter.push(chunk)) {
        clearTimeout(limit);
        const reply = JSON.parse(line) as Reply;
        if (reply.ok) resolve((reply.body as AnswerTo<'resolveSource'>).path);
        else reject(UnderstudyError.fromBody(reply.fault));
      }
    });
    const request: Request = { id: 1, op: 'resolveSource', body: { name } };
    socket.write(`${JSON.stringify(request)}\n`);
  });

/**
 * The folder that is sent, held open: an application that may put a link in its place must not have another one sent.
 *
 * @throws UnderstudyError refused when that is no folder
 */
const openFolder = async (path: string): Promise<FileHandle> => {
  try {
    return await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch (cause) {
    throw new UnderstudyError('refused', `${path} cannot be sent: ${reasonOf(cause)}`, { cause });
  }
};

/** What the peer sends is held back until it is known to open an ordinary transfer. */
const checked = (check: OpeningCheck): Transform =>
  new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      try {
        done(null, check.push(chunk));
      } catch (error) {
        done(new UnderstudyError('refused', reasonOf(error)));
      }
    },
  });

/** When memory runs out, the kernel is to take this one first. */
const offerToTheKernel = async ({ pid }: ChildProcess): Promise<void> => {
  await writeFile(`/proc/${pid ?? 0}/oom_score_adj`, '1000').catch(() => undefined);
};

/** The exit status; 1 for an rsync that was killed. */
const exitOf = async (child: ChildProcess): Promise<number> => {
  try {
    const [status] = (await once(child, 'exit')) as [number | null];
    return status ?? 1;
  } catch (cause) {
    throw new UnderstudyError('resource', `rsync cannot be started on this server: ${reasonOf(cause)}`, { cause });
  }
};

const stop = (child: ChildProcess): void => {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref();
};

export interface SendOptions {
  readonly root: string;
  readonly peer: string;
  readonly command: RsyncCommand;
  /** What the peer's rsync says. */
  readonly input: Readable;
  /** Descriptors of ours that rsync gets as its own: nothing that it says passes through this process. */
  readonly output: number;
  readonly complaints: number;
  /** Fires when nobody waits for the transfer any more. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the sending rsync for one of our own paths, for as long as the worker keeps the connection: when it ends a
 * snapshot or a peer's trust, what is being sent ends with it.
 *
 * @returns rsync's exit status
 * @throws UnderstudyError with the reason why nothing was sent, or no more
 */
export const send = async ({ root, peer, command, input, signal, ...own }: SendOptions): Promise<number> => {
  const socket = await callWorker(root, { peer, purpose: 'transfer' });
  const folder = await openFolder(await resolveSource(socket, command.source));
  const child = spawn('rsync', rsyncArguments(command, '.'), {
    cwd: `/proc/self/fd/${folder.fd}`,
    stdio: ['pipe', own.output, own.complaints],
  });
  const exited = exitOf(child);
  // Waited for below; until then nobody hears it.
  exited.catch(() => undefined);
  await folder.close();
  let fault: UnderstudyError | undefined;
  const end = (why: UnderstudyError): void => {
    fault ??= why;
    stop(child);
  };
  const forsaken = new UnderstudyError('refused', 'the synchronization was ended by this server');
  if (socket.destroyed) end(forsaken);
  else socket.once('close', () => end(forsaken));
  const left = (): void => end(new UnderstudyError('peer', 'the peer has gone'));
  if (signal?.aborted === true) left();
  else signal?.addEventListener('abort', left, { once: true });
  await offerToTheKernel(child);
  pipeline(input, checked(new OpeningCheck()), child.stdin as Writable).catch((error: unknown) => {
    if (error instanceof UnderstudyError) end(error);
  });
  const status = await exited;
  if (fault !== undefined) throw fault;
  return status;
};
