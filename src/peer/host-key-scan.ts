import ssh2 from 'ssh2';
import { UnderstudyError } from '../error.ts';
import { printable } from './printable.ts';

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
    const end = (reason: string): void => {
      client.destroy();
      if (seen !== undefined) return resolve(seen);
      reject(
        new UnderstudyError(
          'peer',
          `The SSH server at ${address} port ${port} does not show its key: ${printable(reason)}`,
          {
            hint: 'check that sshd runs there with an ed25519 host key, and that no firewall is in between',
          },
        ),
      );
    };
    // Stays for good: ssh2 may report more than one error.
    client.on('error', (error) => end(error.message));
    client.once('close', () => end('it closed the connection'));
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
