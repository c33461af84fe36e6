import { newestKnown } from '../claim.ts';
import * as when from '../guard.ts';
import { row, type Row } from '../row.ts';
import { printCounter } from '../sentence.ts';
import { higherTerm } from '../term.ts';

/** A Secondary is brought in step with the active server. */
export const recoveryRows: readonly Row[] = [
  row({
    id: 'R10',
    phase: 'recovery',
    from: ['fenced'],
    on: ['syncStarted'],
    guards: [],
    to: 'resync',
    actions: [],
    sentence: (_node, { host }) => `Synchronizes from ${host} to become its Standby.`,
  }),
  row({
    id: 'R12',
    phase: 'recovery',
    from: ['resync'],
    on: ['syncFailed'],
    guards: [],
    to: 'fenced',
    actions: [],
    sentence: (_node, { host, reason }) => `The synchronization from ${host} failed: ${reason}.`,
  }),
  row({
    id: 'R20',
    phase: 'recovery',
    from: ['standbyEmpty', 'standby', 'suspect', 'vetting', 'held', 'fenced', 'resync'],
    on: ['syncSucceeded'],
    guards: [when.copyNotOlder],
    to: 'standby',
    set: (node, { generation, dataTerm, term }) => ({
      ...node,
      generation,
      dataTerm,
      term: higherTerm(node.term, higherTerm(term, dataTerm)),
      newestData: higherTerm(newestKnown(node), dataTerm),
      strayed: false,
      ownData: false,
      applyPending: false,
      failures: 0,
    }),
    actions: [],
    sentence: (_node, { host, generation, dataTerm }) =>
      `Standby of ${host}: copy ${generation} (${printCounter(dataTerm)}) is complete.`,
  }),
];
