import { sendByService } from './send-call.ts';
import { send } from './sender.ts';
import type { RsyncCommand } from './rsync-command.ts';

/**
 * Sends a peer what it asked for. Where peers log in as an account that cannot read the datasets, which is on every host
 * that has our package, a service of its own does it; elsewhere (a `--root`, the demo) this process does.
 *
 * @returns rsync's exit status
 * @throws UnderstudyError with the reason why nothing was sent, or no more
 */
export const transfer = async (root: string, peer: string, command: RsyncCommand): Promise<number> =>
  (await sendByService(root, peer, command)) ??
  send({ root, peer, command, input: process.stdin, output: 1, complaints: 2 });
