import { z } from 'zod';
import { UnderstudyError } from '../error.ts';
import type { Term } from '../failover/term.ts';
import type { Known } from './admission.ts';
import type { KeyValue } from './etcd-answers.ts';
import type { WitnessRecord } from './witness.ts';

const term = z.object({ counter: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER), owner: z.string().max(253) });
const recordValue = z.object({ term, dataTerm: term });
const holderValue = z.object({ owner: z.string().min(1).max(253), waits: z.boolean().default(false) });

/** What etcd holds of the pair, with what a transaction compares it by. */
export interface Kept extends Known {
  /** Of the key, as etcd counts; "0": there is none. */
  readonly recordRevision: string;
  readonly holderRevision: string;
  /** The etcd lease with which the holder's key goes; "0" without one. */
  readonly holderLease: string;
  /** The holder took it from another one by force, and waits until that one's grant has run out. */
  readonly holderWaits: boolean;
}

const decoded = <T>(schema: z.ZodType<T>, { key, value }: KeyValue): T => {
  try {
    return schema.parse(JSON.parse(value));
  } catch (cause) {
    throw new UnderstudyError('refused', `${key} in etcd holds nothing that Understudy wrote`, {
      hint: 'find out who writes there, stop it, and delete that key with etcdctl',
      cause,
    });
  }
};

/** @throws UnderstudyError refused where somebody else has written there */
export const keptOf = (record: KeyValue | undefined, holder: KeyValue | undefined): Kept => {
  const held = holder === undefined ? undefined : decoded(holderValue, holder);
  return {
    record: record === undefined ? null : decoded(recordValue, record),
    recordRevision: record?.revision ?? '0',
    holder: held?.owner ?? null,
    holderRevision: holder?.revision ?? '0',
    holderLease: holder?.lease ?? '0',
    holderWaits: held?.waits ?? false,
  };
};

export const recordText = ({ term: { counter, owner }, dataTerm }: WitnessRecord): string =>
  JSON.stringify({ term: { counter, owner }, dataTerm: { counter: dataTerm.counter, owner: dataTerm.owner } });

export const holderText = ({ counter, owner }: Term, waits: boolean): string =>
  JSON.stringify({ owner, counter, ...(waits ? { waits } : {}) });
