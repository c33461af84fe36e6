import { isNewer, newestKnown, withNextClaim, withRaisedClaim, withServicesStarting } from '../claim.ts';
import * as when from '../guard.ts';
import { holdsLease, isFree } from '../lease.ts';
import type { Node } from '../node.ts';
import { hasData } from '../obstacle.ts';
import { row, type Row } from '../row.ts';
import { printCounter } from '../sentence.ts';

/** What the guards would have said: shown and recorded, not enforced (B1). */
const warning = (node: Node): string => {
  if (!hasData(node)) return ' There is no complete copy here: the services start with what is on the disk.';
  if (isNewer(newestKnown(node), node.dataTerm))
    return ` The data here (${printCounter(node.dataTerm)}) is older than what was written in ${printCounter(newestKnown(node))}.`;
  return '';
};

const takenFrom = (peer: string | undefined): string =>
  peer === undefined ? '' : ` ${peer} served at that time, and the operator was told so.`;

/** What an operator orders. No guard refuses it. */
export const operatorRows: readonly Row[] = [
  row({
    id: 'O10',
    phase: 'operator',
    from: ['hold', 'standbyEmpty', 'standby', 'suspect', 'vetting', 'held', 'fenced', 'resync'],
    on: ['operatorPrimary'],
    guards: [],
    to: 'promoting',
    set: (node, _event, context) => ({
      ...withServicesStarting(withNextClaim(node)),
      exempt: context.leases !== null && !(holdsLease(context) && isFree(context)),
    }),
    actions: ['abortSync', 'applyCopy', 'startServices'],
    sentence: (node, { by, takesFrom }, _context, next) =>
      `Promoted by ${by}: ${printCounter(next.term)}.${takenFrom(takesFrom)}${warning(node)}`,
  }),
  row({
    id: 'O12',
    phase: 'operator',
    from: ['active'],
    on: ['operatorPrimary'],
    guards: [when.contested],
    to: 'stay',
    set: (node) => ({ ...withRaisedClaim(node), obstacle: null }),
    actions: [],
    sentence: (_node, { by }, _context, next) =>
      `Confirmed as Primary by ${by}: the data here goes on as ${printCounter(next.term)}.`,
  }),
  row({
    id: 'O20',
    phase: 'operator',
    from: ['hold', 'promoting', 'active'],
    on: ['operatorSecondary'],
    guards: [],
    to: 'standbyOrEmpty',
    set: (node) => ({ ...node, failures: 0 }),
    actions: ['closeGate', 'stopServices'],
    sentence: (_node, { by }) =>
      `Made Secondary by ${by}: this server serves nobody. The replication scheduler is not restarted.`,
  }),
];
