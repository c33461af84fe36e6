import type { FailoverStatus, PathStatus, ServiceStatus } from '../../control/shapes.ts';
import { countOf } from './amount.ts';
import { columnsOf, labelledOf } from './columns.ts';
import { headlineOf, stateWords } from './headline.ts';
import { onlyHereText } from './only-here.ts';
import type { Paint } from './paint.ts';
import { serviceDetails } from './service.ts';
import { lastAnswerOf, spanOf, whenOf, whenOr } from './time.ts';
import { unsavedSentence } from './unsaved.ts';
import { witnessSaid } from './witness.ts';

export type Row = readonly [label: string, ...lines: string[]];

const responds = (meanResponseMs: number | null): string =>
  meanResponseMs === null ? '' : `, mean ${Number(meanResponseMs.toFixed(1))} ms`;

/** Whether the other server could take over from this one, as far as this one sees. */
const standsBy = (status: FailoverStatus, nowMs: number, paint: Paint): string[] => {
  const no = unable(status, paint);
  if (no !== null) return [no];
  const { host, blockers, lastHeard } = status.peer;
  const other = host ?? 'the other server';
  const said = lastHeard === null ? '' : ` (${lastAnswerOf(other, lastHeard, nowMs)})`;
  if (blockers === null) return [paint.warn(`UNKNOWN: ${other} has not said whether it could take over${said}`)];
  if (blockers.length > 0)
    return [
      paint.bad(`${other} would NOT take over by itself${said}:`),
      ...blockers.map((one) => `- ${blockerText(one)}`),
    ];
  return [`${other} stands by; "show failover" there says what would be lost`];
};

/** What this server sees that keeps the other from taking over; null: nothing. */
const unable = ({ hostname, peer, highAvailability, onlyHere }: FailoverStatus, paint: Paint): string | null => {
  if (peer.host === null) return paint.warn('nobody: no peer is configured');
  if (highAvailability === 'disabled') return paint.warn(`${peer.host} will not: high availability is disabled`);
  if (!peer.reachable) return paint.bad(`NOBODY: ${peer.host} does not answer`);
  if (peer.state !== 'standby') return paint.bad(`NOBODY: ${peer.host} is ${stateWords[peer.state ?? 'notAvailable']}`);
  if (onlyHere?.canTakeOver === false)
    return paint.bad(
      `NOBODY: ${peer.host} has no copy of what is served here: "failover sync ${hostname}" there makes one`,
    );
  return null;
};

const blockerText = ({ sentence, remedy }: { readonly sentence: string; readonly remedy: string | null }): string =>
  remedy === null ? `${sentence}.` : `${sentence}: ${remedy}.`;

/** What is wrong with the server that serves: no verdict on a takeover. */
export const attention = ({ state, readiness: { blockers } }: FailoverStatus, paint: Paint): Row[] =>
  state === 'active' && blockers.length > 0 ? [['Attention', ...blockers.map((blocker) => paint.warn(blocker))]] : [];

/** The answer to "if the Primary died now" (H5). */
export const takeover = (status: FailoverStatus, nowMs: number, paint: Paint): Row => {
  const { blockers, wouldTake } = status.readiness;
  if (status.state === 'active') return ['Takeover', ...standsBy(status, nowMs, paint)];
  if (blockers.length > 0)
    return ['Takeover', paint.bad('NOT BY ITSELF:'), ...blockers.map((blocker) => `- ${blocker}`)];
  const within = wouldTake === null ? '' : ` in at most ${spanOf(wouldTake.ms)}`;
  return ['Takeover', paint.good(`ready: ${status.hostname} would serve${within}`)];
};

/** Only where somebody could take over, or needs to know that nobody can. */
export const wouldLose = (status: FailoverStatus, nowMs: number, paint: Paint): Row[] => {
  const { state, phase, readiness, sync, peer, onlyHere } = status;
  if (onlyHere !== null) return [['Would be lost', onlyHereText(onlyHere, nowMs, paint)]];
  if (state !== 'standby' || phase === 'promoting') return [];
  if (readiness.wouldLose === null) {
    return sync.generation === null ? [['Would be lost', paint.bad('everything: there is no complete copy here')]] : [];
  }
  const since = new Date(nowMs - readiness.wouldLose.sinceMs).toISOString();
  return [['Would be lost', `changes on ${peer.host ?? 'the peer'} since ${whenOf(since, nowMs)}`]];
};

/** After a takeover: what was written between the copy and the takeover is not here. */
const servedCopy = ({ servesCopy, peer }: FailoverStatus, nowMs: number, paint: Paint): string[] =>
  servesCopy === null
    ? []
    : [
        `serves copy ${servesCopy.number} of ${whenOf(servesCopy.created, nowMs)}; ${paint.warn(`changes on ${peer.host ?? 'the other server'} after that are not here`)}`,
      ];

/** On the active server the newest copy is the peer's (C4). */
const copiedToPeer = ({ peer, servesCopy, onlyHere }: FailoverStatus, nowMs: number, paint: Paint): string[] => {
  const other = peer.host ?? 'the peer';
  // A copy of other data, such as that of a pair the peer was in before, is none of what is served here.
  const isOfHere = onlyHere === null || onlyHere.from === 'copy';
  if (peer.lastSync !== null && isOfHere) return [`copied to ${other} ${whenOf(peer.lastSync, nowMs)}`];
  if (servesCopy !== null) return [];
  return [
    paint.warn(
      peer.lastSync === null
        ? `${other} has told of no complete copy`
        : `${other} has told of no complete copy of what is served here`,
    ),
  ];
};

/** The last run of this server's own. */
const lastRun = ({ sync }: FailoverStatus, nowMs: number, paint: Paint): string => {
  if (sync.lastStarted === null && sync.lastCompleted === null) return 'never';
  const at = whenOf(sync.lastCompleted ?? sync.lastStarted ?? '', nowMs);
  const result = sync.lastResult ?? 'unknown result';
  const copy = sync.generation === null ? '' : `; complete copy ${sync.generation}`;
  return `${sync.lastResult === 'success' ? paint.good(result) : paint.bad(result)} ${at}${copy}`;
};

const lastSync = (status: FailoverStatus, nowMs: number, paint: Paint): string[] => {
  if (status.state !== 'active') return [lastRun(status, nowMs, paint)];
  if (status.peer.host === null && status.servesCopy === null) return [lastRun(status, nowMs, paint)];
  const copied = status.peer.host === null ? [] : copiedToPeer(status, nowMs, paint);
  return [...servedCopy(status, nowMs, paint), ...copied];
};

const nextSync = ({ sync, state, highAvailability }: FailoverStatus, nowMs: number): string => {
  if (sync.running) return 'one is running now: "show failover sync"';
  if (highAvailability === 'disabled') return 'none: high availability is disabled';
  if (state === 'active') return 'started by the Secondary';
  return sync.nextDue === null ? 'none: the schedule is not armed' : whenOf(sync.nextDue, nowMs);
};

const pathLines = (path: PathStatus, nowMs: number, paint: Paint): string[] =>
  path.up
    ? [`${path.name}: ${paint.good('up')}, ${whenOr(path.lastAnswer, nowMs, 'never')}${responds(path.meanResponseMs)}`]
    : [
        `${path.name}: ${paint.bad('DOWN')}, last answer ${whenOr(path.lastAnswer, nowMs, 'never')}`,
        `  ${path.lastError ?? 'no answer yet'}`,
      ];

const heartbeats = (status: FailoverStatus, nowMs: number, paint: Paint): Row => {
  const { peer, highAvailability } = status;
  if (highAvailability === 'disabled') return ['Heartbeats', 'none: high availability is disabled'];
  const last = `last answer ${whenOr(peer.lastHeartbeat, nowMs, 'never')}${responds(peer.meanResponseMs)}`;
  const missed = peer.failures === 0 ? [] : [paint.bad(`${countOf(peer.failures, 'heartbeat')} missed in a row`)];
  // A single path that is up says nothing that is not said already.
  const isPlain = peer.paths.length <= 1 && peer.paths.every(({ up }) => up);
  return [
    'Heartbeats',
    ...missed,
    last,
    ...(isPlain ? [] : peer.paths.flatMap((path) => pathLines(path, nowMs, paint))),
  ];
};

/** E11: what the last heartbeats measured. */
const clocks = ({ peer }: FailoverStatus): Row[] => {
  if (peer.host === null || peer.clockDifferenceMs === null) return [];
  const { host, clockDifferenceMs } = peer;
  const off = Math.round(clockDifferenceMs);
  return [
    [
      'Clocks',
      off === 0 ? `${host} shows the same time` : `${host} is ${spanOf(Math.abs(off))} ${off > 0 ? 'ahead' : 'behind'}`,
    ],
  ];
};

const serviceLine = (service: ServiceStatus, nowMs: number, paint: Paint): string => {
  const state = service.state === 'failed' ? paint.bad('FAILED') : service.state;
  return `${service.name} ${state}${serviceDetails(service, nowMs)}`;
};

const modeWords = { primary: 'Primary', secondary: 'Secondary' } as const;

/** Heartbeats go on failing after the sentence was made: their number stands where it is kept up to date. */
const why = ({ reason, phase }: FailoverStatus): string => {
  if (reason === '') return 'nothing has happened yet';
  if (phase !== 'suspect' && phase !== 'vetting' && phase !== 'held') return reason;
  return reason
    .replace(/: failure \d+ of \d+(?=\.|$)/, '')
    .replace(/ did not answer (1 heartbeat|\d+ heartbeats in a row)/, ' did not answer');
};

/** Only where there was something to decide. */
const howDecided = ({ state, epoch, peer }: FailoverStatus): string[] =>
  state === 'active' && peer.host !== null && epoch > 1 ? ['"show failover explain" shows how that was decided'] : [];

/** Both servers side by side; an unreachable peer shows what it last said. */
const pairTable = ({ hostname, mode, state, epoch, peer }: FailoverStatus): string[] =>
  columnsOf([
    [
      '',
      `${hostname} (this server)`,
      peer.host === null ? 'no peer' : `${peer.host} (${peer.reachable ? 'peer' : 'last seen'})`,
    ],
    ['Mode', modeWords[mode], peer.mode === null ? '-' : modeWords[peer.mode]],
    ['State', stateWords[state], peer.state === null ? '-' : stateWords[peer.state]],
    ['Term', String(epoch), peer.epoch === null ? '-' : String(peer.epoch)],
  ]);

const clients = ({ clientConnection, state }: FailoverStatus, paint: Paint): string => {
  if (clientConnection === 'disabled') return paint.warn('new connections are refused: client-connection is disabled');
  return state === 'active' ? 'new connections are taken in' : 'none here: they are taken in where the pair is active';
};

/** Where clients find the pair (E3). */
const witnessRow = (status: FailoverStatus, nowMs: number, paint: Paint): Row[] => {
  const { witness } = status;
  if (witness === null) return [];
  const { faults, endpoints } = witness;
  const said = faults.length > 0 ? faults.map((fault) => paint.bad(fault)) : [witnessSaid(witness, nowMs, paint)];
  return [['Witness', `etcd at ${endpoints.join(', ')}`, ...said]];
};

const virtualAddress = ({ virtualIp, state }: FailoverStatus, paint: Paint): Row[] => {
  if (virtualIp === null) return [];
  const { address, interface: device, held, reason } = virtualIp;
  if (held) return [['Virtual address', `${address}, ${paint.good('here')} on ${device ?? 'this server'}`]];
  if (state !== 'active') return [['Virtual address', `${address}, not here: ${reason ?? 'no reason is known'}`]];
  return [['Virtual address', paint.bad(`${address} is NOT HERE: ${reason ?? 'no reason is known'}`)]];
};

/** Only where a load balancer cannot ask. */
const healthPages = ({ healthPages: { faults } }: FailoverStatus, paint: Paint): Row[] =>
  faults.length === 0 ? [] : [['Health pages', ...faults.map((fault) => paint.warn(fault))]];

/** Only where nobody would be told. */
const notification = ({ notificationFault }: FailoverStatus, paint: Paint): Row[] =>
  notificationFault === null
    ? []
    : [
        [
          'Notification',
          paint.warn(notificationFault),
          '"show failover notification" and "failover notification test" say more',
        ],
      ];

const detailsOf = (status: FailoverStatus, nowMs: number, paint: Paint): Row[] => [
  [
    'Availability',
    status.highAvailability === 'enabled'
      ? 'high availability is enabled'
      : paint.warn('high availability is disabled'),
  ],
  heartbeats(status, nowMs, paint),
  ...clocks(status),
  ...virtualAddress(status, paint),
  ...witnessRow(status, nowMs, paint),
  ['Clients', clients(status, paint)],
  [
    'Services',
    ...(status.services.length === 0
      ? ['none configured']
      : status.services.map((service) => serviceLine(service, nowMs, paint))),
  ],
  ...healthPages(status, paint),
  ...notification(status, paint),
  ['Safety class', `${status.safety.class}: ${status.safety.sentence}`],
];

/** Which data is to live is for an operator to say. */
const decision = ({ olderThanHere }: FailoverStatus): string[] =>
  olderThanHere === undefined ? [] : [`${olderThanHere.sentence} ${olderThanHere.remedy}`];

/**
 * `show failover` as an operator reads it at 3 a.m.: first who serves, why, whether the other can take over, what would be
 * lost, last and next synchronization; then both servers side by side and the details.
 */
export const failoverText = (status: FailoverStatus, nowMs: number, paint: Paint): string => {
  const headline = headlineOf(status);
  const next = headline.toDo ?? (status.neverSetUp === true ? '"understudy-setup" sets this server up' : undefined);
  const steps = [
    ...(next === undefined ? [] : [next]),
    ...decision(status),
    ...(status.unsaved ? [unsavedSentence] : []),
  ];
  const toDo: Row[] = steps.length === 0 ? [] : [['To do', ...steps]];
  const glance: Row[] = [
    ['Why', why(status), ...howDecided(status)],
    ...toDo,
    ...attention(status, paint),
    takeover(status, nowMs, paint),
    ...wouldLose(status, nowMs, paint),
    ['Last sync', ...lastSync(status, nowMs, paint)],
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
