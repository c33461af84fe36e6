import { randomUUID } from 'node:crypto';
import type { GenerationStatus, OrphanStatus, SyncHistory, SyncRunStatus } from '../../control/shapes.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import { admitSync } from '../../failover/admission.ts';
import { applyGeneration, missingFrom } from '../../replication/apply.ts';
import {
  listGenerations,
  newestGeneration,
  readGeneration,
  recoverStore,
  type Generation,
} from '../../replication/generation.ts';
import { listOrphans } from '../../replication/orphans.ts';
import { runSync } from '../../replication/sync-run.ts';
import { PeerSource } from '../peer/peer-source.ts';
import { refuseMisfit } from '../reports/pair-fit.ts';
import { release } from '../release.ts';
import { SyncJournal } from './sync-journal.ts';
import type { Worker } from '../worker.ts';

interface Running {
  readonly host: string;
  readonly started: string;
  readonly journal: SyncJournal;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** A copy that is being put in place outside a run: after a start, or before a promotion. */
interface Applying {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** `thorough`: an earlier attempt was cut short, so sizes and times prove nothing. */
interface HowToApply {
  readonly thorough: boolean;
  readonly signal: AbortSignal;
}

/** The synchronizations of this server: single flight, journalled, interruptible at any moment (D6 to D9). */
export class Syncs {
  readonly #worker: Worker;
  #running: Running | null = null;
  #applying: Applying | null = null;
  #newest: Generation | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  get running(): Running | null {
    return this.#running;
  }

  /** When the newest complete copy was made, epoch ms. */
  get copiedAtMs(): number | null {
    return this.#newest === null ? null : Date.parse(this.#newest.created);
  }

  /** A synchronization is running, or a copy is being put in place. */
  get isBusy(): boolean {
    return this.#running !== null || this.#applying !== null;
  }

  /** Configured datasets that the newest copy does not have. */
  get missingFromCopy(): readonly string[] {
    return this.#newest === null ? [] : missingFrom(this.#newest, this.#worker.config.datasets);
  }

  get lastFinished(): SyncRunStatus | null {
    return this.#runs(5).find((run) => run.result !== 'running' && run.result !== 'skipped') ?? null;
  }

  history(limit: number): SyncHistory {
    return { running: this.#running?.journal.status ?? null, nextDue: this.#nextDue, runs: this.#runs(limit) };
  }

  async generations(): Promise<GenerationStatus[]> {
    const { live } = this.#worker.state.state;
    const all = await listGenerations(this.#worker.paths.generations);
    return all.map((one) => ({
      number: one.number,
      created: one.created,
      source: one.source,
      epoch: one.term.counter,
      files: one.files,
      bytes: one.bytes,
      digest: one.digest,
      applied: one.number === live.generation && !live.applying,
    }));
  }

  orphans(): Promise<OrphanStatus[]> {
    return listOrphans(this.#worker.paths.orphans);
  }

  /** What an earlier life left: runs that never ended, half a copy, a copy that nobody was told of. */
  async recover(): Promise<void> {
    const { history, paths, engine, state } = this.#worker;
    for (const { id, result, body } of history.runs(50)) {
      if (result !== 'running') continue;
      const run = JSON.parse(body) as SyncRunStatus;
      history.updateRun(id, 'interrupted', { ...run, result: 'interrupted', error: 'the worker ended during the run' });
    }
    await recoverStore(paths.generations);
    const newest = await newestGeneration(paths.generations);
    const { node } = engine;
    if (newest !== null && newest.number !== node.generation && !node.ownData) {
      await state.update({ node: { ...node, generation: newest.number, dataTerm: newest.dataTerm } });
    }
    this.#newest = newest;
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
    await this.#applying?.done;
    // Another one may have begun while the peer was asked.
    admit(status, clockDifferenceMs);
    return this.#launch(host, trigger);
  }

  /** Ends whatever writes to the live data and waits until it has ended: from then on that is for the caller alone. */
  async abort(reason: string): Promise<void> {
    for (const work of [this.#running, this.#applying]) {
      work?.abort.abort(new UnderstudyError('interrupted', `The synchronization was ended: ${reason}`));
      await work?.done;
    }
  }

  /**
   * Makes the live data the newest copy's, whatever an earlier attempt or anybody else left there (D9). What is the same
   * already costs a comparison.
   */
  async applyNewest(signal: AbortSignal): Promise<void> {
    await this.#applying?.done;
    const abort = new AbortController();
    const work = this.#applyNewest(AbortSignal.any([signal, abort.signal]));
    this.#applying = { abort, done: work.catch(() => undefined) };
    await work.finally(() => (this.#applying = null));
  }

  /** The schedule's turn: a Primary has nothing to replicate; a run that is due while one is going is recorded only (C8). */
  beginScheduled(): void {
    const { config, engine, history, logs } = this.#worker;
    const { peer } = config;
    if (peer === undefined || engine.node.mode === 'primary') return;
    if (this.#running !== null) {
      const message = 'not run: the one before it was still going';
      new SyncJournal(history, peer, 'schedule').fail('skipped', { code: 'refused', message });
      return;
    }
    this.begin(peer, 'schedule').catch((error: unknown) => {
      logs.availability.warn(`The scheduled synchronization with ${peer} did not start: ${reasonOf(error)}`);
    });
  }

  get #nextDue(): string | null {
    const { nextDueMs } = this.#worker;
    return nextDueMs === null ? null : new Date(nextDueMs).toISOString();
  }

  async #applyNewest(signal: AbortSignal): Promise<void> {
    const { engine, paths, state } = this.#worker;
    const { generation } = engine.node;
    if (generation === null) return;
    const copy = await readGeneration(paths.generations, generation);
    if (copy === null) {
      throw new UnderstudyError('failed', `Copy ${generation} is not in ${paths.generations}`, {
        hint: '"show failover generations" lists the complete ones',
      });
    }
    await this.#apply(copy, { thorough: state.state.live.applying, signal });
  }

  #runs(limit: number): SyncRunStatus[] {
    return this.#worker.history.runs(limit).map(({ id, body }) => ({ ...(JSON.parse(body) as SyncRunStatus), id }));
  }

  #launch(host: string, trigger: 'schedule' | 'operator'): SyncJournal {
    const journal = new SyncJournal(this.#worker.history, host, trigger);
    const abort = new AbortController();
    const done = this.#run(journal, host, abort.signal).finally(() => (this.#running = null));
    this.#running = { host, started: journal.status.started, journal, abort, done };
    return journal;
  }

  async #run(journal: SyncJournal, host: string, signal: AbortSignal): Promise<void> {
    const { engine, logs } = this.#worker;
    logs.availability.info(`Synchronization ${journal.id} with ${host} started`);
    try {
      await engine.dispatch({ type: 'syncStarted', host });
      await this.#copyAndApply(journal, host, signal);
      const { bytes, totalBytes, generation } = journal.status;
      logs.availability.info(
        `Synchronization ${journal.id} with ${host} completed: copy ${generation ?? '?'} of ${totalBytes} bytes, ${bytes} over the link`,
      );
      this.#running = null;
      journal.succeed();
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
    }
  }

  async #copyAndApply(journal: SyncJournal, host: string, signal: AbortSignal): Promise<void> {
    const { engine, paths, config, state, services, logs } = this.#worker;
    const { ownData, dataTerm: ownTerm } = engine.node;
    const { live } = state.state;
    const thorough = live.applying;
    // A service that was started here for a check would write into what is counted and replaced.
    await services.stopAll();
    const { generation, counts, totalBytes, orphan } = await runSync({
      run: randomUUID(),
      source: new PeerSource(this.#worker, host),
      datasets: config.datasets,
      release,
      generationsFolder: paths.generations,
      stagingFolder: paths.staging,
      keep: config.keepGenerations,
      applied: live.generation,
      ...(ownData ? { orphans: { folder: paths.orphans, term: ownTerm } } : {}),
      signal,
      onTask: (task) => journal.task(task),
      onProgress: ({ task, bytes, totalBytes: total }) => journal.progress(task, bytes, total),
    });
    journal.copied({ generation: generation.number, totalBytes, counts });
    signal.throwIfAborted();
    if (orphan !== null)
      logs.availability.warn(`What only this server had is kept in ${orphan.path}: ${orphan.findings.join('; ')}`);
    const { number, term, dataTerm } = generation;
    const { row, sentence } = await engine.dispatch({
      type: 'syncSucceeded',
      host,
      generation: number,
      dataTerm,
      term,
    });
    // A promotion came first, or this copy turned out to be the older one: the live data is not touched.
    if (row === null) throw new UnderstudyError('refused', sentence ?? 'The copy is not taken over');
    // From here on the live data is the copy's, even while it is being put in place: a crash or a promotion applies it again.
    await state.update({ live: { generation: number, applying: true } });
    this.#newest = generation;
    await this.#task(journal, 'apply', async () => {
      const { skipped } = await this.#apply(generation, { thorough, signal });
      return [`copy ${generation.number} is in place`, ...skipped].join('; ');
    });
  }

  async #task(journal: SyncJournal, name: string, work: () => Promise<string>): Promise<void> {
    const started = new Date().toISOString();
    const task = { name, started, completed: null, result: 'running', bytes: 0, detail: '' } as const;
    journal.task(task);
    const detail = await work();
    journal.task({ ...task, completed: new Date().toISOString(), result: 'success', detail });
  }

  async #apply(generation: Generation, how: HowToApply): Promise<{ readonly skipped: readonly string[] }> {
    const { state, config } = this.#worker;
    await state.update({ live: { generation: generation.number, applying: true } });
    const applied = await applyGeneration({ generation, datasets: config.datasets, ...how });
    await state.update({ live: { generation: generation.number, applying: false } });
    return applied;
  }
}
