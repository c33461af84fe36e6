import { randomBytes } from 'node:crypto';
import type { DebugTopic, SessionMode, SessionStatus } from '../control/session-shapes.ts';
import { UnderstudyError } from '../error.ts';
import type { Caller, CallerNames } from './caller.ts';
import { SessionStream } from './session-stream.ts';

/** Nobody's consoles keep others out: each account has its own limit, and together they leave room for commands. */
const mostOfAccount = 16;
const mostOfAll = 64;
/** The account that runs the worker is let in, whatever others do. */
const mostOfOwner = 256;

const now = (): string => new Date().toISOString();

/** One console at which somebody sits. */
export interface Session {
  readonly line: number;
  /** Known to its own client only. */
  readonly key: string;
  readonly caller: Caller;
  readonly names: CallerNames;
  readonly sinceMs: number;
  readonly stream: SessionStream;
  readonly topics: Set<DebugTopic>;
  lastMs: number;
  mode: SessionMode;
}

/** The open consoles of this server: who sits there, and what they are told (console: `show users`, `clear line`). */
export class Sessions {
  readonly #open = new Map<string, Session>();

  /** @throws UnderstudyError refused when this account, or all together, have too many */
  open(caller: Caller, names: CallerNames, nowMs = Date.now()): Session {
    const own = [...this.#open.values()].filter((session) => session.caller.uid === caller.uid);
    const isOwner = caller.uid === process.geteuid?.();
    const most = isOwner ? mostOfOwner : mostOfAccount;
    if (own.length >= most || (this.#open.size >= mostOfAll && !isOwner)) {
      const who = own.length >= most ? `${names.user} has ${most}` : `This server has ${mostOfAll}`;
      throw new UnderstudyError('refused', `${who} open consoles already`, {
        hint: 'leave one of them; "show users" lists them, "clear line N" ends one',
      });
    }
    const session: Session = {
      line: this.#freeLine(),
      key: randomBytes(16).toString('base64url'),
      caller,
      names,
      sinceMs: nowMs,
      stream: new SessionStream(),
      topics: new Set(),
      lastMs: nowMs,
      mode: 'user',
    };
    this.#open.set(session.key, session);
    session.stream.push({ type: 'open', line: session.line, key: session.key });
    return session;
  }

  /** Its client has left, or nobody listens to it any more. */
  close({ key, stream }: Session): void {
    stream.end();
    this.#open.delete(key);
  }

  closeAll(): void {
    for (const session of this.#open.values()) this.close(session);
  }

  /** The session that a request belongs to; only the process that opened it may say so. */
  of(key: string | undefined, { uid, pid }: Caller): Session | undefined {
    const session = key === undefined ? undefined : this.#open.get(key);
    return session?.caller.uid === uid && session?.caller.pid === pid ? session : undefined;
  }

  statuses(own: Session | undefined, nowMs = Date.now()): SessionStatus[] {
    return [...this.#open.values()]
      .sort((a, b) => a.line - b.line)
      .map(({ line, names, sinceMs, lastMs, mode, topics, ...rest }) => ({
        line,
        user: names.user,
        login: names.login,
        claims: names.claims,
        terminal: names.terminal,
        from: names.from,
        since: new Date(sinceMs).toISOString(),
        idleMs: Math.max(0, nowMs - lastMs),
        mode,
        debug: [...topics],
        isOwn: rest.key === own?.key,
      }));
  }

  /** @throws UnderstudyError usage when nobody sits there */
  at(line: number): Session {
    const session = [...this.#open.values()].find((one) => one.line === line);
    if (session === undefined)
      throw new UnderstudyError('usage', `Line ${line} is not open`, { hint: '"show users" lists those that are' });
    return session;
  }

  /** Ends somebody's console with a message. */
  end(session: Session, text: string): void {
    session.stream.push({ type: 'end', at: now(), text });
    this.close(session);
  }

  /** A line for every open console. */
  notice(text: string): void {
    for (const { stream } of this.#open.values()) stream.push({ type: 'notice', at: now(), text });
  }

  /** A line for the consoles that asked for this topic. */
  debug(topic: DebugTopic, text: string): void {
    for (const { stream, topics } of this.#open.values())
      if (topics.has(topic)) stream.push({ type: 'debug', at: now(), text });
  }

  #freeLine(): number {
    const taken = new Set([...this.#open.values()].map(({ line }) => line));
    let line = 1;
    while (taken.has(line)) line += 1;
    return line;
  }
}
