import type { FailoverStatus } from '../../control/shapes.ts';
import { countOf } from './amount.ts';
import { labelledOf } from './columns.ts';
import { attention, takeover, wouldLose, type Row } from './failover.ts';
import { headlineOf, stateWords } from './headline.ts';
import type { Paint } from './paint.ts';
import { progressText } from './progress.ts';
import { serviceDetails } from './service.ts';
import { ageOf, gmtOf } from './time.ts';

const heartbeat = ({ highAvailability, peer }: FailoverStatus, nowMs: number, paint: Paint): string[] => {
  if (peer.host === null) return ['none: no peer is configured'];
  if (highAvailability === 'disabled') return ['none: high availability is disabled'];
  const age = peer.lastHeartbeat === null ? 'no answer yet' : ageOf(Date.parse(peer.lastHeartbeat), nowMs);
  const mean = peer.meanResponseMs === null ? '' : `, mean ${Number(peer.meanResponseMs.toFixed(1))} ms`;
  if (peer.failures === 0) return [paint.good(`${age}${mean}`)];
  return [paint.bad(`${countOf(peer.failures, 'heartbeat')} missed in a row; last answer ${age}`)];
};

const peerLine = ({ peer }: FailoverStatus, paint: Paint): Row[] => {
  if (peer.host === null) return [];
  const state = peer.state === null ? 'unknown' : stateWords[peer.state];
  return [
    [
      'Peer',
      peer.reachable
        ? `${peer.host} answers and is ${state}`
        : paint.bad(`${peer.host} does not answer; it was ${state}`),
    ],
  ];
};

const synchronization = ({ sync, state }: FailoverStatus, nowMs: number, paint: Paint): string[] => {
  if (sync.progress !== null) return [sync.progress.task, progressText(sync.progress)];
  if (sync.running) return [paint.warn('running: between two tasks')];
  if (sync.lastCompleted !== null) {
    const result = sync.lastResult ?? 'unknown result';
    const last = `${sync.lastResult === 'success' ? result : paint.bad(result)} ${ageOf(Date.parse(sync.lastCompleted), nowMs)}`;
    return [sync.nextDue === null ? last : `${last}; next ${ageOf(Date.parse(sync.nextDue), nowMs)}`];
  }
  return [state === 'active' ? 'started by the Secondary' : paint.warn('never')];
};

/** The live view: who serves, the heartbeat's age, whether the other could take over, and how far a copy is. */
export const liveLines = (status: FailoverStatus, nowMs: number, paint: Paint): string[] => {
  const headline = headlineOf(status);
  const services: Row[] = status.services.map((service, i) => [
    i === 0 ? 'Services' : '',
    `${service.name} ${service.state === 'failed' ? paint.bad('FAILED') : service.state}${serviceDetails(service, nowMs)}`,
  ]);
  return [
    paint.strong(paint[headline.tone](headline.text)),
    ...(headline.toDo === undefined ? [] : [`To do: ${headline.toDo}`]),
    '',
    ...labelledOf([
      ['Heartbeat', ...heartbeat(status, nowMs, paint)],
      ...peerLine(status, paint),
      ...attention(status, paint),
      takeover(status, nowMs, paint),
      ...wouldLose(status, nowMs, paint),
      ['Sync', ...synchronization(status, nowMs, paint)],
      ...services,
    ]),
    '',
    paint.dim(`${gmtOf(nowMs)}   any key ends`),
  ];
};
