import { reasonOf } from '../../error.ts';
import { restoreFile } from './file-state.ts';
import type { BegunStep } from './journal.ts';
import { change, type Command } from './tool.ts';

/** Undoes steps, the last one first. @returns what could not be undone: it holds up nothing behind it */
export const undoSteps = async (root: string, steps: readonly BegunStep[]): Promise<string[]> => {
  const faults: string[] = [];
  for (const step of steps.toReversed()) {
    const attempt = async (work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        faults.push(`${step.what} could not be undone: ${reasonOf(error)}`);
      }
    };
    const runAll = async (commands: readonly Command[]): Promise<void> => {
      for (const command of commands) await attempt(() => change(command));
    };
    await runAll(step.before as Command[]);
    for (const file of step.files) await attempt(() => restoreFile(root, file));
    await runAll(step.after as Command[]);
  }
  return faults;
};
