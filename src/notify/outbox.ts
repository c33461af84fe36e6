import { reasonOf } from '../error.ts';
import type { Clock } from './clock.ts';
import type { Delivery, Outgoing } from './delivery.ts';
import { bodyOf, isUrgentLetter, subjectOf, type Letter } from './letter.ts';
import type { MailSettings } from './mail-settings.ts';
import { noMailState, type MailState } from './mail-state.ts';
import type { Notice, Occasion } from './notice.ts';
import { outcomeOf } from './outcome.ts';
import { hasCome, pauseMs } from './pace.ts';
import { nextDue, nextDueInMs, outdated, place } from './queue.ts';
import type { Spool } from './spool.ts';
import { tell } from './streaks.ts';

/** What the outbox is made of. */
export interface OutboxParts {
  readonly spool: Pick<Spool, 'open' | 'write' | 'remove' | 'writeState'>;
  readonly clock: Clock;
  /** Undefined while mails cannot be sent. */
  readonly settings: () => MailSettings | undefined;
  readonly deliver: (mail: Outgoing, settings: MailSettings, signal: AbortSignal) => Promise<Delivery>;
  readonly warn: (sentence: string) => void;
  readonly info: (sentence: string) => void;
}

const countOf = (count: number): string => `${count} ${count === 1 ? 'notice' : 'notices'}`;

const withMissed = (notice: Notice, missed: number): Notice =>
  missed === 0 ? notice : { ...notice, facts: [...notice.facts, ['Seen', `${missed} more times since the last mail`]] };

const outgoingOf = (letter: Letter, to: readonly string[]): Outgoing => ({
  messageId: letter.messageId,
  subject: subjectOf(letter),
  text: bodyOf(letter),
  to,
  atMs: letter.createdAtMs,
  isUrgent: isUrgentLetter(letter),
});

/**
 * The queue of mails (C11): it survives restarts and a mail server that is away. What is told goes to the disk first, and
 * leaves it when the mail server has taken it, so that a crash in between repeats a mail, under the same id, and loses none.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #spool: OutboxParts['spool'];
  /** Oldest first. */
  #letters: readonly Letter[] = [];
  #state: MailState = noMailState;
  #turn: Promise<unknown> = Promise.resolve();
  #pumping: Promise<void> | undefined;
  #sending: string | undefined;
  #pausedUntilMs = 0;
  #failures = 0;
  #callOff: () => void = () => undefined;
  #isOpen = false;
  readonly #stopped = new AbortController();

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#spool = parts.spool;
  }

  get letters(): readonly Letter[] {
    return this.#letters;
  }

  get state(): MailState {
    return this.#state;
  }

  /** Not before this is anything tried; epoch ms. */
  get pausedUntilMs(): number {
    return this.#pausedUntilMs;
  }

  /** Takes up what waits from an earlier life. */
  async open(): Promise<void> {
    const { letters, state, damaged } = await this.#spool.open();
    this.#letters = letters;
    this.#state = state;
    for (const path of damaged) this.#parts.warn(`A mail that waited could not be read: it is set aside as ${path}`);
    this.#isOpen = true;
    this.#arm();
  }

  /** Tells of something, if it was not told already. Never fails: a fault of the disk keeps the mail in memory. */
  post(occasion: Occasion): Promise<void> {
    return this.#inTurn(async () => {
      const nowMs = this.#parts.clock.nowMs();
      const { open, isTold, missed } = tell(this.#state.open, occasion, nowMs);
      const isNews = isTold || Object.keys(open).length !== Object.keys(this.#state.open).length;
      this.#state = { ...this.#state, open };
      if (isTold) await this.#enqueue(withMissed(occasion.notice, missed), nowMs);
      if (isNews) await this.#saveState();
      this.#arm();
    });
  }

  /**
   * What was refused or could not be sent may go now.
   *
   * @param options.isQuiet nobody is told of faults any more: those that last are forgotten
   */
  settingsChanged(options: { readonly isQuiet: boolean }): Promise<void> {
    return this.#inTurn(async () => {
      const nowMs = this.#parts.clock.nowMs();
      const { lastFailure, open } = this.#state;
      this.#state = {
        ...this.#state,
        lastFailure: lastFailure === null ? null : { ...lastFailure, isForGood: false },
        open: options.isQuiet ? {} : open,
      };
      await this.#saveState();
      for (const letter of this.#letters.filter(
        ({ isAside, refused, attempts }) => isAside || refused.length + attempts > 0,
      ))
        await this.#put({ ...letter, isAside: false, refused: [], nextAtMs: Math.max(nowMs, letter.notBeforeMs) });
      this.tryNow();
    });
  }

  /** The mail server was heard: nothing waits any longer. */
  tryNow(): void {
    this.#pausedUntilMs = 0;
    this.#failures = 0;
    this.#arm();
  }

  /** Ends the attempt that is under way; what it was about is tried again at the next start. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#callOff();
    await this.settled();
  }

  /** Resolves when nothing is under way: what is not done by then waits for its time. */
  async settled(): Promise<void> {
    let turn: Promise<unknown> | undefined;
    while (turn !== this.#turn || this.#pumping !== undefined) {
      turn = this.#turn;
      await turn;
      await this.#pumping;
    }
  }

  async #enqueue(notice: Notice, nowMs: number): Promise<void> {
    await this.#giveUp(nowMs);
    const { begunAtMs } = this.#state;
    const now = { nowMs, begunAtMs, sending: this.#sending };
    const hostname = this.#parts.settings()?.hostname ?? notice.server;
    const placed = place(notice, this.#letters, now, hostname);
    this.#state = { ...this.#state, begunAtMs: placed.begunAtMs };
    if (placed.letter === null) this.#drop(1, 'the queue of mails was full', nowMs);
    else await this.#put(placed.letter);
  }

  async #giveUp(nowMs: number): Promise<void> {
    for (const letter of outdated(this.#letters, nowMs)) {
      if (letter.id === this.#sending) continue;
      this.#drop(
        letter.notices.length,
        letter.isAside ? 'the mail server refused them' : 'they waited too long',
        nowMs,
      );
      await this.#remove(letter);
    }
  }

  #drop(count: number, why: string, nowMs: number): void {
    const all = (this.#state.dropped?.count ?? 0) + count;
    this.#state = { ...this.#state, dropped: { count: all, lastAt: new Date(nowMs).toISOString(), why } };
    this.#parts.warn(`${countOf(count)} by e-mail given up: ${why}`);
  }

  async #put(letter: Letter): Promise<void> {
    const isNew = !this.#letters.some(({ id }) => id === letter.id);
    this.#letters = isNew
      ? [...this.#letters, letter]
      : this.#letters.map((one) => (one.id === letter.id ? letter : one));
    await this.#onDisk(() => this.#spool.write(letter));
  }

  #saveState(): Promise<void> {
    return this.#onDisk(() => this.#spool.writeState(this.#state));
  }

  async #onDisk(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) =>
      this.#parts.warn(`The queue of mails cannot be written: ${reasonOf(error)}`),
    );
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work).catch((error: unknown) => {
      this.#parts.warn(`The queue of mails failed: ${reasonOf(error)}`);
    });
    this.#turn = done;
    return done;
  }

  /** Wakes up when the next mail is due. */
  #arm(): void {
    this.#callOff();
    if (!this.#isOpen || this.#stopped.signal.aborted || this.#pumping !== undefined) return;
    const { clock, settings } = this.#parts;
    const nowMs = clock.nowMs();
    const dueInMs = nextDueInMs(this.#letters, nowMs);
    if (dueInMs === undefined || settings() === undefined) return;
    const pauseInMs = hasCome(this.#pausedUntilMs, nowMs) ? 0 : this.#pausedUntilMs - nowMs;
    this.#callOff = clock.after(Math.max(dueInMs, pauseInMs), () => {
      this.#pumping ??= this.#pump().finally(() => {
        this.#pumping = undefined;
        this.#arm();
      });
    });
  }

  async #pump(): Promise<void> {
    while (!this.#stopped.signal.aborted && (await this.#sendNext()));
  }

  /** @returns whether another one may be due */
  async #sendNext(): Promise<boolean> {
    await this.#inTurn(() => this.#giveUp(this.#parts.clock.nowMs()));
    const settings = this.#parts.settings();
    const nowMs = this.#parts.clock.nowMs();
    const letter = nextDue(this.#letters, nowMs);
    if (settings === undefined || letter === undefined || !hasCome(this.#pausedUntilMs, nowMs)) return false;
    const done = [...letter.delivered, ...letter.refused.map(({ address }) => address)];
    const to = settings.to.filter((address) => !done.includes(address));
    this.#sending = letter.id;
    try {
      if (to.length === 0) await this.#inTurn(() => this.#close(letter));
      else {
        const delivery = await this.#parts.deliver(outgoingOf(letter, to), settings, this.#stopped.signal);
        if (!this.#stopped.signal.aborted) await this.#inTurn(() => this.#settle(letter, delivery));
      }
      return true;
    } finally {
      this.#sending = undefined;
    }
  }

  /** Whoever is to be told now has it already, or is refused. */
  async #close(letter: Letter): Promise<void> {
    if (letter.delivered.length > 0) await this.#remove(letter);
    else await this.#put({ ...letter, isAside: true });
  }

  async #remove(letter: Letter): Promise<void> {
    this.#letters = this.#letters.filter(({ id }) => id !== letter.id);
    await this.#onDisk(() => this.#spool.remove(letter));
  }

  async #settle(letter: Letter, delivery: Delivery): Promise<void> {
    const nowMs = this.#parts.clock.nowMs();
    const before = this.#state;
    const { letter: left, state, isReached } = outcomeOf(letter, before, delivery, nowMs);
    this.#state = state;
    this.#failures = isReached ? 0 : this.#failures + 1;
    this.#pausedUntilMs = isReached ? 0 : nowMs + pauseMs(this.#failures);
    await (left === null ? this.#remove(letter) : this.#put(left));
    await this.#saveState();
    this.#say(letter, before, state);
  }

  /** What changes is said once. */
  #say(letter: Letter, before: MailState, { lastSent, lastFailure }: MailState): void {
    if (lastSent !== null && lastSent !== before.lastSent)
      this.#parts.info(`Mail "${lastSent.subject}" went to ${lastSent.to.join(', ')}: ${lastSent.reply}`);
    if (
      lastFailure !== null &&
      lastFailure !== before.lastFailure &&
      lastFailure.sentence !== before.lastFailure?.sentence
    )
      this.#parts.warn(`Mail "${subjectOf(letter)}" did not go: ${lastFailure.sentence}`);
  }
}
