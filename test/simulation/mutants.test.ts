import { describe, expect, test } from '@jest/globals';
import { mutants } from './mutants.ts';
import { product, World } from './world.ts';

describe('the simulation notices', () => {
  test.each(mutants)('$name', ({ profile, product: mutated, violation }) => {
    const found = (seed: number): boolean =>
      new World(seed, profile, { ...product, ...mutated }).run().violations.some((text) => violation.test(text));
    let seed = 1;
    while (seed < 2000 && !found(seed)) seed += 1;
    expect(seed).toBeLessThan(2000);
    // The product itself passes the very run that convicts the mutant.
    expect(new World(seed, profile).run().violations).toEqual([]);
  });
});
