import { claimOf, isNewer, ownClaim, peerGoesFirst, serves } from './claim.ts';
import { holdsLease, isFree, isLongFree, needsLease, wantsLease } from './lease.ts';
import type { EventOf, ViewEvent } from './event.ts';
import type { Node, PeerView } from './node.ts';
import { knowsNewerData, takeoverObstacle, type Obstacle } from './obstacle.ts';
import type { Guard } from './row.ts';
import { compareTerms } from './term.ts';

const newerDataThere = (node: Node, peer: PeerView): boolean =>
  isNewer(peer.dataTerm, node.dataTerm) || knowsNewerData(node);

export const standsAlone: Guard = {
  name: 'high availability is disabled or no peer is configured',
  test: (_node, _event, { highAvailability, peer }) => !highAvailability || peer === null,
};

export const paired: Guard = {
  name: 'high availability is enabled and a peer is configured',
  test: (_node, _event, { highAvailability, peer }) => highAvailability && peer !== null,
};

export const fromNoPeer: Guard<ViewEvent> = {
  name: 'no peer is configured, or it has the name of this server',
  test: (node, { peer }, context) => context.peer === null || peer.name === node.name,
};

export const peerServes: Guard<ViewEvent> = {
  name: 'the peer serves',
  test: (_node, { peer }) => serves(peer),
};

export const peerIdle: Guard<ViewEvent> = {
  name: 'the peer does not serve',
  test: (_node, { peer }) => !serves(peer),
};

export const peerWillServe: Guard<ViewEvent> = {
  name: 'the peer serves, or asks before it does',
  test: (_node, { peer }) => serves(peer) || peer.phase === 'hold',
};

export const peerOutranks: Guard<ViewEvent> = {
  name: 'the claim of the peer is higher',
  test: (node, { peer }) => isNewer(claimOf(peer, node), ownClaim(node)),
};

export const peerServesThisLineage: Guard<ViewEvent> = {
  name: 'the peer serves data at least as new as the data here',
  test: (node, { peer }) => serves(peer) && !isNewer(node.dataTerm, claimOf(peer, node)),
};

export const peerServesOlder: Guard<ViewEvent> = {
  name: 'the peer serves data older than the data here',
  test: (node, { peer }) => serves(peer) && isNewer(node.dataTerm, claimOf(peer, node)),
};

/**
 * A claim that the peer has not heard of may still fence it: two servers that step back for each other would leave nobody.
 */
export const peerKnowsTerm: Guard<ViewEvent> = {
  name: 'the peer knows the highest term known here',
  test: (node, { peer }) => !isNewer(node.term, peer.term),
};

export const peerFirst: Guard<ViewEvent> = {
  name: 'the peer has the better claim',
  test: (node, { peer }) => peerGoesFirst(node, peer),
};

export const peerNotFirst: Guard<ViewEvent> = {
  name: 'the peer has no better claim',
  test: (node, { peer }) => !peerGoesFirst(node, peer),
};

export const peerHasNewerData: Guard<ViewEvent> = {
  name: 'the peer has newer data, or had',
  test: (node, { peer }) => newerDataThere(node, peer),
};

export const nothingNewer: Guard<ViewEvent> = {
  name: 'there is no newer data on the peer, and never was',
  test: (node, { peer }) => !newerDataThere(node, peer),
};

export const newerDataKnown: Guard = {
  name: 'newer data is known elsewhere',
  test: (node) => knowsNewerData(node),
};

export const newerDataUnknown: Guard = {
  name: 'no newer data is known',
  test: (node) => !knowsNewerData(node),
};

export const holdOver: Guard = {
  name: 'the start hold is over',
  test: (node, _event, { nowMs }) => node.holdUntilMs === null || nowMs >= node.holdUntilMs,
};

export const unclaimed: Guard = {
  name: 'the data here is not of a term of this server',
  test: (node) => node.dataTerm.owner !== node.name,
};

export const claimIsNew: Guard = {
  name: 'the term is a new one',
  test: (node) => isNewer(ownClaim(node), node.dataTerm),
};

export const claimResumed: Guard = {
  name: 'the term is the one served in before',
  test: (node) => !isNewer(ownClaim(node), node.dataTerm),
};

export const contested: Guard = {
  name: 'the claim of this server is in doubt',
  test: (node) => node.obstacle !== null,
};

export const graceGiven: Guard = {
  name: 'the peer asked while the heartbeat was under way',
  test: (node) => node.grace,
};

export const belowLimit: Guard = {
  name: 'fewer failures than the limit',
  test: (node, _event, { heartbeatFailures }) => node.failures + 1 < heartbeatFailures,
};

export const limitReached: Guard = {
  name: 'as many failures as the limit',
  test: (node, _event, { heartbeatFailures }) => node.failures + 1 >= heartbeatFailures,
};

export const limitReachedNow: Guard = {
  name: 'just as many failures as the limit',
  test: (node, _event, { heartbeatFailures }) => node.failures + 1 === heartbeatFailures,
};

export const mayTakeOver: Guard = {
  name: 'policy and data allow a takeover',
  test: (node, _event, context) => takeoverObstacle(node, context) === null,
};

export const startNotFailed: Guard = {
  name: 'the last promotion did not fail',
  test: (node) => node.obstacle !== 'startFailed',
};

/** True the first time an obstacle is met, so that one event and one alert come of it and not one for each heartbeat. */
export const first = (obstacle: Obstacle): Guard => ({
  name: `not said before: ${obstacle}`,
  test: (node) => node.obstacle !== obstacle,
});

export const keptBy = (obstacle: Obstacle): Guard => ({
  name: `kept by: ${obstacle}`,
  test: (node, _event, context) => takeoverObstacle(node, context) === obstacle,
});

/** The end of this promotion and not that of one given up before. */
export const sameAttempt: Guard<EventOf<'promotionSucceeded' | 'promotionFailed'>> = {
  name: 'it is the promotion under way',
  test: (node, { term }) => term === undefined || compareTerms(term, node.term) === 0,
};

export const copyNotOlder: Guard<EventOf<'syncSucceeded'>> = {
  name: 'the copy is not older than the data here',
  test: (node, { dataTerm }) => !isNewer(node.dataTerm, dataTerm),
};

export const leaseless: Guard = {
  name: 'no witness is configured, or an operator went without',
  test: (node, _event, context) => !needsLease(node, context),
};

export const leaseNeeded: Guard = {
  name: 'a witness is configured',
  test: (node, _event, context) => needsLease(node, context),
};

export const leaseHeld: Guard = {
  name: 'peer or witness grants it, and nothing is promised to the peer',
  test: (_node, _event, context) => holdsLease(context) && isFree(context),
};

export const peersLeaseOver: Guard = {
  name: 'whatever the peer was granted is over',
  test: (_node, _event, context) => isLongFree(context),
};

export const leaseOver: Guard = {
  name: 'neither peer nor witness grants it any longer',
  test: (_node, _event, context) => !holdsLease(context),
};

/** Needs no lease, or has it. */
export const mayServe: Guard = {
  name: 'no witness is configured, or the lease is held',
  test: (node, _event, context) => !needsLease(node, context) || (holdsLease(context) && isFree(context)),
};

export const waitsForLease: Guard = {
  name: 'nothing but the lease is missing',
  test: (node, _event, context) => wantsLease(node, context),
};

export const peerFenced: Guard<ViewEvent> = {
  name: 'the peer serves nobody either, for the sake of this server',
  test: (_node, { peer }) => peer.phase === 'fenced',
};

export const claimedLast: Guard<ViewEvent> = {
  name: 'the highest term known to both is of this server',
  test: (node, { peer }) => node.term.owner === node.name && compareTerms(node.term, peer.term) === 0,
};

export const peerTies: Guard<ViewEvent> = {
  name: 'the peer serves with an equal claim',
  test: (node, { peer }) => serves(peer) && compareTerms(claimOf(peer, node), ownClaim(node)) === 0,
};
