import { claimOf, isNewer, newestKnown, peerGoesFirst, serves } from './claim.ts';
import type { Context } from './context.ts';
import type { Event, EventOf } from './event.ts';
import { holdsLease } from './lease.ts';
import { watches, type Node, type PeerView } from './node.ts';
import { compareTerms, higherTerm } from './term.ts';

/** A promotion under way keeps the term it claimed. The node itself comes back where nothing changed: nothing is written. */
const withTerms = (node: Node, peer: PeerView): Node => {
  const term = node.phase === 'promoting' ? node.term : higherTerm(node.term, higherTerm(peer.term, peer.dataTerm));
  const written = serves(peer) ? claimOf(peer, node) : peer.dataTerm;
  const newestData = higherTerm(newestKnown(node), written);
  const same = compareTerms(term, node.term) === 0 && compareTerms(newestData, node.newestData) === 0;
  return same ? node : { ...node, term, newestData };
};

/**
 * While the peer serves or goes first it is not silent: the hold of a Primary counts from its last word. That of a Standby
 * is over with the first.
 */
const withHold = (node: Node, peer: PeerView, { nowMs, startHoldMs }: Context): Node => {
  if (node.phase === 'hold' && peerGoesFirst(node, peer)) return { ...node, holdUntilMs: nowMs + startHoldMs };
  return node.holdUntilMs !== null && watches(node.phase) ? { ...node, holdUntilMs: null } : node;
};

/** What a serving peer serves is what counts, however old. */
const withPeersData = (node: Node, peer: PeerView): Node => {
  const strayed = serves(peer) ? isNewer(node.dataTerm, claimOf(peer, node)) : node.strayed;
  return strayed === node.strayed ? node : { ...node, strayed };
};

const withFailures = (node: Node, failures: number, grace = false): Node =>
  node.failures === failures && node.grace === grace ? node : { ...node, failures, grace };

const afterFailure = (node: Node): Node => withFailures(node, node.grace ? node.failures : node.failures + 1);

const fromView = (node: Node, peer: PeerView, context: Context): Node =>
  context.peer === null || peer.name === node.name
    ? node
    : withPeersData(withHold(withTerms(node, peer), peer, context), peer);

/** What the witness remembers counts as if the peer had told it. */
const fromWitness = (node: Node, { record }: EventOf<'witnessAnswered'>): Node => {
  if (record === null) return node;
  const term = node.phase === 'promoting' ? node.term : higherTerm(node.term, higherTerm(record.term, record.dataTerm));
  const newestData = higherTerm(newestKnown(node), record.dataTerm);
  const same = compareTerms(term, node.term) === 0 && compareTerms(newestData, node.newestData) === 0;
  return same ? node : { ...node, term, newestData };
};

/** With the word of others an operator's is no longer needed. */
const withLease = (node: Node, context: Context): Node =>
  node.exempt && holdsLease(context) ? { ...node, exempt: false } : node;

const learnFrom = (node: Node, event: Event, context: Context): Node => {
  if (event.type === 'heartbeatFailed') {
    return context.highAvailability && context.peer !== null ? afterFailure(node) : node;
  }
  if (event.type === 'heartbeatAnswered') return fromView(withFailures(node, 0), event.peer, context);
  if (event.type === 'peerCalled') {
    return fromView(
      node.mode === 'secondary' ? withFailures(node, 0, node.grace || event.peer.phase === 'hold') : node,
      event.peer,
      context,
    );
  }
  if (event.type === 'witnessAnswered') return fromWitness(node, event);
  return node;
};

/**
 * What an event teaches in every phase, whether or not a row matches: the highest terms seen, and how many heartbeats
 * failed in a row. A peer that calls is alive, whatever became of our own heartbeats.
 */
export const learn = (node: Node, event: Event, context: Context): Node =>
  withLease(learnFrom(node, event, context), context);
