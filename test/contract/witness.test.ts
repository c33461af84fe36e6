import { FakeEtcd } from '../support/fake-etcd.ts';
import { witnessSuite } from '../support/witness-suite.ts';

// The same suite runs against Debian's etcd in test/hosts/witness.test.ts.
witnessSuite('the etcd in process', { leaseMs: 600, grantMs: 620 }, async () => {
  const etcd = new FakeEtcd();
  etcd.secondMs = 640;
  return { url: await etcd.listen(), end: () => etcd.close() };
});
