import { UnderstudyError } from '../error.ts';
import { previousManifest } from './tree-fetch.ts';
import { readManifest } from './manifest.ts';
import type { Generation } from './generation.ts';
import { allRows, manifestIn } from './snapshot.ts';
import type { Datasets, SnapshotInfo } from './source.ts';
import { requireSpace, type FreeSpace } from './space.ts';
import { dropEarlier, type Staging } from './staging.ts';
import { growthOver } from './tree-check.ts';

/** @throws UnderstudyError refused when the two servers do not replicate the same datasets, or run different releases (A6) */
export const requireSamePlan = (datasets: Datasets, release: string | undefined, info: SnapshotInfo): void => {
  const there = info.hostname;
  const refuse = (message: string, hint: string): never => {
    throw new UnderstudyError('refused', message, { hint });
  };
  if (release !== undefined && info.release !== release) {
    refuse(`${there} runs release ${info.release}, this server ${release}`, 'bring both servers to one release first');
  }
  if (Object.keys(datasets).length === 0)
    refuse('No dataset is configured', 'name what to replicate: "dataset NAME kind files path /PATH"');
  const sameThere = 'configure the same datasets on both servers: "show running-config"';
  for (const [name, { kind, count }] of Object.entries(datasets)) {
    const offered = info.datasets.find((dataset) => dataset.name === name);
    if (offered?.kind !== kind)
      refuse(`Dataset ${name} of kind ${kind} is configured here but not on ${there}`, sameThere);
    const counted = kind === 'files' ? 'files' : (count ?? allRows);
    if (offered?.counts.of !== counted) {
      refuse(`Dataset ${name}: ${there} counts ${offered?.counts.of ?? 'nothing'}, this server ${counted}`, sameThere);
    }
  }
  const extra = info.datasets.find(({ name }) => !Object.hasOwn(datasets, name));
  if (extra !== undefined) refuse(`Dataset ${extra.name} is configured on ${there} but not here`, sameThere);
};

const sum = (info: SnapshotInfo, kind: 'files' | 'sqlite', of: 'bytes' | 'files'): number =>
  info.datasets.filter((dataset) => dataset.kind === kind).reduce((total, dataset) => total + dataset[of], 0);

/** What earlier attempts hold is given up where there is no room beside it. */
const requireRoom = async (
  staging: Staging,
  needed: { readonly bytes: number; readonly files: number },
  freeSpace: FreeSpace | undefined,
): Promise<void> => {
  const check = (): Promise<void> => requireSpace('The copy', staging.folder, needed, freeSpace);
  try {
    await check();
  } catch (error) {
    if (!staging.resumed) throw error;
    await dropEarlier(staging);
    await check();
  }
};

/** Before anything travels: the databases fit, and the folders, too, where all of them are new. */
export const requireRoomForSnapshot = (
  staging: Staging,
  previous: Generation | null,
  info: SnapshotInfo,
  freeSpace: FreeSpace | undefined,
): Promise<void> => {
  const trees = (of: 'bytes' | 'files'): number => (previous === null ? sum(info, 'files', of) : 0);
  const bytes = sum(info, 'sqlite', 'bytes') + trees('bytes');
  return requireRoom(staging, { bytes, files: trees('files') }, freeSpace);
};

/** Once the manifests are here: what is new or changed in the folders fits. */
export const requireRoomForTrees = async (
  staging: Staging,
  previous: Generation | null,
  names: readonly string[],
  signal: AbortSignal,
  freeSpace: FreeSpace | undefined,
): Promise<void> => {
  const needed = { bytes: 0, files: 0 };
  for (const name of names) {
    const wanted = await readManifest(manifestIn(staging.snapshot, name), signal);
    const growth = growthOver(await previousManifest({ previous, name, signal }), wanted);
    needed.bytes += growth.bytes;
    needed.files += growth.files;
  }
  await requireRoom(staging, needed, freeSpace);
};
