import type { SyncEvent } from '../../src/control/shapes.ts';
import { noNames } from '../../src/control/session-shapes.ts';
import { UnderstudyError } from '../../src/error.ts';
import type { Dice } from './dice.ts';
import { FakeControl } from './fake-control.ts';
import { glanceOf } from './glance-of.ts';
import { failoverStatus, successfulRun } from './status-fixtures.ts';

/** Text that would steer a terminal, or be broken in the middle. */
export const hostile = '\u001b[2J\u001b]0;x\u0007\u009b31m世界e\u0301👩‍🚀\r\u0000 ok';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
}

/** Settles in a moment, or not before the operator gives up. */
const after = ({ signal }: Asked, isSlow: boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(new UnderstudyError('interrupted', 'Interrupted'));
    if (signal?.aborted === true) stop();
    else if (isSlow && signal !== undefined) signal.addEventListener('abort', stop, { once: true });
    else setImmediate(resolve);
  });

const glance = glanceOf(failoverStatus(), { execTimeoutMs: 0, names: { ...noNames, peer: [['core1', hostile]] } });

/** A worker that answers well, slowly, with hostile words, or not at all, as the dice fall; without any socket. */
export class FuzzTransport {
  dice: Dice;
  readonly #replies: FakeControl['replies'];

  private constructor(dice: Dice, replies: FakeControl['replies']) {
    this.dice = dice;
    this.#replies = replies;
  }

  static async start(dice: Dice): Promise<FuzzTransport> {
    const fake = await FakeControl.start([]);
    const replies = new Map([...fake.replies, ['GET /v1/log', { lines: Array.from({ length: 60 }, () => hostile) }]]);
    await fake.stop();
    return new FuzzTransport(dice, replies);
  }

  readonly exchange = async (asked: Asked): Promise<unknown> => {
    const call = `${asked.method} /v1${asked.path.split('?')[0] ?? ''}`;
    if (call === 'GET /v1/glance' && this.dice.below(20) > 0) return glance;
    if (call === 'GET /v1/glance') throw new UnderstudyError('failed', 'The worker is away');
    const fate = this.dice.below(20);
    await after(asked, fate === 0);
    if (fate === 1) throw new UnderstudyError('peer', `refused ${hostile}`, { hint: hostile });
    if (fate === 2) throw new TypeError("Cannot read properties of undefined (reading 'x')");
    if (fate === 3) throw new UnderstudyError('permission', 'This command needs privileged mode');
    const reply = this.#replies.get(call);
    if (reply === undefined) throw new UnderstudyError('usage', `${call} is not in the control API`);
    return fate === 4 && 'message' in reply ? { ...reply, message: hostile, warnings: [hostile] } : reply;
  };

  readonly follow = async function* (this: FuzzTransport, asked: Asked): AsyncGenerator {
    if (asked.path !== '/sync') {
      yield { type: 'notice', text: `notice ${hostile}` };
      return;
    }
    const progress = { task: `fetch ${hostile}`, bytes: 1, totalBytes: 3, bytesPerSecond: 1, remainingMs: 2000 };
    yield { type: 'progress', ...progress } satisfies SyncEvent;
    await after(asked, this.dice.below(4) === 0);
    yield { type: 'done', run: successfulRun } satisfies SyncEvent;
  }.bind(this);
}
