import { compareTerms, higherTerm, noTerm, type Term } from './term.ts';

/** What a witness knows of a pair: the newest term and data that it was told of, and who has its lease. */
export interface WitnessMemory {
  readonly record: { readonly term: Term; readonly dataTerm: Term };
  readonly holder: { readonly name: string; readonly untilMs: number } | null;
}

export const forgetful: WitnessMemory = { record: { term: noTerm, dataTerm: noTerm }, holder: null };

/** Who asks, for what. */
export interface WitnessClaim {
  readonly name: string;
  readonly term: Term;
  readonly dataTerm: Term;
  /** An operator's word. */
  readonly force: boolean;
}

export interface WitnessReply {
  readonly granted: boolean;
  readonly memory: WitnessMemory;
  /** Why not; empty where it is granted. */
  readonly reason: string;
}

/** How a witness answers at `nowMs` of its own clock: a model of it, for what is played in virtual time (H7). */
export const replyTo = (memory: WitnessMemory, asked: WitnessClaim, nowMs: number, grantMs: number): WitnessReply => {
  const { name, term, dataTerm, force } = asked;
  const { record } = memory;
  const holder = memory.holder !== null && memory.holder.untilMs > nowMs ? memory.holder.name : null;
  const refuse = (reason: string): WitnessReply => ({ granted: false, memory, reason });
  if (!force && holder !== null && holder !== name) return refuse(`${holder} has the lease of the witness`);
  if (!force && compareTerms(record.dataTerm, dataTerm) > 0) return refuse('the witness knows of newer data');
  return {
    granted: true,
    memory: {
      record: { term: higherTerm(record.term, term), dataTerm: higherTerm(record.dataTerm, dataTerm) },
      holder: { name, untilMs: nowMs + grantMs },
    },
    reason: '',
  };
};

export const releasedBy = (memory: WitnessMemory, name: string): WitnessMemory =>
  memory.holder?.name === name ? { ...memory, holder: null } : memory;
