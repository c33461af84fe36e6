import { UnderstudyError } from '../../error.ts';
import type { Call } from '../declaration.ts';

/** A program of the host that an operator may run as the account they are. */
export interface HostProgram {
  readonly program: string;
  readonly args: readonly string[];
  /** Debian's package that brings it. */
  readonly package: string;
}

/** What it came to. */
export interface Ended {
  readonly lines: readonly string[];
  readonly exitCode: number;
  /** The first line it wrote to standard error. */
  readonly complaint: string;
}

/** A program that does not take the interrupt. */
const killAfterMs = 2000;

const interruptOnAbort = (child: { kill: (signal: NodeJS.Signals) => boolean }, signal: AbortSignal): (() => void) => {
  let limit: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    child.kill('SIGINT');
    limit = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  return () => {
    clearTimeout(limit);
    signal.removeEventListener('abort', interrupt);
  };
};

/** Lines are shown as they come where somebody watches, unless a filter wants to see them first. */
export const showsLive = ({ operator, isFiltered }: Call): boolean => operator.watches && isFiltered !== true;

/**
 * Runs a program without a shell and shows its lines as they come where somebody watches. Ctrl-C interrupts it, as it would
 * at a shell.
 *
 * @throws UnderstudyError resource when the program is missing, interrupted after Ctrl-C
 */
export const runLive = async ({ program, args, package: brings }: HostProgram, call: Call): Promise<Ended> => {
  const { operator, signal } = call;
  const { execa } = await import('execa');
  const child = execa(program, args, {
    reject: false,
    stdin: 'ignore',
    env: { LC_ALL: 'C' },
    // What is shown line by line is not collected as well.
    buffer: { stdout: false, stderr: true },
  });
  const done = interruptOnAbort(child, signal);
  const lines: string[] = [];
  try {
    for await (const line of child.iterable()) {
      lines.push(line);
      if (showsLive(call)) operator.note(line);
    }
  } catch {
    // How it ended stands in its result.
  }
  const { exitCode, code, stderr } = await child;
  done();
  if (code === 'ENOENT') {
    throw new UnderstudyError('resource', `The program ${program} is missing on this host`, {
      hint: `the administrator installs it with "apt-get install ${brings}"`,
    });
  }
  if (signal.aborted) throw new UnderstudyError('interrupted', 'Interrupted');
  return { lines, exitCode: exitCode ?? 1, complaint: stderr.trim().split('\n')[0] ?? '' };
};
