import { expect, test } from '@jest/globals';
import { initialConfig } from '../../../../src/config/config.ts';
import type { Node } from '../../../../src/failover/node.ts';
import { olderThanHereOf } from '../../../../src/worker/reports/older-than-here.ts';
import type { Worker } from '../../../../src/worker/worker.ts';
import { core1, core2, one, two, viewOf } from '../../failover/pair.ts';

interface Seen {
  readonly here: Node;
  readonly there?: Node;
  readonly isNew?: boolean;
}

const workerWith = ({ here, there, isNew = false }: Seen): Worker =>
  ({
    config: { ...initialConfig(), ...(isNew ? {} : { peer: 'core1' }) },
    paths: { root: '/' },
    running: { savedText: isNew ? '' : 'hostname core2' },
    engine: { node: here },
    watch: { last: there === undefined ? null : viewOf(there) },
  }) as unknown as Worker;

const older = core1('active', { dataTerm: { counter: 0, owner: '' } });

test('a Standby whose data is newer than what the Primary serves says so, with both remedies', () => {
  const here = core2('standby', { dataTerm: two(3) });
  expect(olderThanHereOf(workerWith({ here, there: older }))).toEqual({
    sentence: 'core1 serves data of term 0, and the data here is newer (term 3): it is not replaced by older data.',
    remedy:
      '"failover mode primary" here serves this data; "failover mode primary" on core1 declares its data the ones to go on with, then synchronize again',
  });
});

test('nothing is said of a Standby in step, of one that has not heard its peer, and of the server that serves', () => {
  const here = core2('standby', { dataTerm: one(1) });
  expect(olderThanHereOf(workerWith({ here, there: core1('active', { dataTerm: one(1) }) }))).toBeUndefined();
  expect(olderThanHereOf(workerWith({ here }))).toBeUndefined();
  expect(olderThanHereOf(workerWith({ here: core2('active', { dataTerm: two(3) }), there: older }))).toBeUndefined();
});

test('copies of an earlier pair are told of before the first setup', () => {
  const here = core2('hold', { generation: 7, dataTerm: two(3) });
  const { sentence, remedy } = olderThanHereOf(workerWith({ here, isNew: true })) ?? {};
  expect(sentence).toBe('Complete copies of an earlier pair lie here, and count as the data of this server.');
  expect(remedy).toContain('"show failover generations"');
  expect(olderThanHereOf(workerWith({ here: core2('hold', { generation: null }), isNew: true }))).toBeUndefined();
});
