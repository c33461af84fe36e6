import { Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { reasonOf, UnderstudyError } from '../error.ts';
import { takeFiles } from './passed-files.ts';
import { parseRsync } from './rsync-command.ts';
import type { SendEnd, SendRequest } from './send-call.ts';
import { send } from './sender.ts';

const mostRequestBytes = 2048;
const requestLimitMs = 5000;
const lastWordsMs = 2000;
/** systemd hands us the connection as standard input. */
const connection = 0;

/** What `understudy-peer` asks for. It is the peers' account that says so: every word is checked here. */
const requestIn = (text: string): SendRequest => {
  const { peer, command } = JSON.parse(text) as { readonly [K in keyof SendRequest]?: unknown };
  if (typeof peer !== 'string' || typeof command !== 'string') throw new Error('it names no peer and no command');
  return { peer, command };
};

/**
 * `understudy-send`: the sending side of a synchronization, started by systemd for every connection to `send.sock`, with
 * the right to read all files and no other. It sends what the worker names, to whom the worker keeps a snapshot open for
 * (design 5), and runs rsync with words of its own only. The peer's side of the transfer is handed over to it.
 */
const run = async (gone: AbortSignal): Promise<number> => {
  const { values } = parseArgs({ options: { root: { type: 'string', default: '/' } } });
  const { text, descriptors } = takeFiles(connection, 3, mostRequestBytes, requestLimitMs);
  const [input = -1, output = -1, complaints = -1] = descriptors;
  const { peer, command: asked } = requestIn(text);
  const command = parseRsync(asked);
  if (command === undefined) throw new UnderstudyError('refused', 'that is not among the commands of a peer');
  return send({
    root: values.root,
    peer,
    command,
    input: new Socket({ fd: input, readable: true, writable: false }),
    output,
    complaints,
    signal: gone,
  });
};

const gone = new AbortController();
const leave = (): void => gone.abort();
const running = run(gone.signal);
// Only now: what was handed over would have been lost to whoever reads in the ordinary way.
const caller = new Socket({ fd: connection });
caller.on('error', leave).on('end', leave).on('close', leave).resume();
const end: SendEnd = await running.then(
  (status) => ({ status }),
  (error: unknown) => ({
    fault: (error instanceof UnderstudyError ? error : new UnderstudyError('failed', reasonOf(error))).toBody(),
  }),
);
await new Promise<void>((resolve) => {
  setTimeout(resolve, lastWordsMs);
  caller.on('close', resolve).end(JSON.stringify(end), resolve);
});
// A refusal is no fault of this server: systemd is to see none.
process.exit(0);
