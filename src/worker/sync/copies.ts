import type { GenerationStatus, OrphanStatus } from '../../control/shapes.ts';
import { missingFrom } from '../../replication/apply.ts';
import { listGenerations, newestGeneration, recoverStore, type Generation } from '../../replication/generation.ts';
import { listOrphans } from '../../replication/orphans.ts';
import type { Worker } from '../worker.ts';

/** The complete copies on this server, and what was kept aside for them. */
export class Copies {
  readonly #worker: Worker;
  #newest: Generation | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Epoch ms. */
  get newestMadeAtMs(): number | null {
    return this.#newest === null ? null : Date.parse(this.#newest.created);
  }

  /** Configured datasets that the newest copy does not have. */
  get missingFromNewest(): readonly string[] {
    return this.#newest === null ? [] : missingFrom(this.#newest, this.#worker.config.datasets);
  }

  /** Half a copy goes; of a complete one that nobody was told of the state is told. */
  async recover(): Promise<void> {
    const { paths, engine, state } = this.#worker;
    await recoverStore(paths.generations);
    const newest = await newestGeneration(paths.generations);
    const { node } = engine;
    if (newest !== null && newest.number !== node.generation && !node.ownData) {
      await state.update({ node: { ...node, generation: newest.number, dataTerm: newest.dataTerm } });
    }
    this.#newest = newest;
  }

  /** A run has made this one. */
  add(newest: Generation): void {
    this.#newest = newest;
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
}
