import { randomBytes } from 'node:crypto';
import type { DebugTopic, SessionMode, SessionStatus } from '../../control/session-shapes.ts';
import { UnderstudyError } from '../../error.ts';
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
  /** As its client tells it; {@link modeOf} says what is true. */
  mode: SessionMode;
  /** Whether its client may still do what privileged mode allows. */
  isPrivileged: () => boolean;
}

/** No console is in a mode, nor shown anything, that it has no right to any more. */
const modeOf = ({ mode, isPrivileged }: Session): SessionMode => (isPrivileged() ? mode : 'user');
const topicsOf = ({ topics, isPrivileged }: Session): DebugTopic[] => (isPrivileged() ? [...topics] : []);

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
      isPrivileged: () => false,
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
      .map((session) => ({
        line: session.line,
        user: session.names.user,
        login: session.names.login,
        claims: session.names.claims,
        terminal: session.names.terminal,
        from: session.names.from,
        since: new Date(session.sinceMs).toISOString(),
        idleMs: Math.max(0, nowMs - session.lastMs),
        mode: modeOf(session),
        debug: topicsOf(session),
        isOwn: session.key === own?.key,
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

  /** Does what may end the privileged mode of consoles; those that lose it are told at once. */
  tellLosers(work: () => void, text: string): void {
    const before = [...this.#open.values()].filter(({ isPrivileged }) => isPrivileged());
    work();
    for (const { stream } of before.filter(({ isPrivileged }) => !isPrivileged()))
      stream.push({ type: 'notice', at: now(), text });
  }

  /** A line for the consoles that asked for this topic. */
  debug(topic: DebugTopic, text: string): void {
    for (const session of this.#open.values())
      if (topicsOf(session).includes(topic)) session.stream.push({ type: 'debug', at: now(), text });
  }

  #freeLine(): number {
    const taken = new Set([...this.#open.values()].map(({ line }) => line));
    let line = 1;
    while (taken.has(line)) line += 1;
    return line;
  }
}
