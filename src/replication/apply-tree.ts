import { syncFileSystem } from './durable.ts';
import { treeOf, type Generation } from './generation.ts';
import { openLiveFolder, pathOfHandle } from './live-folder.ts';
import { liveStats, type Dataset } from './live-path.ts';
import { runRsync, sendArguments } from './rsync.ts';
import { orFault } from './system-fault.ts';

/**
 * Makes a live folder equal to the copy. rsync writes beside each file and renames, so a file is the old or the new one at
 * every instant, and none shares its inode with a copy. Links are replaced, never followed, and the folder is the
 * one that was opened, whatever takes its name meanwhile.
 */
export const applyTree = (
  generation: Generation,
  name: string,
  dataset: Dataset,
  options: { readonly thorough: boolean; readonly signal: AbortSignal },
): Promise<void> =>
  orFault(`Dataset ${name} cannot be applied to ${dataset.path}`, async () => {
    const { thorough, signal } = options;
    await liveStats(name, dataset);
    const folder = await openLiveFolder(dataset.path);
    try {
      const live = pathOfHandle(folder);
      const args = sendArguments(treeOf(generation.path, name), live, thorough);
      await runRsync(`Applying dataset ${name}`, args, { signal, named: { [live]: dataset.path } });
      await syncFileSystem(live);
    } finally {
      await folder.close();
    }
  });
