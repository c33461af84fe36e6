import { claimOf, isNewer, newestKnown, peerGoesFirst, serves } from './claim.ts';
import type { Context } from './context.ts';
import type { Node, PeerView } from './node.ts';
import { knowsNewerData } from './obstacle.ts';
import { peerOf } from './sentence.ts';
import { compareTerms, type Term } from './term.ts';

/** How long a grant counts, ms. The holder counts less than the grantor, so that clocks may run differently by a percent. */
export interface LeaseTimes {
  /** For the holder: from before it asked. */
  readonly leaseMs: number;
  /** For the grantor: from when it was asked. */
  readonly grantMs: number;
}

/** Somebody lets this server serve. */
export interface Grant {
  readonly untilMs: number;
  /** The term of the data that the grantor knows of: for newer data it has to be asked again before a client is served. */
  readonly dataTerm: Term;
}

/**
 * Who may serve, by the word of others (H1). A server serves only while its peer or the witness granted it, and while it
 * promised the peer nothing: of the three, each says yes to one server at a time, so that no two servers have two of them.
 * All instants are of this server's monotonic clock. Nothing of it survives a restart, see `leasesAtBoot`.
 */
export interface Leases {
  readonly byPeer: Grant | null;
  readonly byWitness: Grant | null;
  /** Until then the peer may serve, and this server may not. */
  readonly promisedUntilMs: number;
  /** Until then the kernel may let clients in here, whatever becomes of this worker; it is over once the gate is seen shut. */
  readonly openUntilMs: number;
  /** Why the witness grants nothing; null while it does, and before it was asked. */
  readonly witnessSays: string | null;
  /** It does not answer at all. */
  readonly isWitnessSilent: boolean;
}

/**
 * A server that served had promised nothing; any other one may have, and has forgotten. What the worker before let in may
 * still be let in.
 */
export const leasesAtBoot = (node: Node, nowMs: number, { leaseMs, grantMs }: LeaseTimes): Leases => ({
  byPeer: null,
  byWitness: null,
  promisedUntilMs: serves(node) && !node.exempt ? -Infinity : nowMs + grantMs,
  openUntilMs: nowMs + leaseMs,
  witnessSays: null,
  isWitnessSilent: false,
});

/** The peer was asked at `askedMs`, for data of `dataTerm`, and said yes. */
export const grantedByPeer = (leases: Leases, askedMs: number, dataTerm: Term, { leaseMs }: LeaseTimes): Leases => ({
  ...leases,
  byPeer: { untilMs: askedMs + leaseMs, dataTerm },
});

export const grantedByWitness = (leases: Leases, askedMs: number, dataTerm: Term, { leaseMs }: LeaseTimes): Leases => ({
  ...leases,
  byWitness: { untilMs: askedMs + leaseMs, dataTerm },
  witnessSays: null,
  isWitnessSilent: false,
});

/** An earlier grant of the witness holds on. */
export const refusedByWitness = (leases: Leases, witnessSays: string, isSilent = false): Leases => ({
  ...leases,
  witnessSays,
  isWitnessSilent: isSilent,
});

/** To the peer, at `nowMs`. */
export const promised = (leases: Leases, nowMs: number, { grantMs }: LeaseTimes): Leases => ({
  ...leases,
  promisedUntilMs: Math.max(leases.promisedUntilMs, nowMs + grantMs),
});

/** The kernel was told to let clients in until then. */
export const opened = (leases: Leases, untilMs: number): Leases => ({
  ...leases,
  openUntilMs: Math.max(leases.openUntilMs, untilMs),
});

/** The gate is seen shut. */
export const shut = (leases: Leases): Leases => ({ ...leases, openUntilMs: -Infinity });

const grantsOf = ({ byPeer, byWitness }: Leases): readonly Grant[] =>
  [byPeer, byWitness].filter((grant) => grant !== null);

/** The end of the longest grant; -Infinity without one. */
export const heldUntilMs = (leases: Leases): number =>
  Math.max(-Infinity, ...grantsOf(leases).map((one) => one.untilMs));

/** Until when clients may be served: only a grant by somebody who knows of the data that they would see counts. */
export const servesUntilMs = (leases: Leases, { dataTerm }: Node): number => {
  const known = grantsOf(leases).filter((grant) => compareTerms(grant.dataTerm, dataTerm) >= 0);
  return Math.max(-Infinity, ...known.map(({ untilMs }) => untilMs));
};

/** A witness is configured: nobody serves without a lease, but who was made to by an operator. */
export const needsLease = ({ exempt }: Node, { leases }: Context): boolean => leases !== null && !exempt;

/** Peer or witness lets this server serve. */
export const holdsLease = ({ leases, nowMs }: Context): boolean => leases !== null && heldUntilMs(leases) > nowMs;

/** What the witness promised the peer with this server's own promise is over, too, however coarsely it counts. */
const coarseMs = 2000;

/** Whoever was let in last cannot be in any more. */
export const isLongFree = ({ leases, nowMs }: Context): boolean =>
  leases === null || leases.promisedUntilMs + coarseMs <= nowMs;

/** Nothing was promised to the peer, or that is over. */
export const isFree = ({ leases, nowMs }: Context): boolean => leases === null || leases.promisedUntilMs <= nowMs;

/** A waiting server asks unless somebody else has the better claim, and the peer if it had is silent for long. */
const waitsOnly = (node: Node, { nowMs }: Context): boolean =>
  !knowsNewerData(node) && (node.obstacle === null || node.obstacle === 'noLease' || (node.holdUntilMs ?? 0) <= nowMs);

/** This server serves, or would if it were granted: it asks peer and witness (H1). */
export const wantsLease = (node: Node, context: Context): boolean => {
  if (serves(node) || node.phase === 'vetting') return true;
  if (node.phase === 'hold') return waitsOnly(node, context);
  return node.phase === 'held' && node.obstacle === 'witness';
};

/**
 * Whether this server lets the peer serve. Whoever serves lets nobody else, whoever knows of newer data than the peer's
 * does not either, and of two that wait the one with the better claim is let through.
 */
export const grantsPeer = (node: Node, peer: PeerView, context: Context): boolean => {
  if (serves(node) || (context.leases?.openUntilMs ?? 0) > context.nowMs) return false;
  if (isNewer(newestKnown(node), claimOf(peer, node))) return false;
  return node.phase !== 'hold' || !wantsLease(node, context) || peerGoesFirst(node, peer);
};

/** Who lets this server serve, as a sentence without its full stop. */
export const printGrants = (context: Context): string => {
  const { leases, nowMs } = context;
  const names = [
    ...((leases?.byPeer?.untilMs ?? 0) > nowMs ? [peerOf(context)] : []),
    ...((leases?.byWitness?.untilMs ?? 0) > nowMs ? ['the witness'] : []),
  ];
  return `${names.join(' and ')} ${names.length === 1 ? 'lets' : 'let'} this server serve`;
};
