import type { Product, Profile } from './profile.ts';
import { World, type Outcome } from './world.ts';

/** A run that violates an invariant, with as few faults as still do it. */
export interface Shrunk {
  readonly faults: readonly number[];
  readonly outcome: Outcome;
}

/** Leaves out one fault after another as long as something is violated. @returns undefined where nothing is */
export const shrink = (seed: number, profile: Profile, product: Product): Shrunk | undefined => {
  const run = (keep: ReadonlySet<number>): Outcome => new World(seed, profile, product).run(keep);
  let outcome = new World(seed, profile, product).run();
  if (outcome.violations.length === 0) return undefined;
  let kept = new Set(Array.from({ length: outcome.faults }, (_none, number) => number));
  for (const number of [...kept].reverse()) {
    const fewer = new Set(kept);
    fewer.delete(number);
    const tried = run(fewer);
    if (tried.violations.length === 0) continue;
    kept = fewer;
    outcome = tried;
  }
  return { faults: [...kept], outcome };
};
