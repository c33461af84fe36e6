import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { UnderstudyError, type FaultBody } from '../error.ts';
import { printRsync, type RsyncCommand } from './rsync-command.ts';
import { descriptorOf, socketUnder } from './worker-socket.ts';

/** What is asked of the service, together with our standard input, output and error. */
export interface SendRequest {
  readonly peer: string;
  /** As `parseRsync` takes it. */
  readonly command: string;
}

/** How it ended; said once, at the end. */
export type SendEnd = { readonly status: number } | { readonly fault: FaultBody };

/** The connection, or undefined where there is no such service and this process may read the datasets itself. */
const callService = async (root: string): Promise<Socket | undefined> => {
  try {
    const socket = connect(socketUnder(root, 'send.sock'));
    await once(socket, 'connect');
    return socket;
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing && (root !== '/' || process.geteuid?.() === 0)) return undefined;
    const remedy = 'on this server: systemctl start understudy-send.socket';
    throw new UnderstudyError('peer', `the sending side of this server is not running; ${remedy}`, { cause });
  }
};

/**
 * Has the service that may read the datasets run the sending rsync. It speaks to the peer through our own standard input
 * and output, so that no byte passes through this process; when this process ends, so does the transfer. What the peer
 * asked for is checked there anew.
 *
 * @returns rsync's exit status, or undefined where there is no such service
 * @throws UnderstudyError with the reason why nothing was sent, or no more
 */
export const sendByService = async (root: string, peer: string, command: RsyncCommand): Promise<number | undefined> => {
  const service = await callService(root);
  if (service === undefined) return undefined;
  const { passFiles } = await import('./passed-files.ts');
  const request: SendRequest = { peer, command: printRsync(command) };
  passFiles(descriptorOf(service), JSON.stringify(request), [0, 1, 2]);
  try {
    const end = JSON.parse(await text(service)) as SendEnd;
    if ('status' in end) return end.status;
    throw UnderstudyError.fromBody(end.fault);
  } catch (error) {
    if (error instanceof UnderstudyError) throw error;
    throw new UnderstudyError('peer', 'the sending side of this server broke off', { cause: error });
  }
};
