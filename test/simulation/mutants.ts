import { decide } from '../../src/failover/decide.ts';
import { leasesAtBoot } from '../../src/failover/lease.ts';
import { higherTerm } from '../../src/failover/term.ts';
import { profiles, type Product, type Profile } from './profile.ts';

/** The product with one thing wrong: the simulation has to convict it. */
export interface Mutant {
  readonly name: string;
  readonly profile: Profile;
  readonly product: Partial<Product>;
  /** What the simulation has to find. */
  readonly violation: RegExp;
}

export const mutants: readonly Mutant[] = [
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
  {
    name: 'a worker that starts as if it had promised nothing and let nobody in, and holds back for nobody',
    profile: profiles.guaranteed,
    product: {
      decide: (node, event, context) => decide(node, event, { ...context, startHoldMs: 0 }),
      leasesAtBoot: (node, nowMs, times) => ({
        ...leasesAtBoot(node, nowMs, times),
        promisedUntilMs: -Infinity,
        openUntilMs: -Infinity,
      }),
    },
    violation: /both servers serve/,
  },
  {
    name: 'a gate that only the worker shuts',
    profile: profiles.guaranteed,
    product: { kernelShuts: false },
    violation: /both servers serve/,
  },
  {
    name: 'a grant that is shorter than the lease',
    profile: profiles.guaranteed,
    product: { grantFactor: 0.5 },
    violation: /both servers serve/,
  },
  {
    name: 'a witness that forgets',
    profile: profiles.guaranteed,
    product: { witnessRemembers: false },
    violation: /both servers serve/,
  },
  {
    name: 'leases by a clock that somebody sets',
    profile: profiles.guaranteed,
    product: { wallClock: true },
    violation: /both servers serve/,
  },
  {
    name: 'a server that promotes by the witness alone, whatever it promised',
    profile: profiles.guaranteed,
    product: {
      decide: (node, event, context) =>
        decide(node, event, {
          ...context,
          leases: context.leases === null ? null : { ...context.leases, promisedUntilMs: -Infinity },
        }),
    },
    violation: /both servers serve/,
  },
];
