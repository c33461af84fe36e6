import { UnderstudyError } from '../error.ts';
import { keptOf, type Kept } from './kept.ts';
import type { TxnAnswer } from './etcd-answers.ts';

/** Where etcd keeps what belongs to a pair; one etcd serves many pairs. */
export interface Keys {
  readonly record: string;
  readonly holder: string;
}

const prefix = '/understudy';
export const keysOf = (pair: string): Keys => ({
  record: `${prefix}/${pair}/record`,
  holder: `${prefix}/${pair}/holder`,
});

const encoded = (text: string): string => Buffer.from(text).toString('base64');
const range = (key: string) => ({ request_range: { key: encoded(key) } });
const unchanged = (key: string, revision: string) => ({
  key: encoded(key),
  target: 'MOD',
  result: 'EQUAL',
  mod_revision: revision,
});

export const put = (key: string, value: string, lease = '0') => ({
  request_put: { key: encoded(key), value: encoded(value), lease },
});
export const remove = (key: string) => ({ request_delete_range: { key: encoded(key) } });

/** Both keys at one instant. Not serializable: the majority is asked. */
export const look = ({ record, holder }: Keys) => ({ success: [range(record), range(holder)] });

/** Changes made only if nothing has changed since `kept`; both keys are read either way. */
export const guarded = (keys: Keys, kept: Kept, changes: readonly object[]) => ({
  compare: [unchanged(keys.record, kept.recordRevision), unchanged(keys.holder, kept.holderRevision)],
  success: [...changes, range(keys.record), range(keys.holder)],
  failure: [range(keys.record), range(keys.holder)],
});

/** Both keys as the last two steps of a transaction have read them. @throws UnderstudyError for an answer that lacks them */
export const keptIn = ({ responses }: TxnAnswer, keys: Keys): Kept => {
  const [record, holder] = responses.slice(-2).map(({ response_range: found }) => found);
  if (record === undefined || holder === undefined)
    throw new UnderstudyError('failed', 'the witness answers a transaction without what was to be read', {
      hint: 'look whether something else than etcd answers there',
    });
  const [[one], [other]] = [record.kvs, holder.kvs];
  if ((one !== undefined && one.key !== keys.record) || (other !== undefined && other.key !== keys.holder))
    throw new UnderstudyError('failed', 'the witness answers with other keys than were asked for', {
      hint: 'look whether something else than etcd answers there',
    });
  return keptOf(one, other);
};
