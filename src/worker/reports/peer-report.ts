import { addressOf } from '../../config/config.ts';
import type { PathDetail, PeerDetail, PeerList } from '../../control/decision-shapes.ts';
import { pairStateOf } from '../../failover/node.ts';
import { release } from '../release.ts';
import type { Worker } from '../worker.ts';

const silent = {
  reachable: null,
  mode: null,
  state: null,
  phase: null,
  epoch: null,
  dataEpoch: null,
  release: null,
  clockDifferenceMs: null,
  lastHeartbeat: null,
  lastSync: null,
  failures: 0,
  paths: [],
} as const;

const pathsOf = ({ watch }: Worker): PathDetail[] => {
  const { answered, failed, responsesMs } = watch.counts;
  return watch.paths.map((path) => ({
    ...path,
    sent: answered + failed,
    answered,
    failed,
    lastResponseMs: responsesMs.at(-1) ?? null,
    shortestResponseMs: responsesMs.length === 0 ? null : Math.min(...responsesMs),
    longestResponseMs: responsesMs.length === 0 ? null : Math.max(...responsesMs),
  }));
};

/** What its last answer or call said of itself. */
const saidBy = ({ watch: { last } }: Worker) =>
  last === null
    ? {}
    : {
        mode: last.mode,
        state: pairStateOf(last.phase),
        phase: last.phase,
        epoch: last.term.counter,
        dataEpoch: last.dataTerm.counter,
        release: last.release,
        lastSync: last.lastSync,
      };

const heardOf = (worker: Worker): Omit<PeerDetail, 'name' | 'role' | 'address' | 'port'> => {
  const { watch, config } = worker;
  return {
    ...silent,
    ...saidBy(worker),
    reachable: config.highAvailability === 'enable' ? watch.reachable : null,
    clockDifferenceMs: watch.clockDifferenceMs,
    lastHeartbeat: watch.lastAnswerAtMs === null ? null : new Date(watch.lastAnswerAtMs).toISOString(),
    failures: watch.failures,
    paths: pathsOf(worker),
  };
};

/** Every trusted host, and of the peer all that the heartbeats tell (E8, E11). */
export const peersOf = (worker: Worker): PeerList => {
  const { config } = worker;
  const peers = Object.entries(config.trustedHosts).map(([name, host]): PeerDetail => {
    const isPeer = name === config.peer;
    const where = { name, role: isPeer ? ('peer' as const) : ('trusted' as const), address: addressOf(name, host) };
    return { ...where, port: host.port, ...(isPeer ? heardOf(worker) : silent) };
  });
  return {
    hostname: config.hostname,
    release,
    highAvailability: config.highAvailability === 'enable' ? 'enabled' : 'disabled',
    maxClockDifferenceMs: config.maxClockDifferenceMs,
    heartbeat: {
      intervalMs: config.heartbeatIntervalMs,
      recheckMs: config.heartbeatRecheckMs,
      timeoutMs: config.heartbeatTimeoutMs,
      failures: config.heartbeatFailures,
    },
    peers: peers.sort((a, b) => Number(b.role === 'peer') - Number(a.role === 'peer')),
  };
};
