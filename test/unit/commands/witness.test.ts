import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { testWitness } from '../../../src/commands/act/witness-test.ts';
import { showWitness } from '../../../src/commands/show/witness.ts';
import { failoverText } from '../../../src/commands/text/failover.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import { ControlClient } from '../../../src/control/client.ts';
import type { TestReport } from '../../../src/control/shapes.ts';
import type { WitnessStatus } from '../../../src/control/witness-shapes.ts';
import { callWith } from '../../support/call.ts';
import { FakeControl } from '../../support/fake-control.ts';
import { activeStatus, nowMs } from '../../support/status-fixtures.ts';
import { witnessStatus, witnessTest } from '../../support/witness-fixtures.ts';

let worker: FakeControl;
beforeEach(async () => {
  worker = await FakeControl.start();
});
afterEach(() => worker.stop());

const shown = async (parts: Partial<WitnessStatus> = {}): Promise<string> => {
  worker.replies.set('GET /v1/witness', { ...witnessStatus, ...parts });
  return (await showWitness(callWith(new ControlClient(worker.root), {}))).text(plain);
};
const tested = async (parts: Partial<TestReport> = {}): Promise<{ text: string; status: number | undefined }> => {
  worker.replies.set('POST /v1/witness/test', { ...witnessTest, ...parts });
  const { text, status } = await testWitness(callWith(new ControlClient(worker.root), {}));
  return { text: text(plain), status };
};

test('where it is, what it says now, and what it said last', async () => {
  expect(await shown()).toMatchInlineSnapshot(`
   "  Witness      etcd at https://witness.example.com:2379
     Pair         core1+core2, by which it knows the two servers
     Times        a lease of 5 s; the other one is kept out for 6 s
     Reachable    yes
     Lease        core1 has it
     Newest term  4 (core1)
     Newest data  4 (core1)
     Last answer  refused 2026-11-21 01:11:04 GMT (1 min ago): core1 has the lease of the witness
     Ping         10.0.0.254: answers
                  10.0.0.253: NO ANSWER"
  `);
});

test('a witness that does not answer, and settings that are wrong', async () => {
  const text = await shown({ reachable: false, reason: 'nothing listens there', record: null, faults: ['no key'] });
  expect(text).toContain('Reachable    NO: nothing listens there');
  expect(text).toContain('To do        no key');
});

test('no witness: what to do, and what is pinged all the same', async () => {
  const text = await shown({ configured: false });
  expect(text).toContain('none: "failover witness etcd endpoints" in configuration mode names one');
  expect(text).toContain('10.0.0.253: NO ANSWER');
  expect(text).not.toContain('Reachable');
});

test('a test shows each step, and its exit status says whether something did not answer', async () => {
  const { text, status } = await tested();
  expect(text).toContain('FAILED  ping 10.0.0.253: answers');
  expect(status).toBe(4);
  expect((await tested({ unreachable: false })).status).toBe(1);
  expect((await tested({ ok: true })).status).toBe(0);
});

test('"show failover" says what the witness said last', () => {
  const { endpoints, pair, lastAnswer } = witnessStatus;
  const witness = { endpoints, pair, lastAnswer, faults: [] };
  expect(failoverText(activeStatus({ witness }), nowMs, plain)).toContain('core1 has the lease of the witness');
  const broken = { ...witness, faults: ['no key'] };
  expect(failoverText(activeStatus({ witness: broken }), nowMs, plain)).toContain('no key');
});
