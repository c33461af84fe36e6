/** Server types of the reference (E9). */
export const serverTypes = ['3310', '3350', '3355', 'va-2', 'va-3', 'va-4', 'va-5'] as const;
export type ServerType = (typeof serverTypes)[number];

/** Which Secondary may back which Primary: the reference's Table 1, a row for each type of Primary. */
export const pairMatrix: Readonly<Record<ServerType, readonly ServerType[]>> = {
  '3310': ['3310', '3350', '3355'],
  '3350': ['3350', '3355'],
  '3355': ['3350', '3355'],
  'va-2': ['va-2', 'va-3', 'va-4', 'va-5'],
  'va-3': ['va-3', 'va-4', 'va-5'],
  'va-4': ['va-4', 'va-5'],
  'va-5': ['va-5'],
};

/** What a server is made of, as far as it matters to whether it can stand in for another one. */
export interface ServerSize {
  readonly type: ServerType | null;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** All local disks together. */
  readonly diskBytes: number;
}

/** Two machines of one model never report quite the same memory and disk. */
const tolerance = 0.05;

export interface PairVerdict {
  /** `matrix`: both have a type, and the table says; `size`: the rule for all others. */
  readonly rule: 'matrix' | 'size';
  readonly fits: boolean;
  /** What speaks against it, each a phrase; empty where it fits. */
  readonly reasons: readonly string[];
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const bySize = (primary: ServerSize, secondary: ServerSize): string[] => [
  ...(secondary.cpus < primary.cpus
    ? [`it has ${secondary.cpus} ${secondary.cpus === 1 ? 'processor' : 'processors'}, the Primary ${primary.cpus}`]
    : []),
  ...(secondary.memoryBytes < primary.memoryBytes * (1 - tolerance)
    ? [`it has ${gibibytes(secondary.memoryBytes)} of memory, the Primary ${gibibytes(primary.memoryBytes)}`]
    : []),
  ...(secondary.diskBytes < primary.diskBytes * (1 - tolerance)
    ? [`it has ${gibibytes(secondary.diskBytes)} of disk, the Primary ${gibibytes(primary.diskBytes)}`]
    : []),
];

const printType = (type: ServerType): string => type.toUpperCase();

/** Whether `secondary` may back `primary` (E9). */
export const pairVerdict = (primary: ServerSize, secondary: ServerSize): PairVerdict => {
  if (primary.type !== null && secondary.type !== null) {
    const fits = pairMatrix[primary.type].includes(secondary.type);
    const reasons = fits
      ? []
      : [`a server of type ${printType(secondary.type)} may not back a Primary of type ${printType(primary.type)}`];
    return { rule: 'matrix', fits, reasons };
  }
  const reasons = bySize(primary, secondary);
  return { rule: 'size', fits: reasons.length === 0, reasons };
};

/** What to do about a Secondary that does not fit. */
export const misfitRemedy =
  'use a larger Secondary, exchange the roles, or accept it on both servers: "failover accept-smaller-secondary enable"';

/** `core2 may not back core1: it has 2 processors, the Primary 4`, or undefined where it fits. */
export const misfitSentence = (
  primary: ServerSize & { readonly name: string },
  secondary: ServerSize & { readonly name: string },
): string | undefined => {
  const { fits, reasons } = pairVerdict(primary, secondary);
  return fits ? undefined : `${secondary.name} may not back ${primary.name}: ${reasons.join('; ')}`;
};
