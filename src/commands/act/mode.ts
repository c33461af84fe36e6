import type { FailoverStatus } from '../../control/shapes.ts';
import { startCommand } from '../../control/start-command.ts';
import { startWorker } from '../../control/start-worker.ts';
import { isWorkerDown } from '../../control/transport.ts';
import type { Call, Outcome } from '../declaration.ts';
import { agree, asks } from './agree.ts';
import { outcomeOf } from './answer.ts';

type Mode = 'primary' | 'secondary';

/** What the operator should think twice about who makes the server Secondary; undefined: nothing (console 38). */
export const doubtAbout = ({ hostname, state, peer }: FailoverStatus): string | undefined => {
  if (state !== 'active') return undefined;
  const then =
    peer.reachable && peer.state === 'active'
      ? `${peer.host ?? 'The peer'} is active as well.`
      : `${peer.host ?? 'Nobody'} does not serve until it is made Primary.`;
  return `${hostname} is active and serves the clients. It will stop serving them. ${peer.host === null ? 'Nobody serves then.' : then}`;
};

/** A sentence each. A takeover from nobody asks nothing: that the data here is old is a warning. */
const doubtsAbout = async (mode: Mode, { client }: Call): Promise<readonly string[]> => {
  if (mode === 'secondary') return [doubtAbout(await client.failover())].filter((doubt) => doubt !== undefined);
  const { servedBy, takesFrom, data } = await client.takeoverDoubts();
  return servedBy === null ? [] : [...takesFrom, ...data];
};

/** True when the operator was told and has agreed. */
const makeSure = async (mode: Mode, call: Call): Promise<boolean> => {
  if (!asks(call)) return false;
  const doubts = await doubtsAbout(mode, call);
  if (doubts.length === 0) return false;
  for (const doubt of doubts) call.operator.note(doubt);
  await agree(call);
  return true;
};

const change = async (mode: Mode, call: Call): Promise<Outcome> => {
  const isTold = await makeSure(mode, call);
  const answer = await call.client.setMode(mode);
  return outcomeOf(isTold ? { ...answer, warnings: [] } : answer);
};

/** `failover mode primary|secondary` (B1, B2). Becoming Primary works with the worker down, too: it is started first. */
export const setMode = async (call: Call): Promise<Outcome> => {
  const mode = call.values['mode'] === 'primary' ? 'primary' : 'secondary';
  try {
    return await change(mode, call);
  } catch (error) {
    if (mode !== 'primary' || !isWorkerDown(error)) throw error;
    const { root } = call.client;
    call.operator.note(`The worker is not running: starting it (${startCommand(root).join(' ')})`);
    await startWorker(root, call.signal);
    return change(mode, call);
  }
};
