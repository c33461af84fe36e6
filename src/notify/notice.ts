/**
 * What a notice is about, as the first word of its subject says it; in the order of how badly somebody is needed.
 */
export const tags = [
  'ACTION NEEDED',
  'FENCED',
  'FAILURE',
  'ALERT',
  'PRIMARY',
  'SYNC FAILED',
  'RECOVERED',
  'SYNC WORKS AGAIN',
  'SYNC OK',
  'TEST',
] as const;

export type Tag = (typeof tags)[number];

/** Something people are told of, as it was when it happened. */
export interface Notice {
  /** ISO 8601 UTC. */
  readonly at: string;
  /** The server that tells. */
  readonly server: string;
  readonly tag: Tag;
  /** What stands behind the tag in the subject: a few words. */
  readonly headline: string;
  /** The engine's sentence, or another that says what happened. */
  readonly sentence: string;
  /** What to do, paragraph by paragraph; a command stands alone in its paragraph and begins with two blanks. */
  readonly toDo: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
}

/** Whether the same fault was told of already, and what is over with it. */
export interface Streak {
  /** Names the fault while it lasts. */
  readonly key: string;
  /** It is told of again when it still goes on after so long; left out: once. */
  readonly againAfterMs?: number;
}

/** A notice on its way into the queue. */
export interface Occasion {
  readonly notice: Notice;
  readonly streak?: Streak;
  /** Faults that are over with it, by key or by what their keys begin with (`held:`). */
  readonly ends?: readonly string[];
  /** Only told where one of `ends` was told of. */
  readonly onlyIfTold?: boolean;
}

/** Not held back among many: somebody is waited for, or the active server changed. */
export const isUrgent = ({ tag }: Notice): boolean =>
  tag === 'ACTION NEEDED' || tag === 'FENCED' || tag === 'FAILURE' || tag === 'PRIMARY';
