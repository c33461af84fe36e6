import { readIfThere, writeDurably } from '../durable-file.ts';
import { reasonOf } from '../error.ts';
import { HostChanges } from '../host/settings/host-changes.ts';
import type { Paths } from '../store/paths.ts';

export const hostChangesOf = ({ root, hostJournal, hostCopies }: Paths): HostChanges =>
  new HostChanges(root, { journal: hostJournal, copies: hostCopies });

/** The role as it was written down last, without a judgement on the rest of the state. */
const modeIn = (state: string | undefined): string | undefined => /"mode":\s*"(\w+)"/.exec(state ?? '')?.[1];

/**
 * Before anything else is read: a setup that was cut off is undone, or finished where only the last of it was missing.
 *
 * @returns a sentence for the log; undefined where there is nothing to tell
 */
export const recoverHost = async (paths: Paths): Promise<string | undefined> => {
  try {
    const found = await hostChangesOf(paths).recover(modeIn(await readIfThere(paths.state)));
    if (found?.startup !== undefined) await writeDurably(paths.config, found.startup);
    return found?.sentence;
  } catch (error) {
    // The worker of a host that is only half set up is of more use than none.
    return reasonOf(error);
  }
};
