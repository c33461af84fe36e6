import type { SwitchoverPlan } from '../../control/decision-shapes.ts';
import { blockersOf } from '../../failover/readiness.ts';
import { planSwitchover, type ServerFacts } from '../../failover/switchover.ts';
import { release } from '../release.ts';
import type { Worker } from '../worker.ts';

const ownFacts = (worker: Worker): ServerFacts => {
  const { engine, copies, services, state } = worker;
  return {
    phase: engine.node.phase,
    release,
    copyAgeMs: copies.newestMadeAtMs === null ? null : Math.max(0, Date.now() - copies.newestMadeAtMs),
    idleServices: services.views().flatMap(({ name, state: now }) => (now === 'running' ? [] : [name])),
    takesClients: state.state.clientConnection === 'enabled',
    blockers: [...blockersOf(engine.node, { ...worker.context(), promoteOnFailure: true }), ...services.blockers],
  };
};

const otherFacts = ({ watch }: Worker): ServerFacts => {
  const { last } = watch;
  return {
    phase: last?.phase ?? null,
    release: last?.release ?? null,
    copyAgeMs: last?.lastSync == null ? null : Math.max(0, Date.now() - Date.parse(last.lastSync)),
    idleServices: null,
    takesClients: null,
    blockers: null,
  };
};

/** How a planned switchover would go here and now (H3). */
export const switchoverPlanOf = (worker: Worker): SwitchoverPlan => {
  const { config, watch, syncs, disk } = worker;
  const plan = planSwitchover({
    hostname: config.hostname,
    peer: config.peer ?? null,
    highAvailability: config.highAvailability === 'enable',
    reachable: watch.reachable,
    own: ownFacts(worker),
    other: otherFacts(worker),
    clockDifferenceMs: watch.clockDifferenceMs,
    maxClockDifferenceMs: config.maxClockDifferenceMs,
    syncRunning: syncs.running !== null,
    hostFault: disk.fault,
  });
  return { hostname: config.hostname, ...plan };
};
