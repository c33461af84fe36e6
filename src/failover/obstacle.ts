import { isNewer, newestKnown } from './claim.ts';
import type { Context } from './context.ts';
import type { Node } from './node.ts';

/** What keeps a server from going on by itself; an operator always can (B1). */
export type Obstacle =
  /** the policy is to keep in Standby (C10) */
  | 'policy'
  /** there is no complete copy */
  | 'noCopy'
  /** the data here is older than data written elsewhere */
  | 'oldCopy'
  /** the Primary serves older data than these: what is here is not a copy of its */
  | 'strayed'
  /** the copy lacks a dataset that is configured here */
  | 'copyLacks'
  /** this server has just started and has not heard its Primary, which may be starting, too */
  | 'notHeardYet'
  /** the last promotion failed; only an operator or a new failure of the Primary tries again */
  | 'startFailed'
  /** the witness does not grant it, or does not answer */
  | 'witness'
  /** peer and witness no longer grant that this server serves */
  | 'noLease'
  /** the peer holds newer data, or did when it was last seen */
  | 'newerData'
  /** the peer serves data that is older than the data here */
  | 'peerServesOlder'
  /** the peer waits too and has the better claim */
  | 'peerGoesFirst'
  /** both servers are active and neither ever claimed a term */
  | 'twoPrimaries';

/** There is something to take over with: a complete copy, or data this server itself wrote. */
export const hasData = (node: Node): boolean => node.ownData || node.generation !== null;

/** Data written elsewhere is known to be newer than what is here. */
export const knowsNewerData = (node: Node): boolean => isNewer(newestKnown(node), node.dataTerm);

/** The copy would be promoted, and lacks a dataset. */
export const copyLacks = (node: Node, { missingFromCopy }: Context): boolean =>
  !node.ownData && missingFromCopy.length > 0;

/** The start hold is not over. */
export const holds = ({ holdUntilMs }: Node, { nowMs }: Context): boolean =>
  holdUntilMs !== null && nowMs < holdUntilMs;

/** The first thing that forbids an automatic takeover, or null. */
export const takeoverObstacle = (node: Node, context: Context): Obstacle | null => {
  if (node.phase === 'held' && node.obstacle === 'startFailed') return 'startFailed';
  if (!context.promoteOnFailure) return 'policy';
  if (!hasData(node)) return 'noCopy';
  if (knowsNewerData(node)) return 'oldCopy';
  if (node.strayed) return 'strayed';
  if (copyLacks(node, context)) return 'copyLacks';
  if (holds(node, context)) return 'notHeardYet';
  return null;
};
