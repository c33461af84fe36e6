import { execa } from 'execa';
import { UnderstudyError } from '../error.ts';
import { printEndpoint } from './endpoint.ts';
import { printable } from './printable.ts';
import { remoteShellOf, type RemoteShellOptions } from './remote-shell.ts';

const rsyncTimeoutMs = 20_000;
const refusedStatus = 5;
/** What ssh itself ends with when it could not connect. */
const sshFailedStatus = 255;
/** A transfer that nobody has opened: the right answer is that it is refused, by name. */
const transferTried = 'rsync --server --sender -logtpre.iLsfxCIvu . snapshot/connection-test/';

/** Through the OpenSSH client, as data will travel. @throws UnderstudyError what does not answer as it should */
export const tryTransfer = async (options: RemoteShellOptions): Promise<string> => {
  const { endpoint } = options;
  const [ssh = 'ssh', ...words] = remoteShellOf(options);
  const { exitCode, code, stderr, timedOut } = await execa(ssh, [...words, endpoint.address, transferTried], {
    reject: false,
    stdin: 'ignore',
    timeout: rsyncTimeoutMs,
    maxBuffer: 65_536,
    env: { LC_ALL: 'C' },
  });
  const answer = printable(stderr);
  if (code === 'ENOENT')
    throw new UnderstudyError('resource', 'ssh is missing on this server', {
      hint: 'apt-get install openssh-client',
    });
  if (exitCode !== refusedStatus || !answer.includes('snapshot/connection-test')) {
    throw new UnderstudyError(
      timedOut || exitCode === sshFailedStatus ? 'peer' : 'failed',
      `${printEndpoint(endpoint)} does not answer as understudy-peer does: ${answer === '' ? 'nothing is said' : answer}`,
      {
        hint: 'look at its authorized_keys and at the log of its worker',
      },
    );
  }
  return 'its understudy-peer and worker answer, and send nothing that no synchronization has opened';
};
