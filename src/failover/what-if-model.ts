import { serves } from './claim.ts';
import type { Leases } from './lease.ts';
import { newNode, type Node } from './node.ts';
import type { KnownPeer, Live, ServerSettings } from './what-if-settings.ts';
import { WhatIfServer } from './what-if-server.ts';
import { WhatIfWorld } from './what-if-world.ts';
import { forgetful, type WitnessMemory } from './witness-memory.ts';

/** The other server, made of what it told; what it did not tell is as on a server to which nothing has happened. */
const nodeOf = ({ view, generation }: KnownPeer, { nowMs, settings }: Live): Node => ({
  ...newNode(view.name),
  mode: view.mode,
  phase: view.phase,
  term: view.term,
  dataTerm: view.dataTerm,
  newestData: view.dataTerm,
  ownData: view.mode === 'primary' || view.dataTerm.owner === view.name,
  generation,
  holdUntilMs: view.phase === 'hold' ? nowMs + settings.startHoldMs : null,
  reason: 'As it told.',
});

/** A server that serves was granted it. */
const leasesOf = ({ view }: KnownPeer, { nowMs, times }: Live): Leases => ({
  byPeer: serves(view) ? { untilMs: nowMs + times.leaseMs, dataTerm: view.dataTerm } : null,
  byWitness: null,
  promisedUntilMs: -Infinity,
  openUntilMs: -Infinity,
  witnessSays: null,
  isWitnessSilent: false,
});

/** Its settings are taken to be those here. */
const settingsOf = ({ highAvailability, usesWitness }: KnownPeer, { node, settings }: Live): ServerSettings => ({
  ...settings,
  highAvailability,
  usesWitness,
  peer: node.name,
  missingFromCopy: [],
});

const memoryOf = ({ witness, nowMs, times }: Live): WitnessMemory => ({
  record: witness?.memory ?? forgetful.record,
  holder: witness?.holder == null ? null : { name: witness.holder, untilMs: nowMs + times.grantMs },
});

/** The pair in virtual time, as this server knows it. */
export interface Model {
  readonly world: WhatIfWorld;
  readonly own: WhatIfServer;
  /** Null where nothing is known of it. */
  readonly other: WhatIfServer | null;
}

export const modelOf = (live: Live): Model => {
  const { node, leases, settings, peer, witness, times, nowMs } = live;
  const world = new WhatIfWorld({
    times,
    startMs: nowMs,
    memory: memoryOf(live),
    isWitnessThere: witness?.isHeard === true,
  });
  const own = new WhatIfServer({ node, leases, settings }, world);
  const other =
    peer === null
      ? null
      : new WhatIfServer(
          { node: nodeOf(peer, live), leases: leasesOf(peer, live), settings: settingsOf(peer, live) },
          world,
        );
  world.servers = other === null ? [own] : [own, other];
  return { world, own, other };
};

/** Both as they run now. Where they hear each other, they have just done so: the next heartbeat is the furthest away. */
export const resume = ({ world, own, other }: Model, { peer }: Live): void => {
  world.isLinked = peer?.isHeard === true;
  for (const server of world.servers) server.resume();
  if (world.isLinked) for (const server of [own, other]) server?.meet();
};
