import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/failover/decide.ts';
import { higherTerm } from '../../src/failover/term.ts';
import { profiles, type Product, type Profile } from './profile.ts';
import { product, World } from './world.ts';

interface Mutant {
  readonly name: string;
  readonly profile: Profile;
  readonly product: Partial<Product>;
  /** What the simulation has to find. */
  readonly violation: RegExp;
}

const mutants: readonly Mutant[] = [
  {
    name: 'a server that starts without asking its peer',
    profile: profiles.crashes,
    product: {
      decide: (node, event, context) =>
        decide(node, event, event.type === 'boot' ? { ...context, highAvailability: false } : context),
    },
    violation: /both servers serve/,
  },
  {
    name: 'a synchronization that keeps nothing of what it replaces',
    profile: profiles.crashes,
    product: { keepsOrphans: false },
    violation: /is nowhere to be found/,
  },
  {
    name: 'a takeover that does not mind newer data elsewhere',
    profile: profiles.link,
    product: {
      decide: (node, event, context) => {
        const decision = decide({ ...node, newestData: node.dataTerm }, event, context);
        const newestData = higherTerm(node.newestData, decision.node.newestData);
        return { ...decision, node: { ...decision.node, newestData } };
      },
    },
    violation: /promoted by itself with data of term/,
  },
  {
    name: 'an active server that overlooks a higher term',
    profile: profiles.crashes,
    product: {
      decide: (node, event, context) => {
        const decision = decide(node, event, context);
        return decision.row?.id === 'F60' ? { ...decision, node, actions: [], row: null } : decision;
      },
    },
    violation: /both servers serve/,
  },
  {
    name: 'a promotion that claims no term',
    profile: profiles.crashes,
    product: {
      decide: (node, event, context) => {
        const decision = decide(node, event, context);
        return decision.row?.to === 'promoting'
          ? { ...decision, node: { ...decision.node, term: node.term } }
          : decision;
      },
    },
    violation: /serves in \d+ \(core\d\), and so did/,
  },
  {
    name: 'a start that forgets the copy it was putting in place',
    profile: profiles.crashes,
    product: {
      decide: (node, event, context) =>
        decide(event.type === 'boot' ? { ...node, applyPending: false } : node, event, context),
    },
    violation: /services start on a half applied copy/,
  },
];

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
