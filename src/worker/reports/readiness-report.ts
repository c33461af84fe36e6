import type { BlockerText, ReadinessReport } from '../../control/decision-shapes.ts';
import type { Phase } from '../../failover/node.ts';
import { printPhase } from '../../failover/sentence.ts';
import { isPolicy, safetyOf } from '../../failover/readiness.ts';
import { release } from '../release.ts';
import { diskBlockers, ownBlockersOf } from './own-blockers.ts';
import { misfitBlockers } from './pair-fit.ts';
import { assumedStartMs, statusOf } from './status.ts';
import type { Worker } from '../worker.ts';

type Status = ReturnType<typeof statusOf>;

const blocker = (sentence: string, remedy: string | null): BlockerText => ({ sentence, remedy });

/** What the other server says of itself. */
const saidBy = (host: string, { blockers }: Status['peer'], { hostname, safety }: Status): BlockerText[] => {
  if (blockers === null)
    return [
      blocker(
        `${host} has not said whether it could take over`,
        `"show failover readiness" on ${host} says it; the same release on both makes it tell`,
      ),
    ];
  const said = blockers.map(({ sentence, remedy }) =>
    blocker(`${host} says: ${sentence}`, remedy === null ? null : `on ${host}: ${remedy}`),
  );
  if (safety.class !== 'C' || blockers.some(isPolicy)) return said;
  return [
    ...said,
    blocker(
      `The policy is to keep in Standby on ${hostname}, and ${host} says nothing of it for itself`,
      '"failover on-failure" in configuration mode should be the same on both servers',
    ),
  ];
};

/** Where it says itself what is wrong there is nothing to guess from its state. */
const ofPhase = (host: string, phase: Phase | null, { blockers }: Status['peer']): BlockerText[] =>
  phase === 'standby' || (blockers ?? []).length > 0
    ? []
    : [
        blocker(
          `${host} is ${phase === null ? 'unknown' : printPhase(phase)}`,
          `"show failover readiness" on ${host} says why`,
        ),
      ];

/** What this server, while it serves, can see of the one that would have to take over. */
const ofOther = (worker: Worker, status: Status): BlockerText[] => {
  const { peer, highAvailability, onlyHere } = status;
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
    ...ofPhase(peer.host, worker.watch.last?.phase ?? null, peer),
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
    ...saidBy(peer.host, peer, status),
  ];
};

const wouldLoseOf = (sinceMs: number | null): ReadinessReport['wouldLose'] =>
  sinceMs === null ? null : { sinceMs, since: new Date(Date.now() - sinceMs).toISOString() };

/** The report of a server that serves: about the other one. */
const ofActive = (worker: Worker, status: Status): ReadinessReport => {
  const { hostname, peer, onlyHere, safety } = status;
  const copiedMs =
    onlyHere?.from === 'copy' && onlyHere.since !== null ? Math.max(0, Date.now() - Date.parse(onlyHere.since)) : null;
  const misfits = misfitBlockers(worker);
  const isSaidHere = ({ sentence }: BlockerText): boolean =>
    misfits.some((misfit) => sentence.endsWith(misfit.sentence));
  const others = ofOther(worker, status).filter((one) => !isSaidHere(one));
  const blockers = [
    ...diskBlockers(worker),
    ...worker.virtualIp.blockers,
    ...worker.witness.blockers,
    ...others,
    ...misfits,
  ];
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
    heard: peer.lastHeard,
  };
};

/** If the active server died now: what would be lost, how long it would take, and what would stop it (H5). */
export const readinessReportOf = (worker: Worker): ReadinessReport => {
  const status = statusOf(worker);
  const { hostname, peer, state, phase, readiness } = status;
  if (state === 'active' || phase === 'promoting') return ofActive(worker, status);
  const blockers = ownBlockersOf(worker);
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
    safety: safetyOf(worker.context()),
    heard: null,
  };
};
