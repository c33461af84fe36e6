import type { MatrixReport, MatrixServer, PairFit } from '../../control/pairing-shapes.ts';
import { UnderstudyError } from '../../error.ts';
import {
  misfitRemedy,
  misfitSentence,
  pairMatrix,
  pairVerdict,
  serverTypes,
  type ServerSize,
} from '../../failover/pair-matrix.ts';
import type { Blocker } from '../../failover/readiness.ts';
import type { Worker } from '../worker.ts';

type Named = ServerSize & { readonly name: string };

/** What counts of the other server. */
interface Other {
  readonly name: string;
  readonly mode: 'primary' | 'secondary';
  readonly server: ServerSize;
}

const ownOf = ({ config, size }: Pick<Worker, 'config' | 'size'>): Named => ({ name: config.hostname, ...size.now });

/** The two in their roles. The one that copies from an active Primary is the Secondary, whatever the other calls itself. */
const rolesOf = (worker: Worker, other: Other): { readonly primary: Named; readonly secondary: Named } => {
  const there = { name: other.name, ...other.server };
  const isPrimary = worker.engine.node.mode === 'primary';
  return isPrimary ? { primary: ownOf(worker), secondary: there } : { primary: there, secondary: ownOf(worker) };
};

const isAccepted = ({ config }: Worker): boolean => config.acceptSmallerSecondary === 'enable';

/** @throws UnderstudyError refused when this server may not back the one that it would copy from (E9) */
export const refuseMisfit = (worker: Worker, source: Other): void => {
  if (isAccepted(worker)) return;
  const sentence = misfitSentence({ name: source.name, ...source.server }, ownOf(worker));
  if (sentence !== undefined) throw new UnderstudyError('refused', `${sentence}.`, { hint: misfitRemedy });
};

/** Of the pair as it is: the Secondary may not back the Primary, and nobody has accepted that. */
export const misfitBlockers = (worker: Worker): readonly Blocker[] => {
  const { last } = worker.watch;
  if (last === null || worker.config.peer === undefined || isAccepted(worker)) return [];
  const { primary, secondary } = rolesOf(worker, last);
  const sentence = misfitSentence(primary, secondary);
  return sentence === undefined ? [] : [{ sentence, remedy: misfitRemedy }];
};

const shown = ({ name: hostname, type, cpus, memoryBytes, diskBytes }: Named): MatrixServer => ({
  hostname,
  type,
  cpus,
  memoryBytes,
  diskBytes,
});

export const pairFitOf = (worker: Worker): PairFit | null => {
  const { last } = worker.watch;
  if (last === null || worker.config.peer === undefined) return null;
  const { primary, secondary } = rolesOf(worker, last);
  const verdict = pairVerdict(primary, secondary);
  return {
    primary: shown(primary),
    secondary: shown(secondary),
    ...verdict,
    accepted: !verdict.fits && isAccepted(worker),
  };
};

/** The pairing matrix, with what it says of this pair (E9). */
export const matrixOf = async (worker: Worker): Promise<MatrixReport> => {
  await worker.size.refresh();
  return {
    hostname: worker.config.hostname,
    types: serverTypes,
    rows: serverTypes.map((primary) => ({ primary, secondaries: pairMatrix[primary] })),
    own: shown(ownOf(worker)),
    pair: pairFitOf(worker),
  };
};
