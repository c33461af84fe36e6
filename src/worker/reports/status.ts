import type { Health } from '../../control/portal-shapes.ts';
import type { FailoverStatus } from '../../control/shapes.ts';
import { pairStateOf } from '../../failover/node.ts';
import { knowsNewerData } from '../../failover/obstacle.ts';
import { blockersOf, printBlocker, safetyOf, worstTakeoverMs } from '../../failover/readiness.ts';
import { isInStep, onlyHereOf } from './only-here.ts';
import { isNeverSetUp } from './never-set-up.ts';
import { olderThanHereOf } from './older-than-here.ts';
import { ownBlockersOf } from './own-blockers.ts';
import { serviceStatusOf } from './service-report.ts';
import type { Worker } from '../worker.ts';

/** How long the services take to start until a measurement replaces it. */
export const assumedStartMs = 5000;

const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** What it told last of what keeps it from taking over, and when. */
const toldBy = ({ last, heardAtMs }: Worker['watch']): Pick<FailoverStatus['peer'], 'blockers' | 'lastHeard'> => ({
  blockers: last?.blockers ?? null,
  lastHeard: isoOf(heardAtMs),
});

const peerOf = ({ config, watch }: Worker): FailoverStatus['peer'] => {
  const { last } = watch;
  return {
    host: config.peer ?? null,
    reachable: watch.reachable,
    mode: last?.mode ?? null,
    state: last === null ? null : pairStateOf(last.phase),
    phase: last?.phase ?? null,
    epoch: last?.term.counter ?? null,
    release: last?.release ?? null,
    lastHeartbeat: isoOf(watch.lastAnswerAtMs),
    meanResponseMs: watch.meanResponseMs,
    clockDifferenceMs: watch.clockDifferenceMs,
    lastSync: last?.lastSync ?? null,
    failures: watch.failures,
    ...toldBy(watch),
    paths: watch.paths,
  };
};

const syncOf = ({ syncs, timetable, engine }: Worker): FailoverStatus['sync'] => {
  const last = syncs.lastFinished;
  return {
    running: syncs.running !== null,
    lastStarted: syncs.running?.started ?? last?.started ?? null,
    lastCompleted: last?.completed ?? null,
    lastResult: last === null || last.result === 'running' ? null : last.result,
    nextDue: isoOf(timetable.nextDueMs),
    generation: engine.node.generation,
    progress: syncs.running?.journal.copying ?? null,
  };
};

/** Null once the peer has the data of this server's term. */
const servedCopyOf = (worker: Worker): FailoverStatus['servesCopy'] => {
  const {
    engine: { node },
    copies,
  } = worker;
  const created = isoOf(copies.newestMadeAtMs);
  if (node.phase !== 'active' || node.generation === null || created === null) return null;
  return isInStep(worker) ? null : { number: node.generation, created };
};

const diskFaults = ({ disk }: Worker): string[] => (disk.fault === null ? [] : [disk.fault]);

const readinessOf = (worker: Worker): FailoverStatus['readiness'] => {
  const { node } = worker.engine;
  if (node.phase === 'active' || node.phase === 'promoting') {
    const blockers = [
      ...diskFaults(worker),
      ...[...worker.virtualIp.blockers, ...worker.witness.blockers].map(printBlocker),
    ];
    return { wouldLose: null, wouldTake: null, blockers };
  }
  const copiedAtMs = worker.copies.newestMadeAtMs;
  const { heartbeatIntervalMs, heartbeatRecheckMs, heartbeatTimeoutMs, heartbeatFailures } = worker.config;
  const grantMs = worker.serveLease.leases === null ? 0 : worker.config.lease.grantMs;
  const takeover = { heartbeatIntervalMs, heartbeatRecheckMs, heartbeatTimeoutMs, heartbeatFailures };
  return {
    // Where the newest data is here, there is nothing to lose elsewhere.
    wouldLose:
      copiedAtMs === null || (node.ownData && !knowsNewerData(node))
        ? null
        : { sinceMs: Math.max(0, Date.now() - copiedAtMs) },
    wouldTake: { ms: worstTakeoverMs(takeover, assumedStartMs, grantMs) },
    blockers: ownBlockersOf(worker).map(printBlocker),
  };
};

/** Everything `show failover` knows, from memory: no peer is asked for it. */
export const statusOf = (worker: Worker): FailoverStatus => {
  const { node } = worker.engine;
  const peer = peerOf(worker);
  const highAvailability = worker.config.highAvailability === 'enable' ? 'enabled' : 'disabled';
  const olderThanHere = olderThanHereOf(worker);
  return {
    hostname: worker.config.hostname,
    highAvailability,
    mode: node.mode,
    state: pairStateOf(node.phase),
    phase: node.phase,
    reason: node.reason,
    obstacle: node.obstacle,
    epoch: node.term.counter,
    clientConnection: worker.state.state.clientConnection,
    peer,
    sync: syncOf(worker),
    servesCopy: servedCopyOf(worker),
    onlyHere: onlyHereOf(worker, { peer, highAvailability }),
    readiness: readinessOf(worker),
    safety: safetyOf(worker.context()),
    services: worker.services.views().map(serviceStatusOf),
    healthPages: worker.portal.status,
    notificationFault: worker.notifications.fault,
    virtualIp: worker.virtualIp.status,
    witness: worker.witness.summary,
    ...(isNeverSetUp(worker) ? { neverSetUp: true } : {}),
    ...(olderThanHere === undefined ? {} : { olderThanHere }),
    unsaved: worker.running.isLostAtRestart,
  };
};

const stopping = 'the worker stops';

/** What the load balancer is told (F1, F2): never `Standby` from a server that could not take over. */
export const healthOf = (worker: Worker): Health => {
  const { node } = worker.engine;
  if (worker.isStopping) return { notServing: stopping, role: { neither: stopping } };
  if (node.phase === 'active') {
    const { fault } = worker.services;
    const closed = worker.state.state.clientConnection === 'disabled' ? 'client connections are disabled' : null;
    return { notServing: fault ?? closed, role: fault === null ? 'Primary' : { neither: fault } };
  }
  const notServing = `this server is not active: ${node.reason}`;
  // The policy says who promotes, not whether this server could serve.
  const blockers = [...blockersOf(node, { ...worker.context(), promoteOnFailure: true }), ...worker.services.blockers];
  const [blocker] = [...diskFaults(worker), ...blockers.map(printBlocker)];
  const canTakeOver =
    (node.phase === 'standby' || node.phase === 'suspect' || node.phase === 'vetting') && blocker === undefined;
  return { notServing, role: canTakeOver ? 'Standby' : { neither: blocker ?? node.reason } };
};
