import { UnderstudyError } from '../../error.ts';
import type { Node, PeerView } from '../../failover/node.ts';
import type { PeerStatus } from '../../peer/protocol.ts';

/** More promotions than a pair sees in its life: a term this far ahead is an error or an attack. */
const mostTermsAhead = 1_000_000;

/**
 * What the decision core learns of a peer's status, under the name that we trust it by.
 *
 * @throws UnderstudyError refused for a term so far ahead that taking it over would use the counter up
 */
export const viewOf = (peer: string, status: PeerStatus, own: Node): PeerView => {
  const { mode, phase, term, dataTerm } = status;
  const ahead = Math.max(term.counter, dataTerm.counter) - own.term.counter;
  if (ahead > mostTermsAhead) {
    throw new UnderstudyError(
      'refused',
      `${peer} claims term ${Math.max(term.counter, dataTerm.counter)}, which nobody can have reached`,
      {
        hint: `look after ${peer}; "no trusted-host ${peer}" cuts it off`,
      },
    );
  }
  return { name: peer, mode, phase, term, dataTerm };
};
