import type { FailoverStatus } from '../../control/shapes.ts';
import { startCommand } from '../../control/start-command.ts';
import { startWorker } from '../../control/start-worker.ts';
import { isWorkerDown } from '../../control/transport.ts';
import type { Call, Outcome } from '../declaration.ts';
import { agree, asks } from './agree.ts';
import { outcomeOf } from './answer.ts';

type Mode = 'primary' | 'secondary';

/** What the operator should think twice about, naming both hosts; undefined: nothing (console 38). */
export const doubtAbout = (mode: Mode, { hostname, state, peer }: FailoverStatus): string | undefined => {
  const peerIsActive = peer.reachable && peer.state === 'active';
  if (mode === 'primary' && state !== 'active' && peerIsActive) {
    return `${peer.host ?? 'The peer'} is active and serves the clients. ${hostname} will become Primary and serve in its place, with the last complete copy.`;
  }
  if (mode === 'secondary' && state === 'active') {
    const then = peerIsActive
      ? `${peer.host ?? 'The peer'} is active as well.`
      : `${peer.host ?? 'Nobody'} does not serve until it is made Primary.`;
    return `${hostname} is active and serves the clients. It will stop serving them. ${peer.host === null ? 'Nobody serves then.' : then}`;
  }
  return undefined;
};

const makeSure = async (mode: Mode, call: Call): Promise<void> => {
  if (!asks(call)) return;
  const doubt = doubtAbout(mode, await call.client.failover());
  if (doubt === undefined) return;
  call.operator.note(doubt);
  await agree(call);
};

const change = async (mode: Mode, call: Call): Promise<Outcome> => {
  await makeSure(mode, call);
  return outcomeOf(await call.client.setMode(mode));
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
