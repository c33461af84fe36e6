import { UnderstudyError } from '../../error.ts';
import { applyGeneration } from '../../replication/apply.ts';
import { readGeneration, type Generation } from '../../replication/generation.ts';
import type { Worker } from '../worker.ts';

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

/** The live data of a Secondary, which copies are put in place of (D9). */
export class LiveData {
  readonly #worker: Worker;
  #applying: Applying | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Outside a run. */
  get applying(): Applying | null {
    return this.#applying;
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

  /** `skipped`: sentences on what is not of the copy. */
  async apply(generation: Generation, how: HowToApply): Promise<{ readonly skipped: readonly string[] }> {
    const { state, config } = this.#worker;
    await state.update({ live: { generation: generation.number, applying: true } });
    const applied = await applyGeneration({ generation, datasets: config.datasets, ...how });
    await state.update({ live: { generation: generation.number, applying: false } });
    return applied;
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
    await this.apply(copy, { thorough: state.state.live.applying, signal });
  }
}
