import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { reasonOf, UnderstudyError } from '../error.ts';
import { ControlClient } from './client.ts';
import type { Root } from './root.ts';
import { startCommand } from './start-command.ts';
import { isWorkerDown } from './transport.ts';

const answerWithinMs = 30_000;
const askEveryMs = 100;
const lookAtUnitEveryMs = 500;

const systemdHint = 'look at "systemctl status understudyd" and "journalctl -u understudyd"';

/** Rejects when systemd has given the worker up; otherwise goes on until `signal`. */
const untilItFails = async (signal: AbortSignal): Promise<never> => {
  const { execa } = await import('execa');
  for (;;) {
    const { stdout } = await execa('systemctl', ['is-active', 'understudyd'], { reject: false, env: { LC_ALL: 'C' } });
    if (stdout.trim() === 'failed') {
      throw new UnderstudyError('failed', 'The worker was started and ended at once', { hint: systemdHint });
    }
    await wait(lookAtUnitEveryMs, undefined, { signal });
  }
};

const startBySystemd = async (program: string, args: readonly string[], signal: AbortSignal): Promise<void> => {
  const { execa } = await import('execa');
  const { failed, stderr } = await execa(program, args, { reject: false, cancelSignal: signal, env: { LC_ALL: 'C' } });
  if (failed && !signal.aborted) {
    throw new UnderstudyError('failed', `The worker could not be started: ${stderr.trim()}`, {
      hint: systemdHint,
    });
  }
};

/**
 * Starts the worker so that it outlives this client. Its output goes to the file's own descriptor: a pipe would break as
 * soon as the client ends, and pipes are all that execa offers here.
 */
const startDetached = async (
  program: string,
  args: readonly string[],
  output: string,
): Promise<{ ended: Promise<never> }> => {
  await mkdir(dirname(output), { recursive: true, mode: 0o700 });
  const log = await open(output, 'a', 0o600);
  const child = spawn(program, args, {
    detached: true,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', log.fd, log.fd],
  });
  child.unref();
  const ended = new Promise<never>((_, reject) => {
    const fail = (how: string): void => {
      reject(
        new UnderstudyError('failed', `The worker was started and ended at once: ${how}`, {
          hint: `look at ${output}`,
        }),
      );
    };
    child.once('error', (error) => {
      fail(error.message);
    });
    child.once('exit', (status, signal) => {
      fail(signal ?? `status ${status ?? ''}`);
    });
  });
  ended.catch(() => undefined);
  await log.close();
  return { ended };
};

const waitUntilItAnswers = async (root: Root, signal: AbortSignal): Promise<void> => {
  const client = new ControlClient(root, signal);
  const giveUpAt = performance.now() + answerWithinMs;
  for (;;) {
    try {
      await client.version();
      return;
    } catch (error) {
      if (!isWorkerDown(error)) throw error;
      if (performance.now() > giveUpAt) {
        throw new UnderstudyError(
          'failed',
          `The worker was started and does not answer after ${answerWithinMs / 1000} s`,
          {
            hint: `look at its log under ${dirname(root.workerOutput)}`,
            cause: error,
          },
        );
      }
    }
    await wait(askEveryMs, undefined, { signal }).catch((error: unknown) => {
      throw new UnderstudyError('interrupted', 'Interrupted while the worker starts', { cause: reasonOf(error) });
    });
  }
};

/**
 * Starts a worker that is down and waits for its first answer, so that `failover mode primary` works in every state (B1).
 *
 * @throws UnderstudyError naming why it did not come up
 */
export const startWorker = async (root: Root, signal: AbortSignal): Promise<void> => {
  const [program, ...args] = startCommand(root);
  const settled = new AbortController();
  const either = AbortSignal.any([signal, settled.signal]);
  try {
    if (program === 'systemctl') await startBySystemd(program, args, signal);
    const ended =
      program === 'systemctl' ? untilItFails(either) : (await startDetached(program, args, root.workerOutput)).ended;
    await Promise.race([waitUntilItAnswers(root, either), ended]);
  } finally {
    // A worker that has ended is not waited for any longer.
    settled.abort();
  }
};
