import { expect, test } from '@jest/globals';
import { UnderstudyError } from '../../../src/error.ts';
import { withRetries } from '../../../src/replication/retry.ts';
import { never } from '../../support/replica.ts';

const failing = (times: number, error: Error) => {
  let calls = 0;
  const attempt = (): Promise<string> => (++calls <= times ? Promise.reject(error) : Promise.resolve(`call ${calls}`));
  return { attempt, calls: () => calls };
};
const passing = new UnderstudyError('peer', 'the connection broke');

test('what may pass by itself is tried again', async () => {
  await expect(withRetries(failing(2, passing).attempt, never, [1, 1])).resolves.toBe('call 3');
});

test('but not for ever', async () => {
  const { attempt, calls } = failing(9, passing);
  await expect(withRetries(attempt, never, [1, 1])).rejects.toBe(passing);
  expect(calls()).toBe(3);
});

test('what will not pass is not tried again', async () => {
  const { attempt, calls } = failing(9, new UnderstudyError('resource', 'the disk is full'));
  await expect(withRetries(attempt, never, [1, 1])).rejects.toThrow('the disk is full');
  expect(calls()).toBe(1);
});

test('the wait ends when the work is stopped', async () => {
  const abort = new AbortController();
  const work = withRetries(failing(9, passing).attempt, abort.signal, [3_600_000]);
  abort.abort(new UnderstudyError('interrupted', 'this server is promoted'));
  await expect(work).rejects.toThrow('this server is promoted');
});
