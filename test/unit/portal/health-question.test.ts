import { describe, expect, test } from '@jest/globals';
import type { Health } from '../../../src/control/portal-shapes.ts';
import { UnderstudyError } from '../../../src/error.ts';
import { HealthQuestion } from '../../../src/portal/health-question.ts';
import { WorkerDown } from '../../../src/control/transport.ts';

const serving: Health = { notServing: null, role: 'Primary' };
const failing = (sentence: string): Health => ({ notServing: sentence, role: { neither: sentence } });

/** A worker that answers when it is told to. */
class Worker {
  readonly asked: ((health: Health) => void)[] = [];
  readonly ask = (signal: AbortSignal): Promise<Health> =>
    new Promise((resolve, reject) => {
      this.asked.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  async untilAsked(times: number): Promise<void> {
    for (let turn = 0; this.asked.length < times && turn < 1000; turn += 1) await new Promise(setImmediate);
    expect(this.asked).toHaveLength(times);
  }
}

describe('the question of a probe', () => {
  test('what was asked before a probe came is no answer to it, and probes that wait share the next one', async () => {
    const worker = new Worker();
    const question = new HealthQuestion(worker.ask, 10_000);
    const first = question.answer();
    await worker.untilAsked(1);
    const [second, third] = [question.answer(), question.answer()];
    worker.asked[0]?.(serving);
    expect(await first).toEqual(serving);
    await worker.untilAsked(2);
    worker.asked[1]?.(failing('it has changed'));
    expect(await Promise.all([second, third])).toEqual([failing('it has changed'), failing('it has changed')]);
    expect(worker.asked).toHaveLength(2);
  });

  test('a worker that is silent is as good as dead, and asked again at the next probe', async () => {
    const worker = new Worker();
    const question = new HealthQuestion(worker.ask, 20);
    expect(await question.answer()).toEqual(failing('the worker did not answer within 0.02 s'));
    const patient = new HealthQuestion(worker.ask, 5000);
    const next = patient.answer();
    await worker.untilAsked(2);
    worker.asked[1]?.(serving);
    expect(await next).toEqual(serving);
  });

  test.each([
    [
      'the worker is not running',
      new UnderstudyError('failed', 'nobody listens on /run/x', { cause: new WorkerDown('ENOENT') }),
    ],
    ['the worker could not be asked', new Error('/secret/path')],
  ])('%s: the page says no more', async (sentence, error) => {
    expect(await new HealthQuestion(() => Promise.reject(error)).answer()).toEqual(failing(sentence));
  });
});
