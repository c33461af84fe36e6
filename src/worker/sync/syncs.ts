import type { SyncHistory, SyncRunStatus } from '../../control/shapes.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import { admitSync } from '../../failover/admission.ts';
import { refuseMisfit } from '../reports/pair-fit.ts';
import { release } from '../release.ts';
import { copyAndApply } from './copy-and-apply.ts';
import { LiveData } from './live-data.ts';
import { endInterruptedRuns, lastFinishedRun, recordedRuns } from './recorded-runs.ts';
import { SyncJournal } from './sync-journal.ts';
import type { Worker } from '../worker.ts';

interface Running {
  readonly host: string;
  readonly started: string;
  readonly journal: SyncJournal;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** The synchronizations of this server: single flight, journalled, interruptible at any moment (D6 to D9). */
export class Syncs {
  readonly #worker: Worker;
  readonly #liveData: LiveData;
  #running: Running | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#liveData = new LiveData(worker);
  }

  get running(): Running | null {
    return this.#running;
  }

  /** A synchronization is running, or a copy is being put in place. */
  get isBusy(): boolean {
    return this.#running !== null || this.#liveData.applying !== null;
  }

  get lastFinished(): SyncRunStatus | null {
    return lastFinishedRun(this.#worker.history);
  }

  history(limit: number): SyncHistory {
    const { history, timetable } = this.#worker;
    const { nextDueMs } = timetable;
    return {
      running: this.#running?.journal.status ?? null,
      nextDue: nextDueMs === null ? null : new Date(nextDueMs).toISOString(),
      runs: recordedRuns(history, limit),
    };
  }

  /** Runs of an earlier life that never ended. */
  recover(): void {
    endInterruptedRuns(this.#worker.history);
  }

  /**
   * Starts a run, or says why not. Resolves when it is under way.
   *
   * @throws UnderstudyError usage for an unknown host, peer when it does not answer, refused when this server or that one
   *   is in no state to replicate
   */
  async begin(host: string, trigger: 'schedule' | 'operator'): Promise<SyncJournal> {
    const { engine, links, config } = this.#worker;
    const trusted = Object.keys(config.trustedHosts);
    if (!trusted.includes(host)) {
      throw new UnderstudyError('usage', `Unknown host "${host}": it is no trusted host`, {
        hint: `trusted hosts: ${trusted.join(', ') || 'none'}; "trusted-host ${host} address A.B.C.D key …" in configuration mode adds it`,
      });
    }
    const admit = (peer: Parameters<typeof admitSync>[1], clockDifferenceMs: number): void => {
      const running = this.#running !== null;
      const verdict = admitSync(engine.node, peer, {
        host,
        running,
        release,
        clockDifferenceMs,
        maxClockDifferenceMs: config.maxClockDifferenceMs,
      });
      if (!verdict.admitted) throw new UnderstudyError(verdict.code, verdict.sentence, { hint: verdict.fix });
    };
    if (engine.node.mode === 'primary' || this.#running !== null) admit(null, 0);
    const { status, clockDifferenceMs } = await links.status(host);
    admit(status, clockDifferenceMs);
    await this.#worker.size.refresh();
    refuseMisfit(this.#worker, status);
    await this.#liveData.applying?.done;
    // Another one may have begun while the peer was asked.
    admit(status, clockDifferenceMs);
    return this.#launch(host, trigger);
  }

  /** Ends whatever writes to the live data and waits until it has ended: from then on that is for the caller alone. */
  async abort(reason: string): Promise<void> {
    for (const work of [this.#running, this.#liveData.applying]) {
      work?.abort.abort(new UnderstudyError('interrupted', `The synchronization was ended: ${reason}`));
      await work?.done;
    }
  }

  /** Makes the live data the newest copy's. */
  applyNewest(signal: AbortSignal): Promise<void> {
    return this.#liveData.applyNewest(signal);
  }

  #launch(host: string, trigger: 'schedule' | 'operator'): SyncJournal {
    const journal = new SyncJournal(this.#worker.history, host, trigger);
    const abort = new AbortController();
    const done = this.#run(journal, host, abort.signal).finally(() => (this.#running = null));
    this.#running = { host, started: journal.status.started, journal, abort, done };
    return journal;
  }

  async #run(journal: SyncJournal, host: string, signal: AbortSignal): Promise<void> {
    const { engine, logs, notifications } = this.#worker;
    logs.availability.info(`Synchronization ${journal.id} with ${host} started`);
    try {
      await engine.dispatch({ type: 'syncStarted', host });
      await copyAndApply(this.#worker, { journal, host, liveData: this.#liveData, signal });
      const { bytes, totalBytes, generation } = journal.status;
      logs.availability.info(
        `Synchronization ${journal.id} with ${host} completed: copy ${generation ?? '?'} of ${totalBytes} bytes, ${bytes} over the link`,
      );
      this.#running = null;
      journal.succeed();
      notifications.syncEnded(journal.status);
    } catch (error) {
      const reason = signal.aborted ? reasonOf(signal.reason) : reasonOf(error);
      const fault =
        error instanceof UnderstudyError && !signal.aborted
          ? error.toBody()
          : ({ code: signal.aborted ? 'interrupted' : 'failed', message: reason } as const);
      logs.availability.warn(
        `Synchronization ${journal.id} with ${host} ${signal.aborted ? 'was interrupted' : 'failed'}: ${reason}`,
      );
      await engine.dispatch({ type: 'syncFailed', host, reason }).catch(() => undefined);
      this.#running = null;
      journal.fail(signal.aborted ? 'interrupted' : 'failed', fault);
      notifications.syncEnded(journal.status);
    }
  }
}
