import { expect, test } from '@jest/globals';
import { UnderstudyError } from '../../../src/error.ts';
import { Rounds } from '../../../src/worker/rounds.ts';

/** Rounds that end as the list says, and what was told of them until it is at its end. */
const tellOf = async (ends: readonly (Error | undefined)[]): Promise<string[]> => {
  const told: string[] = [];
  const { promise: over, resolve } = Promise.withResolvers<undefined>();
  const left = [...ends];
  const rounds = new Rounds({
    round: async () => {
      if (left.length === 0) {
        resolve(undefined);
        return new Promise(() => undefined);
      }
      const end = left.shift();
      if (end !== undefined) throw end;
      return undefined;
    },
    onCompleted: () => told.push('completed'),
    onFault: (fault) => told.push((fault as Error).message),
  });
  rounds.start();
  await over;
  return told;
};

test('every completed round is told, one after another', async () => {
  expect(await tellOf([undefined, undefined])).toEqual(['completed', 'completed']);
});

test('a fault of the host does not starve the watchdog, a bug does', async () => {
  const fullDisk = new UnderstudyError('resource', 'the disk is full');
  expect(await tellOf([fullDisk, new TypeError('a bug')])).toEqual(['the disk is full', 'completed', 'a bug']);
});

test('a round that never ends is no sign of life, and the loop does not go past it', async () => {
  let begun = 0;
  const { promise: entered, resolve } = Promise.withResolvers<undefined>();
  const rounds = new Rounds({
    round: () => {
      begun += 1;
      resolve(undefined);
      return new Promise(() => undefined);
    },
    onCompleted: () => {
      throw new Error('nothing was completed');
    },
    onFault: () => undefined,
  });
  rounds.start();
  await entered;
  expect(begun).toBe(1);
});

test('stop waits for the round that is under way', async () => {
  const { promise: entered, resolve } = Promise.withResolvers<undefined>();
  const end = Promise.withResolvers<undefined>();
  let completed = 0;
  const rounds = new Rounds({
    round: () => {
      resolve(undefined);
      return end.promise;
    },
    onCompleted: () => (completed += 1),
    onFault: () => undefined,
  });
  rounds.start();
  await entered;
  const stopped = rounds.stop();
  end.resolve(undefined);
  await stopped;
  expect(completed).toBe(1);
});
