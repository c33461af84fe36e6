import type { TestReport } from '../../src/control/shapes.ts';
import type { WitnessStatus } from '../../src/control/witness-shapes.ts';
import { ago } from './status-fixtures.ts';

/** core1 has the lease; core2 asked for it once. */
export const witnessStatus: WitnessStatus = {
  configured: true,
  endpoints: ['https://witness.example.com:2379'],
  pair: 'core1+core2',
  leaseMs: 5000,
  grantMs: 6000,
  faults: [],
  reachable: true,
  reason: null,
  record: { term: { counter: 4, owner: 'core1' }, dataTerm: { counter: 4, owner: 'core1' } },
  holder: 'core1',
  lastAnswer: { at: ago(60), type: 'refused', sentence: 'core1 has the lease of the witness' },
  ping: [
    { target: '10.0.0.254', answered: true, fault: null },
    { target: '10.0.0.253', answered: false, fault: null },
  ],
};

export const witnessTest: TestReport = {
  host: 'the witness',
  ok: false,
  message: 'ping 10.0.0.253: answers failed: no answer within a second; look at the network, or name another address',
  unreachable: true,
  steps: [
    {
      name: 'https://witness.example.com:2379: answers',
      ok: true,
      detail: 'etcd 3.4.23 over TLS, in 2 ms',
      unreachable: false,
    },
    {
      name: 'ping 10.0.0.253: answers',
      ok: false,
      detail: 'no answer within a second; look at the network, or name another address',
      unreachable: true,
    },
  ],
};
