import ssh2 from 'ssh2';
import { UnderstudyError } from '../error.ts';
import { failingOf } from './ssh-fault.ts';

/**
 * The ed25519 key that the SSH server at an address shows; nobody logs in.
 *
 * @returns `ssh-ed25519 AAAA…`
 * @throws UnderstudyError peer when none is shown in time
 */
export const hostKeyAt = (address: string, port: number, timeoutMs: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let seen: string | undefined;
    const end = (error: Error): void => {
      client.destroy();
      if (seen !== undefined) return resolve(seen);
      const { reason, remedy } = failingOf(error);
      const message = `The SSH server at ${address} port ${port} does not show its key: ${reason}`;
      reject(new UnderstudyError('peer', message, { hint: remedy, cause: error }));
    };
    // Stays for good: ssh2 may report more than one error.
    client.on('error', end);
    client.once('close', () => end(new Error('the other end closed it')));
    client.connect({
      host: address,
      port,
      username: 'nobody',
      hostVerifier: (key: Buffer) => {
        seen = `ssh-ed25519 ${key.toString('base64')}`;
        return false;
      },
      algorithms: { serverHostKey: ['ssh-ed25519'] },
      readyTimeout: timeoutMs,
    });
  });
