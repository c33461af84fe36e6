import type { Term } from '../../src/failover/term.ts';
import { forgetful, releasedBy, replyTo, type WitnessMemory } from '../../src/failover/witness-memory.ts';
import type { World } from './world.ts';

export interface WitnessReply {
  readonly granted: boolean;
  readonly record: { readonly term: Term; readonly dataTerm: Term };
  readonly reason: string;
}

/** The third opinion: what it remembers is on its disk, its clock is its own. */
export class Witness {
  readonly name = 'witness';
  readonly #world: World;
  readonly #drift: number;
  up = true;
  #memory: WitnessMemory = forgetful;

  constructor(world: World) {
    this.#world = world;
    this.#drift = world.random.between(-0.004, 0.004);
  }

  get #nowMs(): number {
    return this.#world.agenda.nowMs * (1 + this.#drift);
  }

  /** It knows who asks by the owner of the claim. */
  claim(term: Term, dataTerm: Term, force: boolean): WitnessReply {
    const { owner: name } = term;
    const asked = { name, term, dataTerm, force };
    const { granted, memory, reason } = replyTo(this.#memory, asked, this.#nowMs, this.#world.settings.grantMs);
    this.#memory = memory;
    return { granted, record: memory.record, reason };
  }

  release(name: string): void {
    this.#memory = releasedBy(this.#memory, name);
  }

  /** A lease that ran when it went down runs anew: it cannot tell how long that was. */
  restart(): void {
    this.up = true;
    const { holder } = this.#memory;
    if (holder !== null)
      this.#memory = { ...this.#memory, holder: { ...holder, untilMs: this.#nowMs + this.#world.settings.grantMs } };
    if (!this.#world.product.witnessRemembers) this.#memory = forgetful;
  }
}
