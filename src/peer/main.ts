import { parseArgs } from 'node:util';
import { reasonOf, UnderstudyError } from '../error.ts';
import { bridge } from './bridge.ts';
import { parseOriginalCommand } from './original-command.ts';
import { enterPairing } from './pairing-entrance.ts';
import { printable } from './printable.ts';
import { transfer } from './transfer.ts';
import { callWorker } from './worker-socket.ts';

const reportLimitMs = 2000;

/** Lets the worker's log know, if it is there and listens. */
const report = async (root: string, peer: string, sentence: string): Promise<void> => {
  const socket = await callWorker(root, { peer, purpose: 'refused', sentence });
  await new Promise<void>((resolve) => {
    setTimeout(resolve, reportLimitMs);
    socket
      .on('error', () => resolve())
      .on('close', () => resolve())
      .resume();
  });
};

/**
 * `understudy-peer --root DIR --peer NAME`: the forced command of every peer, named by its key's line in our
 * authorized_keys. Whoever holds that key can have exactly this: a conversation with our worker, and the sending side of
 * an rsync that the worker has opened to it. What was asked for stands in SSH_ORIGINAL_COMMAND and is hostile.
 */
const run = async (): Promise<number> => {
  const { values } = parseArgs({
    options: { root: { type: 'string' }, peer: { type: 'string' }, pairing: { type: 'string' } },
  });
  const { root, peer, pairing } = values;
  const asked = parseOriginalCommand(process.env['SSH_ORIGINAL_COMMAND']);
  if (root !== undefined && pairing !== undefined) return enterPairing(root, pairing, asked.kind);
  if (root === undefined || peer === undefined)
    throw new UnderstudyError('usage', 'understudy-peer --root DIR --peer NAME is run by sshd');
  switch (asked.kind) {
    case 'link':
    case 'hello':
      return bridge(root, { peer, purpose: asked.kind });
    case 'pair':
      throw new UnderstudyError('refused', 'this server is paired with already: a pairing code has a key of its own');
    case 'transfer':
      return transfer(root, peer, asked.command);
    case 'refused':
      await report(root, peer, `${peer} was refused: ${asked.sentence}`).catch(() => undefined);
      throw new UnderstudyError('refused', asked.sentence);
  }
};

const status = await run().catch((error: unknown) => {
  const fault = error instanceof UnderstudyError ? error : new UnderstudyError('failed', reasonOf(error));
  process.stderr.write(`understudy-peer: ${printable(fault.message)}\n`);
  return fault.exitStatus;
});
// Not left to the event loop: the peer may hold its end of the connection open for as long as it likes.
process.exit(status);
