import type { FileChange } from './file-state.ts';
import type { Command } from './tool.ts';

/** How a step is undone, as data: it is written down before the step begins. Files are put back between the two. */
export interface Undo {
  readonly before: readonly Command[];
  readonly after: readonly Command[];
}

/** One part of a change of the host: programs, files, programs, and a look whether it is really so. */
export interface Step {
  /** As operators call it, e.g. `the addresses`. */
  readonly what: string;
  readonly before?: readonly Command[];
  readonly files: readonly FileChange[];
  readonly after: readonly Command[];
  readonly undo: Undo;
  /** @returns warnings @throws Error with the reason where it is not so */
  readonly verify: () => Promise<readonly string[]>;
}

export const noUndo: Undo = { before: [], after: [] };
