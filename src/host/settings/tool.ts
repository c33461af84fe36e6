import { execa } from 'execa';
import { UnderstudyError } from '../../error.ts';
import { outside } from '../outside.ts';

/** A program that is run: its words, and what it is given on standard input. */
export interface Command {
  readonly argv: readonly string[];
  readonly input?: string;
  /** Exit statuses that are as good as 0. */
  readonly fine?: readonly number[];
  /** It leaves a process behind that has to live on. */
  readonly leavesDaemon?: boolean;
}

export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const timeoutMs = 90_000;

const packages: Readonly<Record<string, string>> = {
  arping: 'iputils-arping',
  chpasswd: 'passwd',
  hostname: 'hostname',
  hostnamectl: 'systemd',
  ifdown: 'ifupdown',
  ifup: 'ifupdown',
  ip: 'iproute2',
  networkctl: 'systemd',
  systemctl: 'systemd',
  useradd: 'passwd',
  userdel: 'passwd',
};

const run = async (argv: readonly string[], command: Command): Promise<Said> => {
  const [program = '', ...args] = argv;
  const [name = ''] = command.argv;
  const ran = await execa(program, args, {
    reject: false,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    env: { LC_ALL: 'C' },
    ...(command.input === undefined ? { stdin: 'ignore' } : { input: command.input }),
  });
  if (ran.code === 'ENOENT') {
    const bringer = packages[name];
    throw new UnderstudyError('resource', `${name} is missing on this host`, {
      hint: bringer === undefined ? undefined : `apt-get install ${bringer}`,
    });
  }
  if (ran.timedOut) throw new UnderstudyError('failed', `${name} did not end within ${timeoutMs / 1000} s`);
  return { status: ran.exitCode ?? 1, stdout: ran.stdout, stderr: ran.stderr };
};

/** Asks a program something. Any exit status is an answer. @throws UnderstudyError resource where it is missing */
export const ask = (...argv: readonly string[]): Promise<Said> => run(argv, { argv });

/** The same where the program is not there: nothing. */
export const askIfThere = async (...argv: readonly string[]): Promise<Said | undefined> => {
  try {
    return await ask(...argv);
  } catch (error) {
    if (error instanceof UnderstudyError && error.code === 'resource') return undefined;
    throw error;
  }
};

/** Asks with the rights that the worker itself goes without. */
export const askOutside = (...argv: readonly string[]): Promise<Said> => run(outside(argv), { argv });

/** What a program says of its failure, on one line. */
const reasonIn = ({ stderr, stdout, status }: Said): string => {
  const said = (stderr.trim() || stdout.trim()).split('\n').map((line) => line.trim());
  return said.slice(-3).join('; ') || `it ended with status ${status}`;
};

/** Runs a program that changes the host. @throws UnderstudyError failed with what it said */
export const change = async (command: Command): Promise<void> => {
  const { argv, fine = [], leavesDaemon = false } = command;
  const said = await run(outside(argv, leavesDaemon ? ['--property=KillMode=process'] : []), command);
  if (said.status !== 0 && !fine.includes(said.status)) {
    throw new UnderstudyError('failed', `${argv.slice(0, 2).join(' ')}: ${reasonIn(said)}`);
  }
};
