import type { Node, PeerView } from './node.ts';
import { compareTerms, higherTerm, nextTerm, type Term } from './term.ts';

/** Services are up or coming up there. */
export const serves = ({ phase }: Pick<PeerView, 'phase'>): boolean => phase === 'active' || phase === 'promoting';

/**
 * The term in which this server serves, or would if it went on. It can be lower than the highest term seen: a claim of the
 * peer that never came to serve does not dethrone anybody.
 */
export const ownClaim = (node: Node): Term =>
  node.phase === 'active' || node.term.owner !== node.name ? node.dataTerm : node.term;

/** The same for the peer, as seen from `node`: in a pair, a claim that is not one's own is the other's. */
export const claimOf = (peer: PeerView, node: Node): Term =>
  peer.phase === 'promoting' && peer.term.owner !== node.name ? higherTerm(peer.term, peer.dataTerm) : peer.dataTerm;

/** The newest data known anywhere. */
export const newestKnown = (node: Node): Term => higherTerm(node.newestData, node.dataTerm);

/** Raises the term in this server's own name, above everything ever seen. */
export const withNextClaim = (node: Node): Node => ({
  ...node,
  term: nextTerm(higherTerm(node.term, newestKnown(node)), node.name),
});

/**
 * The claim that the witness is asked for: it knows a holder by the owner of the claim. A server with the data of the other one
 * asks with the one that it would raise; with that of the data it would be taken for the other one, and let in beside it (H1).
 */
export const claimInOwnName = (node: Node): Term =>
  [ownClaim(node), node.term].find(({ owner }) => owner === node.name) ?? withNextClaim(node).term;

/**
 * The claim of a server that goes on with data it may serve: its own term where it has one, otherwise a new one. A server
 * that never met a peer needs none (term 0), so that a fresh server cannot outrank a pair that serves.
 */
export const withStandingClaim = (node: Node): Node => {
  const resumes = node.term.owner === node.name || (node.dataTerm.owner === node.name && !node.applyPending);
  return resumes || node.term.counter === 0 ? node : withNextClaim(node);
};

/** Before the services start: from the first write on, the data here is this server's own. */
export const withServicesStarting = (node: Node): Node => ({
  ...node,
  applyPending: node.applyPending || (!node.ownData && node.generation !== null),
  ownData: true,
});

/** The services are up and the copy, if there was one to apply, is in place: what is written now is of the claimed term. */
export const withDataOfClaim = (node: Node): Node => {
  const dataTerm = node.term.owner === node.name ? node.term : node.dataTerm;
  return {
    ...node,
    dataTerm,
    newestData: higherTerm(newestKnown(node), dataTerm),
    applyPending: false,
    strayed: false,
    ownData: true,
  };
};

/** The claim raised while serving: the lineage goes on under the new term. */
export const withRaisedClaim = (node: Node): Node => withDataOfClaim(withNextClaim(node));

export const isNewer = (a: Term, b: Term): boolean => compareTerms(a, b) > 0;

/** In a tie of two waiting servers the one that wrote the data goes on; the other holds a copy. */
export const peerGoesFirst = (node: Node, peer: PeerView): boolean =>
  serves(peer) ||
  (peer.phase === 'hold' && compareTerms(peer.dataTerm, node.dataTerm) === 0 && node.dataTerm.owner !== node.name);
