import { serves } from './claim.ts';
import type { Node, Phase } from './node.ts';
import { hasData, knowsNewerData } from './obstacle.ts';
import { printAge, printCounter } from './sentence.ts';

/** The other server, as its last answer had it. */
export interface AnsweredPeer {
  readonly name: string;
  readonly phase: Phase;
  readonly answeredMsAgo: number;
  /** Heartbeats that failed since. */
  readonly failures: number;
}

export interface TakeoverDoubts {
  /** The server that would stop serving; null where none is known to serve. */
  readonly servedBy: string | null;
  /** That it serves now, what becomes of it, what is lost, and the gentler way. */
  readonly takesFrom: readonly string[];
  /** What the guards of an automatic takeover would have said of the data here, and that there is nothing to serve with. */
  readonly data: readonly string[];
}

interface Known {
  readonly peer: AnsweredPeer | null;
  /** Without it the two do not hear each other. */
  readonly highAvailability: boolean;
  /** Age of the newest complete copy; null without one. */
  readonly copyAgeMs: number | null;
  /** A peer is configured. */
  readonly isPaired: boolean;
  /** Something that clients use is configured here. */
  readonly hasServices: boolean;
}

const answeredWhen = ({ answeredMsAgo, failures }: AnsweredPeer): string => {
  const ago = answeredMsAgo < 2000 ? `${Math.ceil(answeredMsAgo)} ms` : printAge(answeredMsAgo);
  const missed = failures === 1 ? '1 heartbeat' : `${failures} heartbeats`;
  return failures === 0 ? `it answered ${ago} ago` : `it answered ${ago} ago, and not to ${missed} since`;
};

const stops = (name: string, { name: here }: Node, { highAvailability }: Known): string =>
  highAvailability
    ? `${name} stops serving as soon as ${here} takes over.`
    : `${name} stops serving when it hears that ${here} has taken over; high availability is disabled here, so until then both serve.`;

/** What the clients find afterwards, and what they do not. */
const lost = (name: string, node: Node, { copyAgeMs }: Known): string => {
  const kept = `it is kept on ${name} when that is synchronized, and nobody serves it`;
  if (!hasData(node)) return `Everything ${name} serves is lost to the clients: ${kept}.`;
  const fromCopy = node.generation !== null && (!node.ownData || node.applyPending);
  if (!fromCopy)
    return `${node.name} goes on with its own data (${printCounter(node.dataTerm)}); what was written on ${name} since is lost to the clients: ${kept}.`;
  const age = copyAgeMs === null ? '' : `, ${printAge(copyAgeMs)} old`;
  return `${node.name} goes on with its last complete copy (copy ${node.generation}${age}); what was written on ${name} since is lost to the clients: ${kept}.`;
};

const takesFrom = (peer: AnsweredPeer, node: Node, known: Known): string[] => {
  const now =
    peer.phase === 'active' ? 'is Primary and serves the clients now' : 'is becoming Primary now: its services start';
  return [
    `${peer.name} ${now} (${answeredWhen(peer)}).`,
    stops(peer.name, node, known),
    lost(peer.name, node, known),
    'To hand over without loss instead, see "show failover switchover".',
  ];
};

/** Half of a pair, or a server without data, that has nothing to start. */
const ofServices = (node: Node, { isPaired, hasServices }: Known): string[] =>
  !hasServices && (isPaired || !hasData(node)) ? ['No service is configured here: nobody will be served.'] : [];

const ofData = (node: Node, { hasServices }: Known): string[] => {
  if (!hasData(node) && !hasServices) return ['There is no complete copy here.'];
  if (!hasData(node)) return ['There is no complete copy here: the services start with what is on the disk.'];
  if (!knowsNewerData(node)) return [];
  return [
    `The data here (${printCounter(node.dataTerm)}) is older than what was written in ${printCounter(node.newestData)}; what the other server has is kept when it is synchronized.`,
  ];
};

/** What an operator is told who makes a server Primary: shown and recorded, and never in his way (B1). */
export const takeoverDoubts = (node: Node, known: Known): TakeoverDoubts => {
  const { peer } = known;
  if (node.phase === 'active') return { servedBy: null, takesFrom: [], data: [] };
  const data = [...ofServices(node, known), ...ofData(node, known)];
  if (peer === null || !serves(peer)) return { servedBy: null, takesFrom: [], data };
  return { servedBy: peer.name, takesFrom: takesFrom(peer, node, known), data };
};
