import type { FailoverStatus, OnlyHere } from '../../control/shapes.ts';
import { compareTerms } from '../../failover/term.ts';
import type { Worker } from '../worker.ts';

/** The rows by which a server comes to serve in a term of its own. */
const takeovers = ['F50'];

/** When this server took over, as long as it serves what it wrote since; null where it never had to. */
const tookOverAt = ({ history, engine: { node } }: Worker): string | null => {
  const event = history.newestBy(takeovers);
  return event?.epoch === node.dataTerm.counter ? event.at : null;
};

/**
 * The peer has data of the term that this server serves in: what it tells of its copy is about this server's data. A copy
 * of a higher term is somebody else's, such as that of a pair it was in before.
 */
export const isInStep = ({ engine: { node }, watch: { last } }: Worker): boolean =>
  last !== null && compareTerms(last.dataTerm, node.dataTerm) === 0;

/** What would be lost with this server while it serves (H5). */
export const onlyHereOf = (
  worker: Worker,
  { peer, highAvailability }: Pick<FailoverStatus, 'peer' | 'highAvailability'>,
): OnlyHere | null => {
  if (worker.engine.node.phase !== 'active') return null;
  const tookOver = tookOverAt(worker);
  // Before it is in step, the copy that the peer tells of is older: of somebody else, or one it has served itself.
  const isCopied = peer.lastSync !== null && isInStep(worker);
  const canTakeOver =
    isCopied &&
    peer.reachable &&
    peer.state === 'standby' &&
    peer.phase !== 'promoting' &&
    highAvailability === 'enabled';
  if (isCopied) return { since: peer.lastSync, from: 'copy', canTakeOver };
  return { since: tookOver, from: tookOver === null ? 'start' : 'takeover', canTakeOver };
};
