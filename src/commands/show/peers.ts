import type { PathDetail, PeerDetail, PeerList } from '../../control/decision-shapes.ts';
import type { Call, Outcome } from '../declaration.ts';
import { labelledOf } from '../text/columns.ts';
import { stateWords } from '../text/headline.ts';
import type { Paint } from '../text/paint.ts';
import { phaseWords } from '../text/phase.ts';
import { spanOf, whenOf, whenOr } from '../text/time.ts';

type Row = readonly [label: string, ...lines: string[]];

const ms = (value: number | null): string => (value === null ? '-' : `${Number(value.toFixed(1))} ms`);

const headOf = ({ name, role, reachable }: PeerDetail, paint: Paint): string => {
  if (role === 'trusted') return `${paint.strong(name)} is trusted; no heartbeats are exchanged with it`;
  if (reachable === null) return `${paint.strong(name)} is the peer; ${paint.warn('high availability is disabled')}`;
  return `${paint.strong(name)} is the peer; ${reachable ? paint.good('it answers') : paint.bad('it DOES NOT ANSWER')}`;
};

const stands = ({ mode, state, phase, epoch, dataEpoch }: PeerDetail): string =>
  mode === null || state === null
    ? 'nothing has been heard of it'
    : `${mode === 'primary' ? 'Primary' : 'Secondary'}, ${phase === null ? stateWords[state] : phaseWords(phase)}, term ${epoch ?? '?'}, data of term ${dataEpoch ?? '?'}`;

const releaseOf = (peer: PeerDetail, own: string, paint: Paint): string => {
  if (peer.release === null) return '-';
  return peer.release === own
    ? `${peer.release}, as here`
    : paint.bad(`${peer.release}; HERE ${own}: no replication until they are equal`);
};

const clockOf = ({ clockDifferenceMs }: PeerDetail, most: number, paint: Paint): string => {
  if (clockDifferenceMs === null) return '-';
  const off = Math.round(clockDifferenceMs);
  const text = off === 0 ? 'the same time' : `${spanOf(Math.abs(off))} ${off > 0 ? 'ahead' : 'behind'}`;
  return `${Math.abs(off) > most ? paint.bad(text) : text}; ${spanOf(most)} are allowed`;
};

const pathRow = (path: PathDetail, nowMs: number, paint: Paint): Row => [
  `Path ${path.name}`,
  `${path.up ? paint.good('up') : paint.bad('DOWN')}, last answer ${whenOr(path.lastAnswer, nowMs, 'never')}`,
  `${path.sent} sent, ${path.answered} answered, ${path.failed} failed`,
  `response ${ms(path.lastResponseMs)}, mean ${ms(path.meanResponseMs)}, from ${ms(path.shortestResponseMs)} to ${ms(path.longestResponseMs)}`,
  ...(path.lastError === null ? [] : [path.lastError]),
];

const linesOf = (peer: PeerDetail, list: PeerList, nowMs: number, paint: Paint): string[] => {
  const where: Row = ['Address', `${peer.address}, port ${peer.port}`];
  if (peer.role === 'trusted') return [headOf(peer, paint), ...labelledOf([where])];
  const { intervalMs, recheckMs, failures } = list.heartbeat;
  const rows: Row[] = [
    where,
    ['Stands', stands(peer)],
    ['Release', releaseOf(peer, list.release, paint)],
    ['Clock', clockOf(peer, list.maxClockDifferenceMs, paint)],
    ['Last copy', peer.lastSync === null ? 'it holds none' : whenOf(peer.lastSync, nowMs)],
    [
      'Heartbeats',
      `every ${spanOf(intervalMs)}, after a failure every ${spanOf(recheckMs)}; ${failures} failures in a row count`,
      ...(peer.failures === 0 ? [] : [paint.bad(`${peer.failures} failed in a row now`)]),
    ],
    ...peer.paths.map((path) => pathRow(path, nowMs, paint)),
  ];
  return [headOf(peer, paint), ...labelledOf(rows)];
};

/** `show failover peers`: heartbeats and what they tell, path by path (E8, E11). */
export const showPeers = async ({ client, nowMs }: Call): Promise<Outcome> => {
  const data = await client.peers();
  const empty = 'No host is trusted yet: "trusted-host NAME key …" in configuration mode adds one';
  return {
    data,
    text: (paint) =>
      data.peers.length === 0
        ? empty
        : data.peers.map((peer) => linesOf(peer, data, nowMs, paint).join('\n')).join('\n\n'),
  };
};
