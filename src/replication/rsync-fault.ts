import type { ExecaError } from 'execa';
import { UnderstudyError, type FaultCode } from '../error.ts';
import { errnoOf } from './system-fault.ts';

/** A transfer that failed; `retryable` when the same call may well succeed a moment later. */
export class TransferFault extends UnderstudyError {
  readonly retryable: boolean;

  constructor(
    code: FaultCode,
    message: string,
    options: { hint?: string | undefined; cause?: unknown; retryable: boolean },
  ) {
    super(code, message, options);
    this.retryable = options.retryable;
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

const fromPeer = (reason: string): Meaning => ({
  code: 'peer',
  reason,
  hint: 'look at the network between the servers with "failover test", then sync again',
  retryable: true,
});
const final = (code: FaultCode, reason: string, hint: string): Meaning => ({ code, reason, hint, retryable: false });
const refusedAtSource =
  'look at the HighAvailability log there; both servers need rsync and the same dataset statements';

/** Exit codes of rsync and of ssh (255). 24 is no fault: files vanished while they were read, and verification decides. */
const meanings: Readonly<Record<number, Meaning>> = {
  1: final('refused', 'rsync did not accept its options', 'install rsync 3.2.7 or later on both servers'),
  2: final('refused', 'the two versions of rsync do not understand each other', 'install rsync 3.2.7 or later on both'),
  3: final('failed', 'a folder cannot be opened', 'check the path of the dataset on both servers'),
  4: final('refused', 'the rsync of one side lacks a capability', 'install rsync 3.2.7 or later on both servers'),
  5: final('refused', 'the other server refused it', refusedAtSource),
  10: fromPeer('the connection broke'),
  11: final('resource', 'a file cannot be written', 'look at the free space and the disk of this server'),
  12: fromPeer('the connection broke'),
  13: final('failed', 'rsync met an internal fault', 'look at the HighAvailability log of both servers'),
  14: final('failed', 'rsync met an internal fault', 'look at the HighAvailability log of both servers'),
  22: final('resource', 'there is not enough memory', 'free memory on this server'),
  23: {
    code: 'failed',
    reason: 'some files could not be copied',
    hint: 'look at the named files on the source: the account of the worker must be able to read them',
    retryable: true,
  },
  30: fromPeer('the other server went silent'),
  35: fromPeer('the other server did not answer in time'),
  127: final('resource', 'rsync is missing on the other server', 'install the package rsync there'),
  255: fromPeer('the other server cannot be reached'),
};

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

/** What a failed rsync means, or null when it is none (files that vanished meanwhile). */
export const rsyncFault = (what: string, error: ExecaError, complaints: string): TransferFault | null => {
  if (errnoOf(error) === 'ENOENT' || errnoOf(error.cause) === 'ENOENT') {
    const options = { hint: 'install the package rsync', cause: error, retryable: false };
    return new TransferFault('resource', `${what} failed: rsync is missing on this server`, options);
  }
  if (error.exitCode === 24) return null;
  const meaning = meanings[error.exitCode ?? -1] ?? unknownMeaning;
  const end =
    error.exitCode === undefined ? `ended by ${error.signal ?? 'a signal'}` : `rsync status ${error.exitCode}`;
  const said = lastWords(complaints);
  const message = `${what} failed: ${meaning.reason} (${end}${said === '' ? '' : `: ${said}`})`;
  return new TransferFault(meaning.code, message, { hint: meaning.hint, cause: error, retryable: meaning.retryable });
};
