import type { Obstacle } from './obstacle.ts';
import { noTerm, type Term } from './term.ts';

/** A1. */
export type Mode = 'primary' | 'secondary';

/**
 * Where a server is in its life. Only `active` serves clients; `promoting` starts the services behind a closed gate.
 * - `hold`: would serve, but first has to learn whether its peer is active
 * - `standbyEmpty`: no complete copy yet, cannot take over
 * - `suspect`: heartbeats are failing, fewer than the limit
 * - `vetting`: the Primary seems dead, and the witness is asked before this server promotes
 * - `held`: the Primary seems dead, and a named reason keeps this server from promoting
 * - `fenced`: a higher term is active elsewhere; serves nobody, data untouched
 * - `resync`: a fenced server that is being brought in step
 */
export type Phase =
  'hold' | 'standbyEmpty' | 'standby' | 'suspect' | 'vetting' | 'held' | 'promoting' | 'active' | 'fenced' | 'resync';

/** Every phase once, in the order of the diagram. */
export const phases = [
  'hold',
  'standbyEmpty',
  'standby',
  'suspect',
  'vetting',
  'held',
  'promoting',
  'active',
  'fenced',
  'resync',
] as const satisfies readonly Phase[];

/** A server that serves, or would, is Primary; one that is copied to is Secondary (A1). */
export const modeOf = (phase: Phase): Mode =>
  phase === 'hold' || phase === 'promoting' || phase === 'active' ? 'primary' : 'secondary';

/** A Standby that waits for its Primary to fail. */
export const watches = (phase: Phase): boolean =>
  phase === 'standbyEmpty' || phase === 'standby' || phase === 'suspect' || phase === 'vetting' || phase === 'held';

/** What an operator sees of it (A1). */
export type PairState = 'active' | 'standby' | 'notAvailable';

export const pairStateOf = (phase: Phase): PairState => {
  switch (phase) {
    case 'active':
      return 'active';
    case 'standby':
    case 'standbyEmpty':
    case 'suspect':
    case 'vetting':
    case 'held':
    case 'promoting':
      return 'standby';
    case 'hold':
    case 'fenced':
    case 'resync':
      return 'notAvailable';
  }
};

/** What one server knows of the other from its last answer. */
export interface PeerView {
  readonly name: string;
  readonly mode: Mode;
  readonly phase: Phase;
  readonly term: Term;
  readonly dataTerm: Term;
}

/**
 * The durable state of a server's decision core. All of it is written before any action that follows from it, so that a
 * server killed at any instant starts from what it had promised.
 */
export interface Node {
  readonly name: string;
  readonly mode: Mode;
  readonly phase: Phase;
  /** The highest term ever seen or claimed. Never falls. */
  readonly term: Term;
  /** The term in which the data here was written: the own one after serving, the source's after a sync. */
  readonly dataTerm: Term;
  /**
   * The highest term in which data is known to have been written, here or on the peer. Never falls. A server whose own
   * data is older never takes over by itself.
   */
  readonly newestData: Term;
  /** The peer, when it was last seen serving, served older data than these: they are no copy of its, and not to be taken over with. */
  readonly strayed: boolean;
  /** This server has served since its live data last came from a copy: overwriting it needs a keepsake first. */
  readonly ownData: boolean;
  /** A promotion from the copy is under way or broke off: the copy has to be put in place before the services start. */
  readonly applyPending: boolean;
  /** Newest complete copy, or null. */
  readonly generation: number | null;
  /** Consecutive failed heartbeats. */
  readonly failures: number;
  /** The peer, just starting, asked since the last heartbeat came to its end: the one under way proves nothing. */
  readonly grace: boolean;
  /** What keeps this server from going on by itself; null when nothing does, or nothing is to be done. */
  readonly obstacle: Obstacle | null;
  /** An operator made this server serve without the word of peer or witness; until one of them grants it. */
  readonly exempt: boolean;
  /**
   * End of the start hold on the monotonic clock, in ms; null when it is over. Until then a Primary does not serve and a
   * Standby that has not heard its Primary does not take over. Set anew by every start.
   */
  readonly holdUntilMs: number | null;
  /** The last row's sentence: why the server is where it is (H7). */
  readonly reason: string;
}

/** A server nobody has configured yet: it serves alone (A2). */
export const newNode = (name: string): Node => ({
  name,
  mode: 'primary',
  phase: 'hold',
  term: noTerm,
  dataTerm: noTerm,
  newestData: noTerm,
  strayed: false,
  ownData: false,
  applyPending: false,
  generation: null,
  failures: 0,
  grace: false,
  obstacle: null,
  exempt: false,
  holdUntilMs: null,
  reason: 'The server starts for the first time.',
});
