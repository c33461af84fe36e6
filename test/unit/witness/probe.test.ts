import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { probeWitness, type ProbeOptions } from '../../../src/witness/probe.ts';
import { FakeEtcd } from '../../support/fake-etcd.ts';
import { noSignal } from '../../support/witness-suite.ts';

let etcd: FakeEtcd;
let url: string;
beforeEach(async () => {
  etcd = new FakeEtcd();
  url = await etcd.listen();
});
afterEach(() => etcd.close());

const probe = (more: Partial<ProbeOptions> = {}) =>
  probeWitness(
    {
      endpoints: [url],
      tls: { ca: undefined, certificate: undefined, key: undefined },
      login: undefined,
      requestTimeoutMs: 1000,
      pair: 'core1+core2',
      hostname: 'core1',
      leaseMs: 800,
      grantMs: 1000,
      pingTargets: [],
      ...more,
    },
    noSignal,
  );
const bending = (endpoint: string, change: object): void => {
  etcd.bend = (path, answer) => (path === endpoint ? { ...answer, ...change } : answer);
};

test('every endpoint answers, is healthy, grants a lease under a key of its own and is left as it was', async () => {
  etcd.write('/understudy/core1+core2/record', 'whatever');
  const steps = await probe();
  expect(steps.map(({ name, ok }) => [name, ok])).toEqual([
    [`${url}: answers`, true],
    [`${url}: is healthy`, true],
    [`${url}: grants a lease and takes it back`, true],
  ]);
  expect(steps[0]?.detail).toMatch(/^etcd 3\.4\.23 without TLS, in \d+ ms$/);
  expect([...etcd.snapshot().entries.keys()]).toEqual([
    Buffer.from('/understudy/core1+core2/record').toString('base64'),
  ]);
});

test('an endpoint that is down does not keep the others from being tried', async () => {
  const steps = await probe({ endpoints: ['http://127.0.0.1:1', url] });
  expect(steps.map(({ ok }) => ok)).toEqual([false, true, true, true]);
  expect(steps[0]).toMatchObject({ unreachable: true, detail: expect.stringContaining('start etcd there') });
});

test.each([
  ['no leader', '/v3/maintenance/status', { leader: '0' }, 'start the other members'],
  ['a full disk', '/v3/maintenance/alarm', { alarms: [{ memberID: '9', alarm: 'NOSPACE' }] }, 'etcdctl alarm disarm'],
  ['a damaged member', '/v3/maintenance/alarm', { alarms: [{ memberID: '9', alarm: 'CORRUPT' }] }, 'add it anew'],
])('%s is found, with what to do', async (_what, path, change, remedy) => {
  bending(path, change);
  const bad = (await probe()).filter(({ ok }) => !ok);
  expect(bad).toEqual([
    expect.objectContaining({ name: `${url}: is healthy`, detail: expect.stringContaining(remedy) }),
  ]);
});

test('a lease that is not granted is a failure, and nothing stays', async () => {
  bending('/v3/lease/grant', { TTL: '0' });
  const [bad] = (await probe()).filter(({ ok }) => !ok);
  expect(bad?.detail).toContain('a lease is not granted: the witness grants 0 s');
  expect(etcd.snapshot().entries.size).toBe(0);
});

test('members of two clusters are no witness', async () => {
  const other = new FakeEtcd();
  other.cluster = '8';
  const steps = await probe({ endpoints: [url, await other.listen()] });
  await other.close();
  expect(steps.at(-1)).toMatchObject({ ok: false, detail: expect.stringContaining('members of 2 clusters') });
});

test('addresses are pinged: one that answers, and one that cannot', async () => {
  const steps = await probe({ endpoints: [], pingTargets: ['127.0.0.1', '0.0.0.1'] });
  expect(steps.map(({ name, ok }) => [name, ok])).toEqual([
    ['ping 127.0.0.1: answers', true],
    ['ping 0.0.0.1: answers', false],
  ]);
});
