import { isWorkerDown } from '../control/transport.ts';
import type { Health } from '../control/portal-shapes.ts';

const usualLimitMs = 1000;

const silent = new Error('the worker is silent');

/** Short: the page is for everybody, and the log says more. */
const sentenceOf = (error: unknown, limitMs: number): string => {
  if (error === silent) return `the worker did not answer within ${limitMs / 1000} s`;
  return isWorkerDown(error) ? 'the worker is not running' : 'the worker could not be asked';
};

/**
 * The question that every probe puts to the worker. What the worker said before a probe came is no answer to it, and one
 * that does not answer within the limit is as good as dead. Probes that come at the same time share one question, so that
 * no flood of them reaches the worker.
 */
export class HealthQuestion {
  readonly #ask: (signal: AbortSignal) => Promise<Health>;
  readonly #limitMs: number;
  #asking: Promise<unknown> = Promise.resolve();
  #next: Promise<Health> | undefined;

  constructor(ask: (signal: AbortSignal) => Promise<Health>, limitMs = usualLimitMs) {
    this.#ask = ask;
    this.#limitMs = limitMs;
  }

  /** Never rejects: no answer is an answer, too. */
  async answer(): Promise<Health> {
    const limit = Promise.withResolvers<never>();
    const timer = setTimeout(() => limit.reject(silent), this.#limitMs);
    try {
      return await Promise.race([this.#afterThis(), limit.promise]);
    } catch (error) {
      const sentence = sentenceOf(error, this.#limitMs);
      return { notServing: sentence, role: { neither: sentence } };
    } finally {
      clearTimeout(timer);
    }
  }

  /** The question after the one that is under way, for all that come until then. */
  #afterThis(): Promise<Health> {
    this.#next ??= this.#asking.then(() => {
      this.#next = undefined;
      const asked = this.#within();
      this.#asking = asked.catch(() => undefined);
      return asked;
    });
    return this.#next;
  }

  async #within(): Promise<Health> {
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(silent), this.#limitMs);
    try {
      return await this.#ask(over.signal);
    } catch (error) {
      throw over.signal.aborted ? silent : error;
    } finally {
      clearTimeout(timer);
    }
  }
}
