import { claimOf, newestKnown, serves } from './claim.ts';
import type { Context } from './context.ts';
import type { Event } from './event.ts';
import { peerGoesFirst } from './guard.ts';
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

const withFailures = (node: Node, failures: number, grace = false): Node =>
  node.failures === failures && node.grace === grace ? node : { ...node, failures, grace };

const afterFailure = (node: Node): Node => withFailures(node, node.grace ? node.failures : node.failures + 1);

const fromView = (node: Node, peer: PeerView, context: Context): Node =>
  context.peer === null || peer.name === node.name ? node : withHold(withTerms(node, peer), peer, context);

/**
 * What an event teaches in every phase, whether or not a row matches: the highest terms seen, and how many heartbeats
 * failed in a row. A peer that calls is alive, whatever became of our own heartbeats.
 */
export const learn = (node: Node, event: Event, context: Context): Node => {
  if (event.type === 'heartbeatFailed') {
    return context.highAvailability && context.peer !== null ? afterFailure(node) : node;
  }
  if (event.type === 'heartbeatAnswered') return fromView(withFailures(node, 0), event.peer, context);
  if (event.type === 'peerCalled') {
    return fromView(
      node.mode === 'secondary' ? withFailures(node, 0, event.peer.phase === 'hold') : node,
      event.peer,
      context,
    );
  }
  return node;
};
