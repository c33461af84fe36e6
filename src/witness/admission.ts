import { compareTerms, higherTerm, noTerm, printTerm, type Term } from '../failover/term.ts';
import type { WitnessRecord } from './witness.ts';

/** Who asks, for what. */
export interface Asked {
  readonly claim: Term;
  readonly dataTerm: Term;
  /** An operator's word. */
  readonly force: boolean;
}

/** What is known of the pair when somebody asks. */
export interface Known {
  readonly record: WitnessRecord | null;
  readonly holder: string | null;
}

export const emptyRecord: WitnessRecord = { term: noTerm, dataTerm: noTerm };

/**
 * Why the lease is not granted, as a sentence without its full stop; undefined where it is. A claim that is older than the
 * newest one is let through: who claimed that never wrote in it, or its data were newer.
 */
export const refusalOf = ({ claim, dataTerm, force }: Asked, { record, holder }: Known): string | undefined => {
  const { dataTerm: newest } = record ?? emptyRecord;
  if (force) return undefined;
  if (holder !== null && holder !== claim.owner) return `${holder} has the lease of the witness`;
  if (compareTerms(dataTerm, newest) < 0)
    return `the data here are of term ${printTerm(dataTerm)}, and the witness knows of newer data, of term ${printTerm(newest)}`;
  return undefined;
};

/** After the grant: nothing that it remembers is ever lowered (H1). */
export const recordOf = ({ claim, dataTerm }: Asked, record: WitnessRecord | null): WitnessRecord => ({
  term: higherTerm(record?.term ?? noTerm, claim),
  dataTerm: higherTerm(record?.dataTerm ?? noTerm, dataTerm),
});

export const isSameRecord = (a: WitnessRecord | null, b: WitnessRecord): boolean =>
  a !== null && compareTerms(a.term, b.term) === 0 && compareTerms(a.dataTerm, b.dataTerm) === 0;
