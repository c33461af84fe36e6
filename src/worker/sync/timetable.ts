import { reasonOf } from '../../error.ts';
import { Schedule } from './schedule.ts';
import { SyncJournal } from './sync-journal.ts';
import type { Worker } from '../worker.ts';

/** The scheduled synchronizations of this server: when the next one is due, and its beginning (C7, C8). */
export class Timetable {
  readonly #worker: Worker;
  readonly #schedule = new Schedule(() => this.beginDue());

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Epoch ms; a Primary has none (A3). */
  get nextDueMs(): number | null {
    return this.#worker.engine.node.mode === 'primary' ? null : this.#schedule.nextDueMs;
  }

  /** Goes on as an earlier life of the worker had it. */
  resume(): void {
    const { config, state } = this.#worker;
    this.#schedule.arm(config, state.state.scheduleArmedAtMs);
  }

  /** Every change and every save arms the schedule anew from its StartTime (C7). */
  async armAnew(): Promise<void> {
    const scheduleArmedAtMs = Date.now();
    await this.#worker.state.update({ scheduleArmedAtMs });
    this.#schedule.arm(this.#worker.config, scheduleArmedAtMs);
  }

  /** Nothing is scheduled until it is armed anew (B2). */
  async disarm(): Promise<void> {
    await this.#worker.state.update({ scheduleArmedAtMs: null });
    this.#schedule.stop();
  }

  stop(): void {
    this.#schedule.stop();
  }

  /** A Primary has nothing to replicate; a run that is due while one is going is recorded only (C8). */
  beginDue(): void {
    const { config, engine, history, logs, notifications, syncs } = this.#worker;
    const { peer } = config;
    if (peer === undefined || engine.node.mode === 'primary') return;
    if (syncs.running !== null) {
      const message = 'not run: the one before it was still going';
      new SyncJournal(history, peer, 'schedule').fail('skipped', { code: 'refused', message });
      return;
    }
    syncs.begin(peer, 'schedule').catch((error: unknown) => {
      logs.availability.warn(`The scheduled synchronization with ${peer} did not start: ${reasonOf(error)}`);
      notifications.syncFailed(peer, reasonOf(error));
    });
  }
}
