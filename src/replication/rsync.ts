import { execa, ExecaError } from 'execa';
import { rsyncFault } from './rsync-fault.ts';
import type { Fetched, FetchOptions } from './source.ts';
import { stopIfAborted } from './stop.ts';

export interface RsyncCall {
  /** The words to which rsync appends the host and its own command line; null: a local copy. */
  readonly remoteShell: readonly string[] | null;
  /** `HOST:dataset/NAME`, `HOST:snapshot/RUN`, or with no remote shell an absolute folder. Its contents are copied. */
  readonly from: string;
  /** The server at the other end; what is copied is named with it. */
  readonly peer?: string;
  /** A folder; made when it is not there. */
  readonly into: string;
  readonly options: FetchOptions;
}

/**
 * What every receiving rsync gets. Devices and sockets never travel, nor do setuid and setgid (see `carriedMode`). A link arrives with a prefix that leads nowhere, so
 * that nothing can be written or read through it while it lies in a copy; `sendArguments` take the prefix off again. Time
 * stamps count to the nanosecond. Arguments are never split or expanded by a shell (`-s` would hide them from the
 * Primary's check, escaping would change them).
 */
const fixedArguments = [
  '--recursive',
  '--links',
  '--munge-links',
  '--perms',
  '--chmod=a-s,F-t',
  '--times',
  '--group',
  '--owner',
  '--no-D',
  '--delete',
  '--delete-during',
  '--partial',
  '--modify-window=-1',
  '--no-compress',
  '--old-args',
  '--no-protect-args',
  '--no-human-readable',
  '--info=progress2,stats2',
] as const;

/** How long a side may be silent. */
const timeoutS = 60;

/** Pages of a database: with them rsync finds what changed. */
const blockBytes = 4096;

/** rsync takes its remote shell as one string, in which quotes keep blanks and a doubled quote stands for itself. */
const asOneString = (words: readonly string[]): string =>
  words.map((word) => `'${word.replaceAll("'", "''")}'`).join(' ');

/**
 * The exact arguments of the receiving rsync. The Primary's side then gets, after `rsync --server --sender`, one bundle of
 * letters (`-logtpre.iLsfxCIvu`, with `I` for block deltas and `c` for checksums), `-B4096` and `--inplace` for block
 * deltas only, `--timeout=60`, `--info=STATS2`, `.`, and what is fetched with a slash at its end.
 */
export const receiveArguments = (call: RsyncCall): string[] => {
  const { linkDest = [], blockDelta = false, checksum = false } = call.options;
  return [
    ...fixedArguments,
    `--timeout=${timeoutS}`,
    ...(blockDelta ? ['--ignore-times', '--inplace', '--no-whole-file', `--block-size=${blockBytes}`] : []),
    ...(checksum ? ['--checksum'] : []),
    ...linkDest.map((folder) => `--link-dest=${folder}`),
    ...(call.remoteShell === null ? [] : ['--rsh', asOneString(call.remoteShell)]),
    `${call.from}/`,
    `${call.into}/`,
  ];
};

/**
 * The arguments that copy a folder of a generation to a live folder of this server. A second rsync receives, as over a
 * network, because the prefix of links is taken off by a sender and put on by a receiver in the same process. rsync's
 * "remote shell" is `env -u HOST`, which drops the host and runs the rest as it is, without any shell.
 */
export const sendArguments = (from: string, into: string, checksum: boolean): string[] => [
  ...fixedArguments.filter((argument) => argument !== '--partial'),
  '--whole-file',
  ...(checksum ? ['--checksum'] : []),
  '--rsh=env -u',
  `${from}/`,
  `LOCALHOST:${into}/`,
];

/** Nothing of the worker's own environment may change what rsync does. */
export const rsyncEnvironment = { LC_ALL: 'C', PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin' } as const;

const figure = (text: string, name: string): number => Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(text)?.[1] ?? 0);

/** Bytes that travelled, from what `--info=stats2` prints. */
export const travelledBytes = (output: string): number =>
  figure(output, 'Total bytes sent') + figure(output, 'Total bytes received');

/** The bytes of the last progress line in a piece of output, or undefined. */
export const progressIn = (output: string): number | undefined => {
  const last = [...output.matchAll(/(?:^|\r)\s*(\d+)\s+\d+%/g)].at(-1)?.[1];
  return last === undefined ? undefined : Number(last);
};

/** Only the end of rsync's output counts: the statistics, and the last of its complaints. */
const keptCharacters = 16_384;

/** Runs one rsync; `named` gives the names of paths in its complaints. @throws UnderstudyError as `rsyncFault` has it, `interrupted` once the signal is aborted */
export const runRsync = async (
  what: string,
  args: readonly string[],
  options: Pick<FetchOptions, 'onProgress' | 'signal'> & {
    readonly named?: Readonly<Record<string, string>>;
    readonly peer?: string | undefined;
  },
): Promise<Fetched> => {
  const { signal, onProgress, named = {}, peer } = options;
  stopIfAborted(signal);
  const rsync = execa('rsync', args, {
    env: rsyncEnvironment,
    extendEnv: false,
    stdin: 'ignore',
    buffer: false,
    cancelSignal: signal,
  });
  let output = '';
  let complaints = '';
  rsync.stdout.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-keptCharacters);
    const bytes = progressIn(text);
    if (bytes !== undefined) onProgress?.(bytes);
  });
  rsync.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-keptCharacters);
  });
  try {
    await rsync;
  } catch (error) {
    stopIfAborted(signal);
    if (!(error instanceof ExecaError)) throw error;
    const told = Object.entries(named).reduce((text, [path, name]) => text.replaceAll(path, name), complaints);
    const fault = rsyncFault(what, error as ExecaError, told, peer);
    if (fault !== null) throw fault;
  }
  return { bytes: travelledBytes(output) };
};

const whatOf = ({ from, peer }: RsyncCall): string =>
  peer === undefined ? `Copying ${from}` : `Copying ${from.replace(/^.*:/, '')} from ${peer}`;

/**
 * Fetches the contents of a folder. Without `blockDelta` no file that is there is ever written in place.
 *
 * @throws UnderstudyError, retryable as `isRetryable` has it
 */
export const receive = (call: RsyncCall): Promise<Fetched> =>
  runRsync(whatOf(call), receiveArguments(call), { ...call.options, peer: call.peer });
