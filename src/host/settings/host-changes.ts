import type { HostDifference } from '../../config/host-change.ts';
import { reasonOf, UnderstudyError } from '../../error.ts';
import { keepCopies } from './copies.ts';
import { captureFile, putFile } from './file-state.ts';
import type { HostPlace } from './host-place.ts';
import { JournalFile, type BegunStep, type Journal } from './journal.ts';
import { planChange } from './plan.ts';
import type { Step } from './step.ts';
import { noticeTimeZone } from './time.ts';
import { change as runChange } from './tool.ts';
import { undoSteps } from './undo.ts';

export interface HostChangePaths {
  /** What a change that is under way has begun. */
  readonly journal: string;
  /** Files of others as they were. */
  readonly copies: string;
}

/** What becomes of everything else when the host is put back. */
export interface Onward {
  readonly mode: string;
  readonly startup: string | null;
}

/** A change of the host that is made and can still be taken back. */
export interface OpenChange {
  readonly warnings: readonly string[];
  /** From here on the role decides: with this one, the change stands. */
  readonly goOn: (onward: Onward) => Promise<void>;
  /** It stands. */
  readonly commit: () => Promise<void>;
  /** The host becomes what it was. @returns what could not be undone */
  readonly undo: () => Promise<readonly string[]>;
}

/** What was found of a change that a crash or a power cut ended. */
export interface Recovery {
  readonly isUndone: boolean;
  readonly sentence: string;
  /** Saved by the change that stands; undefined: as it is. */
  readonly startup?: string;
}

/** Changes of the host as transactions: all of one holds, or nothing does, also across a crash (G4). */
export class HostChanges {
  readonly #place: HostPlace;
  readonly #paths: HostChangePaths;
  readonly #journal: JournalFile;
  #isBusy = false;

  constructor(root: string, paths: HostChangePaths) {
    this.#place = { root };
    this.#paths = paths;
    this.#journal = new JournalFile(paths.journal);
  }

  /**
   * Undoes what a worker that died had begun.
   *
   * @param mode of this server now: a change whose last step, the role, was done stands
   */
  async recover(mode: string | undefined): Promise<Recovery | undefined> {
    const found = await this.#journal.read().catch(async (error: unknown) => {
      await this.#journal.remove();
      throw new UnderstudyError('failed', `The journal of a setup was damaged and is gone: ${reasonOf(error)}`);
    });
    if (found === undefined) return undefined;
    const { onward } = found;
    if (onward !== undefined && onward.mode === mode) {
      await this.#journal.remove();
      const sentence = `The setup of ${found.at} was complete when the worker ended: it stands`;
      return { isUndone: false, sentence, ...(onward.startup === null ? {} : { startup: onward.startup }) };
    }
    const faults = await this.#undo(found.steps);
    const what = found.steps.map((step) => step.what).join(', ') || 'nothing';
    return {
      isUndone: true,
      sentence: [`The setup of ${found.at} was interrupted and is undone (${what})`, ...faults].join('; '),
    };
  }

  /**
   * Checks a change and makes it; what follows it can still have it undone.
   *
   * @throws UnderstudyError usage or refused before anything is changed; failed, naming the step and the reason, when all is
   *   undone again
   */
  async begin(change: HostDifference): Promise<OpenChange> {
    if (this.#isBusy) {
      throw new UnderstudyError('refused', 'Another setup is under way', { hint: 'wait until it has ended' });
    }
    this.#isBusy = true;
    try {
      return await this.#make(change);
    } catch (error) {
      this.#isBusy = false;
      throw error;
    }
  }

  async #make(change: HostDifference): Promise<OpenChange> {
    const { steps, warnings } = await planChange(this.#place, change);
    const at = new Date().toISOString();
    const begun: BegunStep[] = [];
    const write = (more: Pick<Journal, 'onward'> = {}): Promise<void> =>
      this.#journal.write({ at, steps: begun, ...more });
    const said: string[] = [...warnings];
    for (const step of steps) {
      try {
        said.push(...(await this.#do(step, begun, at, write)));
      } catch (error) {
        const faults = await this.#undo(begun);
        throw new UnderstudyError('failed', `${step.what} could not be set: ${reasonOf(error)}`, {
          hint: faults.length === 0 ? 'the host is as it was before' : this.#remedy(faults),
          cause: error,
        });
      }
    }
    const end = async <T>(work: () => Promise<T>): Promise<T> => work().finally(() => (this.#isBusy = false));
    return {
      warnings: said,
      goOn: (onward) => write({ onward }),
      commit: () => end(() => this.#journal.remove()),
      undo: () =>
        end(async () => {
          await write();
          return (await this.#undo(begun)).map((sentence) => this.#remedy([sentence]));
        }),
    };
  }

  /** One step, written down before it begins. */
  async #do(step: Step, begun: BegunStep[], at: string, write: () => Promise<void>): Promise<readonly string[]> {
    const { root } = this.#place;
    const files = await Promise.all(step.files.map(({ path }) => captureFile(root, path)));
    await keepCopies(this.#paths.copies, at, files);
    begun.push({ what: step.what, files, before: [...step.undo.before], after: [...step.undo.after] } as BegunStep);
    await write();
    for (const command of step.before ?? []) await runChange(command);
    for (const [i, file] of step.files.entries()) {
      const before = files[i];
      if (before !== undefined) await putFile(root, file, before);
    }
    for (const command of step.after) await runChange(command);
    return step.verify();
  }

  async #undo(steps: readonly BegunStep[]): Promise<string[]> {
    const faults = await undoSteps(this.#place.root, steps);
    noticeTimeZone();
    await this.#journal.remove();
    return faults;
  }

  #remedy(faults: readonly string[]): string {
    return `${faults.join('; ')}; the files as they were are in ${this.#paths.copies}`;
  }
}
