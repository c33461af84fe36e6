import { expect, jest, test } from '@jest/globals';
import type { Phase } from '../../../../src/failover/node.ts';
import { answeredPeerOf } from '../../../../src/worker/peer/answered-peer.ts';
import type { Worker } from '../../../../src/worker/worker.ts';

interface Situation {
  readonly now: Phase | 'silent';
  readonly last?: Phase;
  readonly answeredMsAgo?: number;
  readonly failures?: number;
}

/** As much of a worker as is asked: three heartbeats, one a second, which may take a second each. */
const workerIn = ({ now, last, answeredMsAgo, failures = 0 }: Situation) => {
  const status = jest.fn(() =>
    now === 'silent' ? Promise.reject(new Error('silent')) : Promise.resolve({ status: { phase: now }, responseMs: 3 }),
  );
  const worker = {
    config: { peer: 'core2', heartbeatFailures: 3, heartbeatIntervalMs: 1000, heartbeatTimeoutMs: 1000 },
    watch: {
      last: last === undefined ? null : { phase: last },
      lastAnswerAtMs: answeredMsAgo === undefined ? null : Date.now() - answeredMsAgo,
      failures,
      heardFrom: () => undefined,
    },
    links: { status },
  } as unknown as Worker;
  return { worker, status };
};

test('it is asked now: since its last heartbeat it may have been made Secondary', async () => {
  const { worker } = workerIn({ now: 'standby', last: 'active', answeredMsAgo: 900 });
  expect(await answeredPeerOf(worker)).toEqual({ name: 'core2', phase: 'standby', answeredMsAgo: 3, failures: 0 });
});

test('a worker that has just started has heard nothing and asks', async () => {
  const { worker } = workerIn({ now: 'active' });
  expect(await answeredPeerOf(worker)).toMatchObject({ phase: 'active', failures: 0 });
});

test('one that has just begun not to answer is what it was, and is not waited for again', async () => {
  const { worker, status } = workerIn({ now: 'silent', last: 'active', answeredMsAgo: 1500, failures: 2 });
  expect(await answeredPeerOf(worker)).toMatchObject({ phase: 'active', failures: 2 });
  expect(status).not.toHaveBeenCalled();
  const { worker: first } = workerIn({ now: 'silent', last: 'active', answeredMsAgo: 1500 });
  expect(await answeredPeerOf(first)).toMatchObject({ phase: 'active', failures: 1 });
});

test.each([
  ['has failed by the limit', { now: 'active', last: 'active', answeredMsAgo: 5000, failures: 3 }],
  ['was heard too long ago', { now: 'silent', last: 'active', answeredMsAgo: 60_000 }],
  ['never answered', { now: 'silent' }],
] as const)('nothing is known of one that %s', async (_why, situation) => {
  expect(await answeredPeerOf(workerIn(situation).worker)).toBeNull();
});
