import type { ExecaError } from 'execa';
import { UnderstudyError, type FaultCode } from '../error.ts';
import { errnoOf } from './system-fault.ts';

/** A transfer that failed; `retryable` when the same call may well succeed a moment later. */
export class TransferFault extends UnderstudyError {
  readonly retryable: boolean;
  /** What rsync and the peer said, for a log; undefined where the message has it. */
  readonly detail: string | undefined;

  constructor(
    code: FaultCode,
    message: string,
    options: {
      hint?: string | undefined;
      cause?: unknown;
      retryable: boolean;
      detail?: string;
    },
  ) {
    super(code, message, options);
    this.retryable = options.retryable;
    this.detail = options.detail;
  }
}

export const isRetryable = (error: unknown): boolean =>
  error instanceof TransferFault ? error.retryable : error instanceof UnderstudyError && error.code === 'peer';

interface Meaning {
  readonly code: FaultCode;
  readonly reason: string;
  readonly hint: string;
  readonly retryable: boolean;
}

const final = (code: FaultCode, reason: string, hint: string): Meaning => ({ code, reason, hint, retryable: false });

/** Exit codes of rsync where the connection broke off, and of ssh (255). */
const broken = new Set([10, 12, 30, 35, 255]);

const lostHint =
  'the last complete copy stays, and the next synchronization goes on where this one ended; "failover test HOST" tries the connection';

/** The peer is gone, and the transfer with it. */
export const lostPeer = (peer: string, cause?: unknown, detail?: string): TransferFault =>
  new TransferFault('peer', `${peer} stopped answering in the middle of the synchronization`, {
    hint: lostHint.replace('HOST', peer),
    cause,
    retryable: true,
    ...(detail === undefined ? {} : { detail }),
  });

/** Exit codes of rsync. 24 is no fault: files vanished while they were read, and verification decides. */
const meaningsFor = (there: string): Readonly<Record<number, Meaning>> => ({
  1: final('refused', 'rsync did not accept its options', 'install rsync 3.2.7 or later on both servers'),
  2: final('refused', 'the two versions of rsync do not understand each other', 'install rsync 3.2.7 or later on both'),
  3: final('failed', 'a folder cannot be opened', 'check the path of the dataset on both servers'),
  4: final('refused', 'the rsync of one side lacks a capability', 'install rsync 3.2.7 or later on both servers'),
  5: final(
    'refused',
    `${there} refused it`,
    `look at the HighAvailability log of ${there}; both servers need rsync and the same dataset statements`,
  ),
  11: final('resource', 'a file cannot be written', 'look at the free space and the disk of this server'),
  13: final('failed', 'rsync met an internal fault', 'look at the HighAvailability log of both servers'),
  14: final('failed', 'rsync met an internal fault', 'look at the HighAvailability log of both servers'),
  22: final('resource', 'there is not enough memory', 'free memory on this server'),
  23: {
    code: 'failed',
    reason: 'some files could not be copied',
    hint: `look at the named files on ${there}: the account of the worker must be able to read them`,
    retryable: true,
  },
  127: final('resource', `rsync is missing on ${there}`, `install the package rsync on ${there}`),
});

const unknownMeaning = final('failed', 'rsync failed', 'look at the HighAvailability log of both servers');

/** The last complaints on one line. They may come from the peer: printable characters only, and not many. */
const lastWords = (complaints: string): string =>
  complaints
    .split('\n')
    .map((line) => line.replace(/[^\P{C}]/gu, ' ').trim())
    .filter((line) => line !== '' && !line.startsWith('rsync error:'))
    .slice(-3)
    .join('; ')
    .slice(-500);

/** What the peer's own program said before it ended the transfer; that its worker is gone says no more than that it is. */
const refusalIn = (said: string): string | undefined => {
  const [, sentence] = /understudy-peer: ([^;]+)/.exec(said) ?? [];
  return sentence === undefined || /of this server|the peer has gone/.test(sentence)
    ? undefined
    : sentence.slice(0, 200);
};

const brokenOff = (there: string, error: ExecaError, said: string): TransferFault => {
  const detail = `rsync status ${error.exitCode ?? '?'}${said === '' ? '' : `: ${said}`}`;
  const refusal = refusalIn(said);
  const isRefused = refusal !== undefined && error.exitCode !== 255;
  const lost = lostPeer(there, error, detail);
  if (error.exitCode !== 255 && !isRefused) return lost;
  const message = isRefused ? `${there} ended the transfer: ${refusal}` : `${there} cannot be reached`;
  return new TransferFault('peer', message, { hint: lost.hint, cause: error, retryable: true, detail });
};

/**
 * What a failed rsync means, or null when it is none (files that vanished meanwhile).
 *
 * @param there the server at the other end
 */
export const rsyncFault = (
  what: string,
  error: ExecaError,
  complaints: string,
  there = 'the other server',
): TransferFault | null => {
  if (errnoOf(error) === 'ENOENT' || errnoOf(error.cause) === 'ENOENT') {
    const options = { hint: 'install the package rsync', cause: error, retryable: false };
    return new TransferFault('resource', `${what} failed: rsync is missing on this server`, options);
  }
  if (error.exitCode === 24) return null;
  if (broken.has(error.exitCode ?? -1)) return brokenOff(there, error, lastWords(complaints));
  const meaning = meaningsFor(there)[error.exitCode ?? -1] ?? unknownMeaning;
  const end =
    error.exitCode === undefined ? `ended by ${error.signal ?? 'a signal'}` : `rsync status ${error.exitCode}`;
  const said = lastWords(complaints);
  const message = `${what} failed: ${meaning.reason} (${end}${said === '' ? '' : `: ${said}`})`;
  return new TransferFault(meaning.code, message, { hint: meaning.hint, cause: error, retryable: meaning.retryable });
};
