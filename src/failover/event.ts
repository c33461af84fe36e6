import type { PeerView } from './node.ts';
import type { Term } from './term.ts';

/** Everything that can happen to a server. */
export type Event =
  | { readonly type: 'boot' }
  | { readonly type: 'tick' }
  /** High availability was switched on or off (C1). */
  | { readonly type: 'enabled' }
  | { readonly type: 'disabled' }
  | { readonly type: 'heartbeatAnswered'; readonly peer: PeerView }
  /** All paths of one attempt failed. */
  | { readonly type: 'heartbeatFailed'; readonly reason: string }
  /** The peer called and told its view of itself; it is answered after this is decided. */
  | { readonly type: 'peerCalled'; readonly peer: PeerView }
  /** The witness was asked whether this server may serve. What it granted is in the context by then. */
  | {
      readonly type: 'witnessAnswered';
      /** The newest term and data it knows of; null when it did not answer, or knows nothing yet. */
      readonly record: { readonly term: Term; readonly dataTerm: Term } | null;
    }
  | {
      readonly type: 'operatorPrimary';
      readonly by: string;
      /** The server that served when it was ordered. */
      readonly takesFrom?: string;
      /** What the operator was told of the consequences. */
      readonly told?: readonly string[];
    }
  | { readonly type: 'operatorSecondary'; readonly by: string }
  /** `term` is the one the promotion was started in: the end of an abandoned promotion is told from that of a new one. */
  | { readonly type: 'promotionSucceeded'; readonly term?: Term }
  | { readonly type: 'promotionFailed'; readonly reason: string; readonly term?: Term }
  | { readonly type: 'syncStarted'; readonly host: string }
  /** The copy is complete and what only this server had is kept; the live data has not been touched yet. */
  | {
      readonly type: 'syncSucceeded';
      readonly host: string;
      readonly generation: number;
      readonly dataTerm: Term;
      readonly term: Term;
    }
  | { readonly type: 'syncFailed'; readonly host: string; readonly reason: string }
  /** Local restarts of a protected service did not help. */
  | { readonly type: 'serviceFailed'; readonly service: string; readonly reason: string }
  /** One that had failed runs again and is healthy. */
  | { readonly type: 'serviceRecovered'; readonly service: string };

export type EventType = Event['type'];
export type EventOf<T extends EventType> = Extract<Event, { readonly type: T }>;

/** The events that carry what the peer says of itself. */
export type ViewEvent = EventOf<'heartbeatAnswered' | 'peerCalled'>;

export const eventTypes = [
  'boot',
  'tick',
  'enabled',
  'disabled',
  'heartbeatAnswered',
  'heartbeatFailed',
  'peerCalled',
  'witnessAnswered',
  'operatorPrimary',
  'operatorSecondary',
  'promotionSucceeded',
  'promotionFailed',
  'syncStarted',
  'syncSucceeded',
  'syncFailed',
  'serviceFailed',
  'serviceRecovered',
] as const satisfies readonly EventType[];
