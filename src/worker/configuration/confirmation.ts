import type { PendingConfirm as Shown } from '../../control/config-shapes.ts';
import type { Answer } from '../../control/shapes.ts';
import { reasonOf } from '../../error.ts';
import { PendingConfirm } from './pending-confirm.ts';
import type { Worker } from '../worker.ts';

/** `14:05:00 GMT` */
const clockTime = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)} GMT`;

/** What the configurator lends. */
interface Lent {
  /** One thing after another. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly keep: (by: string, what: string, isSave: boolean) => Promise<readonly string[]>;
}

const nothingWaits: Answer = { message: 'No change waits for a confirmation', changed: false, warnings: [] };

/**
 * Changes that are rolled back unless somebody confirms them in time: whoever locks himself out by what he configures is
 * let in again, without a restart.
 */
export class Confirmation {
  readonly #worker: Worker;
  readonly #lent: Lent;
  readonly #pending: PendingConfirm;
  /** Why the roll-back failed last; what was told once is not told again. */
  #failure: string | undefined;
  /** Set when the running configuration is back and only the saved one is not; and whether that changed it. */
  #isBack = false;
  #hasChanged = false;

  constructor(worker: Worker, lent: Lent) {
    this.#worker = worker;
    this.#lent = lent;
    this.#pending = new PendingConfirm(
      worker.paths.pendingConfirm,
      () => lent.inTurn(() => this.#timeIsOver()),
      (sentence) => worker.logs.worker.warn(sentence),
    );
  }

  /** Takes up what was armed before a restart. */
  open(): Promise<void> {
    return this.#pending.resume();
  }

  stop(): void {
    this.#pending.stop();
  }

  get view(): Shown | null {
    return this.#pending.view;
  }

  /** What is worth knowing for whoever saves meanwhile. */
  get warnings(): readonly string[] {
    const { pending } = this.#pending;
    if (pending === undefined) return [];
    return [
      `changes are not confirmed: at ${clockTime(pending.revertsAtMs)} they are rolled back here and in startup-config unless "configure confirm" keeps them`,
    ];
  }

  /** `configure confirm MINUTES`. Armed again the time starts anew, and what is gone back to stays. */
  arm(by: string, minutes: number): Promise<Answer> {
    return this.#lent.inTurn(async () => {
      const armedAtMs = Date.now();
      const before = this.#pending.pending;
      const { text, savedText } = this.#worker.running;
      const revertsAtMs = armedAtMs + minutes * 60_000;
      const since = before?.sinceMs ?? armedAtMs;
      const what = { running: before?.running ?? text, saved: before?.saved ?? savedText, sinceMs: since };
      this.#forget();
      await this.#pending.arm({ by, armedAtMs, revertsAtMs, ...what });
      const changes = before === undefined ? 'Changes from now on' : `The changes since ${clockTime(since)}`;
      const message = `${changes} are rolled back at ${clockTime(revertsAtMs)} unless "configure confirm" keeps them`;
      this.#note(`${message}.`);
      return { message, changed: true, warnings: [] };
    });
  }

  /** `configure confirm`. */
  confirm(): Promise<Answer> {
    return this.#lent.inTurn(async () => {
      if (this.#pending.pending === undefined) return nothingWaits;
      await this.#pending.disarm();
      this.#forget();
      const message = 'The changes are confirmed and stay in force';
      this.#note(`${message}.`);
      return { message, changed: true, warnings: [] };
    });
  }

  /** `configure revert`: at once, without waiting for the time. */
  revert(by: string): Promise<Answer> {
    return this.#lent.inTurn(async () => {
      if (this.#pending.pending === undefined) return nothingWaits;
      const sentence = await this.#rollBack(by, `by ${by}`);
      this.#note(sentence);
      return { message: sentence, changed: true, warnings: [] };
    });
  }

  async #timeIsOver(): Promise<void> {
    const { pending } = this.#pending;
    if (pending === undefined) return;
    const minutes = Math.round((pending.revertsAtMs - pending.armedAtMs) / 60_000);
    const why = `nobody confirmed it within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
    try {
      this.#tell(await this.#rollBack('understudyd', why));
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== this.#failure)
        this.#tell(`What nobody confirmed could not be rolled back: ${reason}. It is tried again.`);
      this.#failure = reason;
      throw error;
    }
  }

  async #rollBack(by: string, why: string): Promise<string> {
    const { pending } = this.#pending;
    if (pending === undefined) throw new Error('nothing is pending');
    const { running } = this.#worker;
    // What is changed after the running configuration went back is not taken back, too.
    if (!this.#isBack) this.#hasChanged = (await running.replace(pending.running)).changed;
    this.#isBack = true;
    const isSavedBack = await running.restoreSaved(pending.saved);
    await this.#pending.disarm();
    const hasChanged = this.#hasChanged;
    this.#forget();
    const since = `since ${clockTime(pending.sinceMs)}`;
    if (!hasChanged && !isSavedBack)
      return `There was nothing to roll back: the configuration has not changed ${since}.`;
    await this.#lent.keep(by, `rolled back: ${why}`, isSavedBack);
    const alsoSaved = isSavedBack ? ', nor in startup-config' : '';
    return `The configuration was rolled back (${why}): what was changed ${since} is no longer in force${alsoSaved}.`;
  }

  /** The next change to be confirmed has nothing to do with this one. */
  #forget(): void {
    this.#failure = undefined;
    this.#isBack = false;
    this.#hasChanged = false;
  }

  /** In the history and in the log. */
  #note(sentence: string): void {
    const { history, logs, engine } = this.#worker;
    const { term, phase } = engine.node;
    const at = new Date().toISOString();
    logs.worker.warn(sentence);
    history.addEvent({ at, epoch: term.counter, row: null, from: phase, to: phase, sentence, seen: [] });
  }

  /** The same, and at every open console. */
  #tell(sentence: string): void {
    this.#note(sentence);
    this.#worker.sessions.notice(sentence);
  }
}
