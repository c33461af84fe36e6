import { expect, test } from '@jest/globals';
import { doubtAbout } from '../../../src/commands/act/mode.ts';
import { activeStatus, failoverStatus } from '../../support/status-fixtures.ts';

test.each([
  ['primary', activeStatus(), undefined],
  ['primary', failoverStatus({ peer: { reachable: false } }), undefined],
  ['primary', failoverStatus({ peer: { state: 'notAvailable' } }), undefined],
  [
    'primary',
    failoverStatus(),
    'core1 is active and serves the clients. core2 will become Primary and serve in its place, with the last complete copy.',
  ],
  ['secondary', failoverStatus(), undefined],
  [
    'secondary',
    activeStatus(),
    'core1 is active and serves the clients. It will stop serving them. core2 does not serve until it is made Primary.',
  ],
  [
    'secondary',
    activeStatus({ peer: { state: 'active' } }),
    'core1 is active and serves the clients. It will stop serving them. core2 is active as well.',
  ],
  [
    'secondary',
    activeStatus({ peer: { host: null, reachable: false, state: null } }),
    'core1 is active and serves the clients. It will stop serving them. Nobody serves then.',
  ],
] as const)('failover mode %s: doubts only where clients would notice (%#)', (mode, status, doubt) => {
  expect(doubtAbout(mode, status)).toBe(doubt);
});
