import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { UnderstudyError } from '../error.ts';
import { secretMatches } from './secret.ts';

const firstDelayMs = 250;
const longestDelayMs = 8000;
const mostAttempts = 4;
const tokenLifeMs = 12 * 3_600_000;

/**
 * Who is in privileged mode: holders of a token that the right secret earned. The check is here, in the worker, and not
 * in any client; wrong secrets wait longer each time, all of them in one short line.
 */
export class Privilege {
  readonly #tokens = new Map<string, number>();
  #wrong = 0;
  #attempts = 0;
  #line: Promise<unknown> = Promise.resolve();

  /**
   * A token for the right secret. An attempt whose client left before its turn is dropped; one that was begun is ended
   * with its delay, so that leaving early does not buy the next guess.
   *
   * @throws UnderstudyError permission for a wrong one, after its delay, and at once when four others wait; interrupted
   *   for a dropped one
   */
  async enable(secret: string, hash: string, signal?: AbortSignal): Promise<string> {
    if (this.#attempts >= mostAttempts)
      throw new UnderstudyError('permission', 'Too many attempts wait; try again later');
    this.#attempts += 1;
    let waits = true;
    const leave = (): void => {
      if (waits) this.#attempts -= 1;
      waits = false;
    };
    signal?.addEventListener('abort', leave);
    const attempt = this.#line.then(() => {
      if (signal?.aborted === true) throw new UnderstudyError('interrupted', 'The client has left');
      signal?.removeEventListener('abort', leave);
      return this.#try(secret, hash);
    });
    this.#line = attempt.catch(() => undefined);
    return attempt.finally(leave);
  }

  holds(token: string | undefined): boolean {
    const expires = token === undefined ? undefined : this.#tokens.get(token);
    return expires !== undefined && expires > performance.now();
  }

  /** Forgets every token: the secret has changed. */
  clear(): void {
    this.#tokens.clear();
  }

  async #try(secret: string, hash: string): Promise<string> {
    if (!(await secretMatches(secret, hash))) {
      await wait(Math.min(firstDelayMs * 2 ** this.#wrong, longestDelayMs));
      this.#wrong += 1;
      throw new UnderstudyError('permission', 'Bad secrets');
    }
    this.#wrong = 0;
    const token = randomBytes(32).toString('base64url');
    this.#tokens.set(token, performance.now() + tokenLifeMs);
    return token;
  }
}
