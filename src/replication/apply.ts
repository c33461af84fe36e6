import { applyDatabase } from './apply-database.ts';
import { applyTree } from './apply-tree.ts';
import type { Generation } from './generation.ts';
import type { Datasets } from './source.ts';
import { stopIfAborted } from './stop.ts';

export interface ApplyRequest {
  readonly generation: Generation;
  readonly datasets: Datasets;
  /** Compares contents instead of size and time: for an apply that was cut short, perhaps by a power cut. */
  readonly thorough?: boolean;
  readonly signal: AbortSignal;
}

const isIn = (generation: Pick<Generation, 'datasets'>, name: string, kind: 'files' | 'sqlite'): boolean =>
  generation.datasets.some((one) => one.name === name && one.kind === kind);

/** The names of the datasets that a copy does not have, or has as another kind: a server with this copy lacks their data. */
export const missingFrom = (generation: Pick<Generation, 'datasets'>, datasets: Datasets): string[] =>
  Object.entries(datasets)
    .filter(([name, { kind }]) => !isIn(generation, name, kind))
    .map(([name]) => name);

/**
 * Makes the live data equal to a copy. The services must be stopped. It may be killed at any moment and repeated: each file
 * and each database is at every instant the one it was or the one of the copy, whole.
 *
 * @returns sentences on configured datasets that the copy does not have; their live data stays as it is
 * @throws UnderstudyError naming the dataset; repeating the call finishes it
 */
export const applyGeneration = async (request: ApplyRequest): Promise<{ readonly skipped: readonly string[] }> => {
  const { generation, datasets, thorough = false, signal } = request;
  const skipped: string[] = [];
  for (const [name, dataset] of Object.entries(datasets)) {
    stopIfAborted(signal);
    if (!isIn(generation, name, dataset.kind)) {
      skipped.push(`copy ${generation.number} has no dataset ${name}: ${dataset.path} stays as it is`);
    } else if (dataset.kind === 'files') {
      await applyTree(generation, name, dataset, { thorough, signal });
    } else {
      await applyDatabase(generation, name, dataset, { thorough, signal });
    }
  }
  return { skipped };
};
