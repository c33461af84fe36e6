import { manifestOf, databaseOf, treeOf, type Generation, type GenerationDataset } from './generation.ts';
import { hashFile } from './hash.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { copiedTarget } from './munged-link.ts';
import { databaseManifest } from './snapshot.ts';
import { isMissing } from './system-fault.ts';
import { hashAlways, readTree } from './tree.ts';
import { unverified } from './tree-check.ts';
import { printSome } from './tree-path.ts';

const found = (generation: Generation, { name, kind }: GenerationDataset, signal?: AbortSignal): Promise<Manifest> =>
  kind === 'files'
    ? readTree(treeOf(generation.path, name), { hasher: hashAlways(signal), readTarget: copiedTarget, signal })
    : databaseManifest(databaseOf(generation.path, name), name, signal);

const checkDataset = async (
  generation: Generation,
  dataset: GenerationDataset,
  signal?: AbortSignal,
): Promise<string[]> => {
  const which = `copy ${generation.number}, dataset ${dataset.name}`;
  const path = manifestOf(generation.path, dataset.name);
  if ((await hashFile(path, signal)) !== dataset.digest)
    return [`${which}: its manifest is not the one it was published with`];
  const differing = unverified(await found(generation, dataset, signal), [await readManifest(path, signal)]);
  return differing.length === 0 ? [] : [`${which}: not as it was copied: ${printSome(differing)}`];
};

/**
 * Reads a whole copy and compares it with its manifests.
 *
 * @returns sentences naming what differs; empty when the copy is whole
 */
export const verifyGeneration = async (generation: Generation, signal?: AbortSignal): Promise<string[]> => {
  const sentences: string[] = [];
  for (const dataset of generation.datasets) {
    try {
      sentences.push(...(await checkDataset(generation, dataset, signal)));
    } catch (error) {
      if (!isMissing(error) && !isMissing((error as Error).cause)) throw error;
      sentences.push(`copy ${generation.number}, dataset ${dataset.name}: ${(error as Error).message}`);
    }
  }
  return sentences;
};
