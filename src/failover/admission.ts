import { isNewer } from './claim.ts';
import type { Node, PeerView } from './node.ts';
import { printCounter, printSeconds } from './sentence.ts';
import type { Term } from './term.ts';

/** What is known beside the two servers' states when a synchronization is asked for. */
export interface SyncRequest {
  /** The server to copy from. */
  readonly host: string;
  /** A synchronization is under way here. */
  readonly running: boolean;
  /** This server's software release. */
  readonly release: string;
  /** The peer's clock less this server's; the sign does not matter. */
  readonly clockDifferenceMs: number;
  readonly maxClockDifferenceMs: number;
}

export type Admission =
  | { readonly admitted: true }
  | {
      readonly admitted: false;
      /** `peer`: try again when it answers; `refused`: change the state first. */
      readonly code: 'refused' | 'peer';
      readonly sentence: string;
      /** What to do about it. */
      readonly fix: string;
    };

const refused = (sentence: string, fix: string): Admission => ({ admitted: false, code: 'refused', sentence, fix });

/** The copy that would be taken is older than the data here: what an operator decides between. */
export const olderSource = (
  host: string,
  { own, source }: { readonly own: Term; readonly source: Term },
): { readonly sentence: string; readonly fix: string } => ({
  sentence: `${host} serves data of ${printCounter(source)}, and the data here is newer (${printCounter(own)}): it is not replaced by older data.`,
  fix: `"failover mode primary" here serves this data; "failover mode primary" on ${host} declares its data the ones to go on with, then synchronize again`,
});

const bySource = (node: Node, peer: PeerView & { readonly release: string }, request: SyncRequest): Admission => {
  const { host, release, clockDifferenceMs, maxClockDifferenceMs } = request;
  if (peer.release !== release)
    return refused(
      `${host} runs release ${peer.release}, this server runs release ${release}: replication needs identical releases.`,
      'install the same release on both servers',
    );
  if (peer.phase !== 'active')
    return refused(
      `${host} is not active (${peer.phase}): only an active Primary is copied from.`,
      `"show failover" on both servers tells which one has the newest data; "failover mode primary" makes it active`,
    );
  if (isNewer(node.dataTerm, peer.dataTerm)) {
    const { sentence, fix } = olderSource(host, { own: node.dataTerm, source: peer.dataTerm });
    return refused(sentence, fix);
  }
  if (Math.abs(clockDifferenceMs) > maxClockDifferenceMs)
    return refused(
      `The clocks of ${host} and this server differ by ${printSeconds(Math.abs(clockDifferenceMs))}, more than the ${printSeconds(maxClockDifferenceMs)} allowed.`,
      'set both clocks by the same time servers',
    );
  return { admitted: true };
};

/**
 * Whether this server may be synchronized from `peer` now, or the sentence that says why not. `peer` is null while it has
 * not been heard: what this server alone forbids is then said first.
 */
export const admitSync = (
  node: Node,
  peer: (PeerView & { readonly release: string }) | null,
  request: SyncRequest,
): Admission => {
  const { host, running } = request;
  if (node.mode === 'primary')
    return refused(
      `${node.name} is in Primary mode and takes no copy from anyone.`,
      `start the synchronization on the Secondary, or type "failover mode secondary" here if ${host} is to be the Primary`,
    );
  if (running)
    return refused(
      'A synchronization is running already.',
      '"show failover sync" shows it; "clear failover sync" ends it',
    );
  if (peer === null)
    return {
      admitted: false,
      code: 'peer',
      sentence: `${host} does not answer.`,
      fix: `"failover test ${host}" tells what is wrong`,
    };
  return bySource(node, peer, request);
};
