import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { UnderstudyError } from '../../error.ts';
import { secretMatches } from './secret.ts';

const firstDelayMs = 250;
const longestDelayMs = 8000;
/** Of one account. */
const mostAttempts = 4;
/** Of all together: each of them costs memory and time of the processor. */
const mostAttemptsOfAll = 16;
const tokenLifeMs = 12 * 3_600_000;
/** Of one account; the oldest one goes. */
const mostTokens = 16;

/** Whoever holds a token, by the kernel. */
export interface Holder {
  readonly uid: number | undefined;
  readonly pid: number | undefined;
}

interface Token {
  readonly uid: number;
  readonly pid: number;
  readonly bornMs: number;
  usedMs: number;
}

/** A request that is under way, and the token it was made with. */
interface Acting {
  readonly token: string | undefined;
  isOver: boolean;
}

/** The attempts of one account, one after another. */
interface Line {
  wrong: number;
  attempts: number;
  last: Promise<unknown>;
}

const crowded = (): UnderstudyError =>
  new UnderstudyError('permission', 'Too many attempts wait; try again later', {
    hint: 'wrong secrets wait longer each time',
  });

/**
 * Who is in privileged mode: processes that hold a token which the right secret earned. The check is here, in the worker,
 * and not in any client. A token is worth something only in the hands of the process that earned it, and ends when it is
 * not used. Wrong secrets of an account wait longer each time, and hold up nobody else.
 */
export class Privilege {
  readonly #tokens = new Map<string, Token>();
  readonly #lines = new Map<number, Line>();
  readonly #acting = new AsyncLocalStorage<Acting>();
  readonly #idleMs: () => number;
  readonly #nowMs: () => number;

  /** @param idleMs how long a token may lie unused; 0: for its whole life */
  constructor(idleMs: () => number = () => 0, nowMs: () => number = () => performance.now()) {
    this.#idleMs = idleMs;
    this.#nowMs = nowMs;
  }

  /**
   * A token for the right secret. An attempt whose client left before its turn is dropped; one that was begun is ended
   * with its delay, so that leaving early does not buy the next guess.
   *
   * @throws UnderstudyError permission for a wrong one, after its delay, and at once when four others of this account wait;
   *   interrupted for a dropped one
   */
  async enable(secret: string, hash: string, holder: Holder, signal?: AbortSignal): Promise<string> {
    const { uid, pid } = holder;
    if (uid === undefined || pid === undefined)
      throw new UnderstudyError('permission', 'The kernel does not say who is calling: nobody is let in');
    const line = this.#lineOf(uid);
    line.attempts += 1;
    let waits = true;
    const leave = (): void => {
      if (waits) line.attempts -= 1;
      waits = false;
      if (line.attempts === 0 && line.wrong === 0) this.#lines.delete(uid);
    };
    signal?.addEventListener('abort', leave);
    const attempt = line.last.then(() => {
      if (signal?.aborted === true) throw new UnderstudyError('interrupted', 'The client has left');
      signal?.removeEventListener('abort', leave);
      return this.#try(secret, hash, line, { uid, pid });
    });
    line.last = attempt.catch(() => undefined);
    return attempt.finally(leave);
  }

  /** True for the process that earned the token, while it goes on using it; this is a use. */
  holds(token: string | undefined, holder: Holder): boolean {
    const found = this.#find(token, holder);
    if (found === undefined) return false;
    found.usedMs = this.#nowMs();
    return true;
  }

  /** The same, for those who only look: this is no use. */
  isHeld(token: string | undefined, holder: Holder): boolean {
    return this.#find(token, holder) !== undefined;
  }

  /** Does what was asked for with a token: whoever changes the secret so goes on, until the work is over. */
  async acting<T>(token: string | undefined, work: () => Promise<T>): Promise<T> {
    const acting = { token, isOver: false };
    try {
      return await this.#acting.run(acting, work);
    } finally {
      acting.isOver = true;
    }
  }

  /** The secret has changed: forgets every token but that of whoever is changing it. */
  clear(): void {
    const acting = this.#acting.getStore();
    const own = acting?.isOver === false ? acting.token : undefined;
    for (const token of [...this.#tokens.keys()]) if (token !== own) this.#tokens.delete(token);
  }

  /** Forgets the tokens of one process: somebody has ended its session, or it has gone. */
  forget({ uid, pid }: Holder): void {
    for (const [token, of] of this.#tokens) if (of.uid === uid && of.pid === pid) this.#tokens.delete(token);
  }

  #find(token: string | undefined, { uid, pid }: Holder): Token | undefined {
    const found = token === undefined ? undefined : this.#tokens.get(token);
    if (token === undefined || found === undefined || found.uid !== uid || found.pid !== pid) return undefined;
    const nowMs = this.#nowMs();
    const idleMs = this.#idleMs() || tokenLifeMs;
    if (nowMs - found.bornMs <= tokenLifeMs && nowMs - found.usedMs <= idleMs) return found;
    this.#tokens.delete(token);
    return undefined;
  }

  #lineOf(uid: number): Line {
    const line = this.#lines.get(uid) ?? { wrong: 0, attempts: 0, last: Promise.resolve() };
    const all = [...this.#lines.values()].reduce((sum, { attempts }) => sum + attempts, 0);
    if (line.attempts >= mostAttempts || all >= mostAttemptsOfAll) throw crowded();
    this.#lines.set(uid, line);
    return line;
  }

  async #try(secret: string, hash: string, line: Line, holder: { uid: number; pid: number }): Promise<string> {
    if (!(await secretMatches(secret, hash))) {
      await wait(Math.min(firstDelayMs * 2 ** line.wrong, longestDelayMs));
      line.wrong += 1;
      throw new UnderstudyError('permission', 'Bad secrets');
    }
    line.wrong = 0;
    return this.#grant(holder);
  }

  #grant({ uid, pid }: { readonly uid: number; readonly pid: number }): string {
    const own = [...this.#tokens].filter(([, of]) => of.uid === uid);
    for (const [old] of own.slice(0, Math.max(0, own.length - mostTokens + 1))) this.#tokens.delete(old);
    const token = randomBytes(32).toString('base64url');
    const nowMs = this.#nowMs();
    this.#tokens.set(token, { uid, pid, bornMs: nowMs, usedMs: nowMs });
    return token;
  }
}
