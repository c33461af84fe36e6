import type { Action } from './action.ts';
import type { Context } from './context.ts';
import type { Event, EventOf, EventType } from './event.ts';
import type { Node, Phase } from './node.ts';

/** A named condition; all guards of a row must hold. */
export interface Guard<E extends Event = Event> {
  readonly name: string;
  readonly test: (node: Node, event: E, context: Context) => boolean;
}

/** The chapter a row belongs to; the diagram is drawn chapter by chapter. */
export type Chapter = 'start' | 'steady' | 'failover' | 'operator' | 'recovery';

/** `standbyOrEmpty` is standby where there is something to take over with, else standbyEmpty; `stay` keeps the phase. */
export type Target = Phase | 'standbyOrEmpty' | 'stay';

/** One line of the transition table. Ids are stable: history, logs and tests name them. */
export interface Row<T extends EventType = EventType> {
  readonly id: string;
  readonly phase: Chapter;
  readonly from: readonly Phase[];
  readonly on: readonly T[];
  readonly guards: readonly Guard<EventOf<NoInfer<T>>>[];
  readonly to: Target;
  /** What changes beside the phase. It is given the node with what the event taught. */
  readonly set?: (node: Node, event: EventOf<NoInfer<T>>, context: Context) => Node;
  /** `applyCopy` is left out where no copy is pending. */
  readonly actions: readonly Action[];
  /** What log, history, e-mail and `show failover` say (H7). `next` is the node after the transition. */
  readonly sentence: (node: Node, event: EventOf<NoInfer<T>>, context: Context, next: Node) => string;
}

/** An explicit nothing: what the event taught is kept, and nothing else happens. */
export interface Ignore<T extends EventType = EventType> {
  readonly from: readonly Phase[];
  readonly on: readonly T[];
  readonly guards: readonly Guard<EventOf<NoInfer<T>>>[];
  readonly because: (node: Node, event: EventOf<NoInfer<T>>, context: Context) => string;
}

/** Lets a row see its event by the types it names; the table holds all rows alike, and `on` is looked at before the rest. */
export const row = <T extends EventType>(spec: Row<T>): Row => spec as unknown as Row;

export const ignore = <T extends EventType>(spec: Ignore<T>): Ignore => spec as unknown as Ignore;
