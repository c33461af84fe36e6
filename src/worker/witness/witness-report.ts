import type { Config } from '../../config/config.ts';
import type { WitnessLastAnswer, WitnessMemory, WitnessStatus, WitnessSummary } from '../../control/witness-shapes.ts';
import { printBlocker, type Blocker } from '../../failover/readiness.ts';
import { printTerm } from '../../failover/term.ts';
import type { PingAnswer } from '../../witness/ping.ts';
import type { WitnessRecord, WitnessView } from '../../witness/witness.ts';
import type { LastAnswer } from './witness-desk.ts';
import { pairNameOf } from './witness-settings.ts';

const sentenceOf = ({ claim, answer }: LastAnswer): string =>
  answer.type === 'granted' ? `the lease was granted for term ${printTerm(claim)}` : answer.reason;

const lastOf = (last: LastAnswer | null): WitnessLastAnswer | null =>
  last === null ? null : { at: new Date(last.atMs).toISOString(), type: last.answer.type, sentence: sentenceOf(last) };

export const summaryOf = (config: Config, last: LastAnswer | null, blockers: readonly Blocker[]): WitnessSummary => ({
  endpoints: config.witnessEndpoints ?? [],
  pair: pairNameOf(config),
  lastAnswer: lastOf(last),
  faults: blockers.map(printBlocker),
});

const memoryOf = ({ term, dataTerm }: WitnessRecord): WitnessMemory => ({
  term: { counter: term.counter, owner: term.owner },
  dataTerm: { counter: dataTerm.counter, owner: dataTerm.owner },
});

/** What is known of the witness at this moment. */
interface Known {
  readonly last: LastAnswer | null;
  readonly blockers: readonly Blocker[];
  /** Null where none is configured. */
  readonly view: WitnessView | null;
  readonly ping: readonly PingAnswer[];
}

export const reportOf = (config: Config, { last, blockers, view, ping }: Known): WitnessStatus => {
  const seen = view !== null && 'record' in view ? view : null;
  return {
    ...summaryOf(config, last, blockers),
    configured: view !== null,
    ...config.lease,
    reachable: seen !== null,
    reason: view !== null && 'unreachable' in view ? view.unreachable : null,
    record: seen === null || seen.record === null ? null : memoryOf(seen.record),
    holder: seen?.holder ?? null,
    ping: ping.map(({ target, answered, fault }) => ({ target, answered, fault })),
  };
};
