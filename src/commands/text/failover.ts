import type { FailoverStatus, PathStatus, ServiceStatus } from '../../control/shapes.ts';
import { columnsOf, labelledOf } from './columns.ts';
import { headlineOf, stateWords } from './headline.ts';
import type { Paint } from './paint.ts';
import { gmtOf, spanOf, whenOf, whenOr } from './time.ts';

type Row = readonly [label: string, ...lines: string[]];

const responds = (meanResponseMs: number | null): string =>
  meanResponseMs === null ? '' : `, mean response ${Number(meanResponseMs.toFixed(1))} ms`;

/** Whether the other server could take over from this one, as far as this one sees. */
const standsBy = ({ peer, highAvailability }: FailoverStatus, paint: Paint): string => {
  if (peer.host === null) return paint.warn('nobody: no peer is configured');
  if (highAvailability === 'disabled') return paint.warn(`${peer.host} will not: high availability is disabled`);
  if (!peer.reachable) return paint.bad(`NOBODY: ${peer.host} does not answer`);
  if (peer.state !== 'standby') return paint.bad(`NOBODY: ${peer.host} is ${stateWords[peer.state ?? 'notAvailable']}`);
  return `${peer.host} stands by; "show failover" there says how fast and what would be lost`;
};

/** The answer to "if the Primary died now" (H5). */
const takeover = (status: FailoverStatus, paint: Paint): Row => {
  const { blockers, wouldTake } = status.readiness;
  if (blockers.length > 0) return ['Takeover', paint.bad('BLOCKED:'), ...blockers.map((blocker) => `- ${blocker}`)];
  if (status.state === 'active') return ['Takeover', standsBy(status, paint)];
  const within = wouldTake === null ? '' : ` in at most ${spanOf(wouldTake.ms)}`;
  return ['Takeover', paint.good(`ready: ${status.hostname} would serve${within}`)];
};

const wouldLose = ({ state, readiness, sync, peer }: FailoverStatus, nowMs: number, paint: Paint): Row[] => {
  if (state === 'active') return [];
  if (readiness.wouldLose === null)
    return sync.generation === null ? [['Would be lost', paint.bad('everything: there is no complete copy here')]] : [];
  const { sinceMs } = readiness.wouldLose;
  return [
    [
      'Would be lost',
      `what changed on ${peer.host ?? 'the peer'} in the last ${spanOf(sinceMs)}, since ${gmtOf(nowMs - sinceMs)}`,
    ],
  ];
};

const lastSync = ({ sync }: FailoverStatus, nowMs: number, paint: Paint): string => {
  if (sync.lastStarted === null && sync.lastCompleted === null) return 'never';
  const at = whenOf(sync.lastCompleted ?? sync.lastStarted ?? '', nowMs);
  const result = sync.lastResult ?? 'unknown result';
  const copy = sync.generation === null ? '' : `; complete copy ${sync.generation}`;
  return `${sync.lastResult === 'success' ? paint.good(result) : paint.bad(result)} ${at}${copy}`;
};

const nextSync = ({ sync, state, highAvailability }: FailoverStatus, nowMs: number): string => {
  if (sync.running) return 'one is running now: "show failover sync"';
  if (sync.nextDue !== null) return whenOf(sync.nextDue, nowMs);
  if (highAvailability === 'disabled') return 'none: high availability is disabled';
  return state === 'active' ? 'started by the Secondary' : 'none: the schedule is not armed';
};

const pathRow = (path: PathStatus, nowMs: number, paint: Paint): string =>
  path.up
    ? `${path.name}: ${paint.good('up')}, last answer ${whenOr(path.lastAnswer, nowMs, 'never')}${responds(path.meanResponseMs)}`
    : `${path.name}: ${paint.bad('DOWN')}, ${path.lastError ?? 'no answer yet'}; last answer ${whenOr(path.lastAnswer, nowMs, 'never')}`;

const heartbeats = (status: FailoverStatus, nowMs: number, paint: Paint): Row => {
  const { peer, highAvailability } = status;
  if (highAvailability === 'disabled') return ['Heartbeats', 'none: high availability is disabled'];
  const last = `last answer ${whenOr(peer.lastHeartbeat, nowMs, 'never')}${responds(peer.meanResponseMs)}`;
  const missed = peer.failures === 0 ? '' : paint.bad(`, ${peer.failures} missed in a row`);
  return ['Heartbeats', `${last}${missed}`, ...peer.paths.map((path) => pathRow(path, nowMs, paint))];
};

const serviceLine = (service: ServiceStatus, nowMs: number, paint: Paint): string => {
  const state = service.state === 'failed' ? paint.bad('FAILED') : service.state;
  const since = service.since === null ? '' : ` since ${whenOf(service.since, nowMs)}`;
  const pid = service.pid === null ? '' : `, pid ${service.pid}`;
  return `${service.name} ${state}${since}${pid}${service.detail === '' ? '' : `: ${service.detail}`}`;
};

const modeWords = { primary: 'Primary', secondary: 'Secondary' } as const;

/** Both servers side by side; an unreachable peer shows what it last said. */
const pairTable = ({ hostname, mode, state, epoch, peer }: FailoverStatus): string[] =>
  columnsOf([
    ['', 'This server', peer.reachable ? 'Peer' : 'Peer (last seen)'],
    ['Host', hostname, peer.host ?? 'none'],
    ['Mode', modeWords[mode], peer.mode === null ? '-' : modeWords[peer.mode]],
    ['State', stateWords[state], peer.state === null ? '-' : stateWords[peer.state]],
    ['Epoch', String(epoch), peer.epoch === null ? '-' : String(peer.epoch)],
  ]);

const detailsOf = (status: FailoverStatus, nowMs: number, paint: Paint): Row[] => [
  ['High availability', status.highAvailability === 'enabled' ? 'enabled' : paint.warn('disabled')],
  heartbeats(status, nowMs, paint),
  [
    'Client connections',
    status.clientConnection === 'enabled' ? 'enabled' : paint.warn('disabled: new ones are refused'),
  ],
  [
    'Services',
    ...(status.services.length === 0
      ? ['none configured']
      : status.services.map((service) => serviceLine(service, nowMs, paint))),
  ],
  ['Safety class', `${status.safety.class}: ${status.safety.sentence}`],
];

/**
 * `show failover` as an operator reads it at 3 a.m.: first who serves, why, whether the other can take over, what would be
 * lost, last and next synchronization; then both servers side by side and the details.
 */
export const failoverText = (status: FailoverStatus, nowMs: number, paint: Paint): string => {
  const headline = headlineOf(status);
  const toDo: Row[] = headline.toDo === undefined ? [] : [['To do', headline.toDo]];
  const glance: Row[] = [
    ['Why', status.reason === '' ? 'nothing has happened yet' : status.reason],
    ...toDo,
    takeover(status, paint),
    ...wouldLose(status, nowMs, paint),
    ['Last sync', lastSync(status, nowMs, paint)],
    ['Next sync', nextSync(status, nowMs)],
  ];
  const rows = labelledOf([...glance, ...detailsOf(status, nowMs, paint)]);
  const glanceLength = glance.reduce((length, [, ...lines]) => length + lines.length, 0);
  return [
    paint.strong(paint[headline.tone](headline.text)),
    ...rows.slice(0, glanceLength),
    '',
    ...pairTable(status),
    '',
    ...rows.slice(glanceLength),
  ].join('\n');
};
