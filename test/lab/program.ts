import { execa } from 'execa';

/** What a program that ended left behind. */
export interface Ran {
  readonly exitStatus: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Given on standard input; nothing when left out. */
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** The same words and the same environment wherever the lab runs, and nothing of the developer's. */
const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LC_ALL: 'C',
  TERM: 'dumb',
};
const defaultTimeoutMs = 60_000;
/** As a shell has it for a program that a signal ended. */
const killedStatus = 137;

/** Runs a program to its end, whatever that is. @throws Error when it cannot be started or takes too long */
export const run = async (argv: readonly string[], options: RunOptions = {}): Promise<Ran> => {
  const [program = '', ...args] = argv;
  const ran = await execa(program, args, {
    reject: false,
    extendEnv: false,
    env: environment,
    timeout: options.timeoutMs ?? defaultTimeoutMs,
    killSignal: 'SIGKILL',
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
  });
  if (ran.timedOut || (ran.exitCode === undefined && ran.signal === undefined)) {
    throw new Error(`${argv.join(' ')}: ${ran.shortMessage ?? 'it could not be started'}`);
  }
  return { exitStatus: ran.exitCode ?? killedStatus, stdout: ran.stdout, stderr: ran.stderr };
};

/** Runs a program that has to succeed. Its standard output. @throws Error with all that it said */
export const must = async (argv: readonly string[], options: RunOptions = {}): Promise<string> => {
  const { exitStatus, stdout, stderr } = await run(argv, options);
  if (exitStatus === 0) return stdout;
  throw new Error(`${argv.join(' ')} ended with status ${exitStatus}:\n${stdout}\n${stderr}`.trim());
};

/** The lines of a program's output as they come, until it ends or `signal` aborts. */
export async function* follow(argv: readonly string[], signal: AbortSignal): AsyncIterableIterator<string> {
  const [program = '', ...args] = argv;
  const running = execa(program, args, {
    reject: false,
    extendEnv: false,
    env: environment,
    stdin: 'ignore',
    cancelSignal: signal,
    forceKillAfterDelay: 500,
  });
  yield* running.iterable({ preserveNewlines: false });
}
