import type { BlockerText, ReadinessReport } from '../../control/decision-shapes.ts';
import { printPhase } from '../../failover/sentence.ts';
import { blockersOf, safetyOf } from '../../failover/readiness.ts';
import { release } from '../release.ts';
import { misfitBlockers } from './pair-fit.ts';
import { assumedStartMs, statusOf } from './status.ts';
import type { Worker } from '../worker.ts';

type Status = ReturnType<typeof statusOf>;

const blocker = (sentence: string, remedy: string | null): BlockerText => ({ sentence, remedy });

/** What this server, while it serves, can see of the one that would have to take over. */
const ofOther = (worker: Worker, { peer, highAvailability, onlyHere }: Status): BlockerText[] => {
  const { maxClockDifferenceMs } = worker.config;
  if (peer.host === null)
    return [blocker('No peer is configured', '"failover peer HOST" in configuration mode names it')];
  const there = `on ${peer.host}`;
  if (highAvailability === 'disabled') {
    return [
      blocker('High availability is disabled here', '"high-availability enable" in configuration mode enables it'),
    ];
  }
  if (!peer.reachable)
    return [blocker(`${peer.host} does not answer`, `"failover test ${peer.host}" names the step that fails`)];
  const apart = Math.abs(peer.clockDifferenceMs ?? 0);
  return [
    ...(peer.phase === 'standby'
      ? []
      : [
          blocker(
            `${peer.host} is ${worker.watch.last === null ? 'unknown' : printPhase(worker.watch.last.phase)}`,
            `"show failover readiness" ${there} says why`,
          ),
        ]),
    ...(peer.lastSync === null || (onlyHere !== null && onlyHere.from !== 'copy')
      ? [
          blocker(
            `${peer.host} has no complete copy of what is served here`,
            `"failover sync ${worker.config.hostname}" ${there} makes one`,
          ),
        ]
      : []),
    ...(peer.release === release
      ? []
      : [
          blocker(
            `${peer.host} runs release ${peer.release ?? '?'}, this server ${release}`,
            'install the same release on both',
          ),
        ]),
    ...(apart <= maxClockDifferenceMs
      ? []
      : [blocker(`The clocks differ by ${Math.round(apart / 1000)} s`, 'set both clocks by the same time servers')]),
  ];
};

const wouldLoseOf = (sinceMs: number | null): ReadinessReport['wouldLose'] =>
  sinceMs === null ? null : { sinceMs, since: new Date(Date.now() - sinceMs).toISOString() };

/** The report of a server that serves: about the other one. */
const ofActive = (worker: Worker, status: Status, disk: readonly BlockerText[]): ReadinessReport => {
  const { hostname, peer, onlyHere, safety } = status;
  const copiedMs =
    onlyHere?.from === 'copy' && onlyHere.since !== null ? Math.max(0, Date.now() - Date.parse(onlyHere.since)) : null;
  const blockers = [...disk, ...worker.virtualIp.blockers, ...ofOther(worker, status), ...misfitBlockers(worker)];
  return {
    hostname,
    active: hostname,
    candidate: peer.host,
    ready: blockers.length === 0,
    wouldLose: wouldLoseOf(copiedMs),
    onlyHere,
    wouldTake: null,
    blockers,
    safety,
  };
};

/** If the active server died now: what would be lost, how long it would take, and what would stop it (H5). */
export const readinessReportOf = (worker: Worker): ReadinessReport => {
  const status = statusOf(worker);
  const { hostname, peer, state, phase, readiness } = status;
  const disk =
    worker.disk.fault === null ? [] : [blocker(worker.disk.fault.replace(/\.$/, ''), 'free space on that disk')];
  if (state === 'active' || phase === 'promoting') return ofActive(worker, status, disk);
  const context = worker.context();
  const blockers = [
    ...disk,
    ...blockersOf(worker.engine.node, context),
    ...worker.virtualIp.blockers,
    ...worker.services.blockers,
    ...misfitBlockers(worker),
  ];
  const ms = readiness.wouldTake?.ms ?? null;
  return {
    hostname,
    active: peer.reachable && peer.state === 'active' ? peer.host : null,
    candidate: hostname,
    ready: blockers.length === 0,
    wouldLose: wouldLoseOf(readiness.wouldLose?.sinceMs ?? null),
    onlyHere: null,
    wouldTake: ms === null ? null : { ms, detectMs: ms - assumedStartMs, startMs: assumedStartMs },
    blockers,
    safety: safetyOf(context),
  };
};
