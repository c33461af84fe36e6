import { reasonOf, UnderstudyError } from '../../error.ts';
import type { ValidationItem } from '../../control/validation-shapes.ts';
import type { PeerStatus } from '../../peer/protocol.ts';
import type { Worker } from '../worker.ts';

/** What one item of the plan came to. */
export type Finding = Pick<ValidationItem, 'result' | 'detail' | 'remedy'>;

/** What the items know of the other server, asked at the beginning. */
export interface Heard {
  readonly peer: string;
  readonly status: PeerStatus;
  readonly clockDifferenceMs: number;
}

/** The pair as it is looked at. */
export interface Subject {
  readonly worker: Worker;
  /** Null while no peer is configured. */
  readonly peer: string | null;
  /** Null when the peer does not answer. */
  readonly heard: Heard | null;
}

/** One item of the plan. */
export interface PlanItem {
  readonly name: string;
  readonly look: (subject: Subject) => Finding | Promise<Finding>;
}

export const ok = (detail: string): Finding => ({ result: 'ok', detail, remedy: null });
export const failed = (detail: string, remedy: string | null): Finding => ({ result: 'failed', detail, remedy });
export const notApplicable = (detail: string, remedy: string | null = null): Finding => ({
  result: 'notApplicable',
  detail,
  remedy,
});

/** What it depends on has failed, and says so itself. */
export const notTried = (detail: string): Finding => ({ result: 'notTried', detail, remedy: null });

export const failedBy = (error: unknown): Finding =>
  failed(reasonOf(error), error instanceof UnderstudyError ? (error.hint ?? null) : null);

/** Said once, by the first item; the others have nothing to look at. */
export const noPeer = failed('no peer is configured', '"failover pair" shows a pairing code for the other server');
export const withoutPeer = notApplicable('no peer');

/** Items that need an answer of the other server. */
export const withPeer =
  (look: (heard: Heard, worker: Worker) => Finding | Promise<Finding>): PlanItem['look'] =>
  ({ heard, peer, worker }) => {
    if (heard !== null) return look(heard, worker);
    return peer === null ? withoutPeer : notTried(`${peer} does not answer`);
  };
