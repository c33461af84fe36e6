import { expect, test } from '@jest/globals';
import { decide } from '../../src/failover/decide.ts';
import { whatIf, type WhatIfCase } from '../../src/failover/what-if.ts';
import type { Live } from '../../src/failover/what-if-settings.ts';
import { noTerm } from '../../src/failover/term.ts';
import { profiles, type Profile } from './profile.ts';
import type { Server } from './server.ts';
import { product, World } from './world.ts';

const seeds = 30;
const calmMs = 60_000;

interface Taken {
  readonly atMs: number;
  readonly row: string;
}

/** What core2 knows of a pair that has been well for a minute. */
const liveOf = (world: World, { disk, leases, context, view }: Server): Live => {
  const { intervalMs, recheckMs, timeoutMs, leaseMs, grantMs, servicesMs, witness } = world.settings;
  const peer = world.servers[0];
  return {
    nowMs: context.nowMs,
    node: disk.node,
    leases: witness ? leases : null,
    settings: { ...context, usesWitness: witness },
    times: {
      heartbeatIntervalMs: intervalMs,
      heartbeatRecheckMs: recheckMs,
      heartbeatTimeoutMs: timeoutMs,
      leaseMs,
      grantMs,
      servicesMs,
    },
    copyAgeMs: 0,
    peer: {
      view: peer.view,
      generation: peer.disk.node.generation,
      highAvailability: true,
      usesWitness: witness,
      isHeard: view.phase === 'standby',
      copyAgeMs: null,
    },
    witness: witness ? { isHeard: true, memory: { term: view.term, dataTerm: noTerm }, holder: peer.name } : null,
  };
};

/** The same fault in the simulation, with its delays and drifting clocks, and in what is told of it. */
const both = (
  seed: number,
  profile: Profile,
): { told: WhatIfCase; taken: readonly Taken[]; earlierMs: number; laterMs: number } => {
  const taken: Taken[] = [];
  let diedAtMs = Infinity;
  const world: World = new World(
    seed,
    { ...profile, crashes: false, network: false },
    {
      ...product,
      decide: (node, event, context) => {
        const decision = decide(node, event, context);
        if (decision.row !== null && node.name === 'core2' && world.agenda.nowMs >= diedAtMs)
          taken.push({ atMs: world.agenda.nowMs - diedAtMs, row: decision.row.id });
        return decision;
      },
    },
  );
  const [core1, core2] = world.servers;
  const term = { counter: 1, owner: 'core1' };
  const data = { term, dataTerm: term, newestData: term };
  core1.disk.node = { ...core1.disk.node, ...data, phase: 'active', ownData: true };
  core2.disk.node = { ...core2.disk.node, ...data, mode: 'secondary', phase: 'standby', generation: 1 };
  for (const server of world.servers) server.start();
  world.agenda.runUntil(calmMs);
  const [told] = whatIf(liveOf(world, core2), 'peer-dies');
  core1.crash();
  diedAtMs = world.agenda.nowMs;
  world.agenda.runUntil(calmMs * 3);
  const { intervalMs, timeoutMs, heartbeatFailures, leaseMs, delayMs } = world.settings;
  // There a connection may be refused at once, messages take their time and clocks drift; rounds are half a second.
  return {
    told: told!,
    taken,
    earlierMs: intervalMs + heartbeatFailures * timeoutMs + leaseMs / 2,
    laterMs: 1000 + 4 * delayMs,
  };
};

/** The witness asked once more or less is no difference. */
const essence = (rows: readonly string[]): string[] => rows.filter((row) => row !== 'F26');

test.each([profiles.crashes, profiles.guaranteed, profiles.manual])(
  'H7: what is told of a Primary that dies is what happens in the simulation, and not later than told: $name',
  (profile) => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { told, taken, earlierMs, laterMs } = both(seed, profile);
      const rows = told.steps.flatMap(({ row }) => row ?? []);
      expect([seed, ...essence(rows)]).toEqual([seed, ...essence(taken.map(({ row }) => row))]);
      const isTurn = (row: string | null): boolean => row !== null && ['F20', 'F24', 'F30'].includes(row);
      const toldMs = told.steps.find(({ row }) => isTurn(row))?.atMs ?? NaN;
      const tookMs = taken.find(({ row }) => isTurn(row))?.atMs ?? NaN;
      expect(tookMs).toBeLessThanOrEqual(toldMs * 1.01 + laterMs);
      expect(tookMs).toBeGreaterThanOrEqual(toldMs * 0.99 - earlierMs);
    }
  },
);
