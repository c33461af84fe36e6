import { expect, test } from '@jest/globals';
import type { Term } from '../../../../src/failover/term.ts';
import { onlyHereOf } from '../../../../src/worker/reports/only-here.ts';
import type { Worker } from '../../../../src/worker/worker.ts';
import { activeStatus, ago } from '../../../support/status-fixtures.ts';
import { core2 } from '../../failover/pair.ts';

const term = (counter: number): Term => ({ ...core2('active').term, counter });
const takeover = ago(60);

/** Took over in term 2; the peer's data is of this term. */
const serving = (peersData: number, tookOver: { at: string; epoch: number } | undefined): Worker =>
  ({
    history: { newestBy: () => tookOver },
    engine: { node: core2('active', { dataTerm: term(2) }) },
    watch: { last: { dataTerm: term(peersData) } },
  }) as unknown as Worker;
const inTermTwo = { at: takeover, epoch: 2 };

test('H5: a copy of what is served here counts, and an older one of a peer that served before does not', () => {
  const { peer, highAvailability } = activeStatus({ peer: { lastSync: ago(30) } });
  const seen = { peer, highAvailability };
  expect(onlyHereOf(serving(2, inTermTwo), seen)).toEqual({ since: ago(30), from: 'copy', canTakeOver: true });
  expect(onlyHereOf(serving(1, inTermTwo), seen)).toEqual({ since: takeover, from: 'takeover', canTakeOver: false });
  const dead = { ...seen, peer: { ...peer, reachable: false } };
  expect(onlyHereOf(serving(2, inTermTwo), dead)).toEqual({ since: ago(30), from: 'copy', canTakeOver: false });
});

test('H5: a copy of a higher term is that of a pair the peer was in before, and none of what is served here', () => {
  const { peer, highAvailability } = activeStatus({ peer: { lastSync: ago(86_400) } });
  const nothing = { since: null, from: 'start', canTakeOver: false };
  expect(onlyHereOf(serving(3, undefined), { peer, highAvailability })).toEqual(nothing);
});

test('H5: without a copy anywhere, and without a takeover of this term, everything is only here', () => {
  const { peer, highAvailability } = activeStatus({ peer: { lastSync: null } });
  const nothing = { since: null, from: 'start', canTakeOver: false };
  expect(onlyHereOf(serving(2, undefined), { peer, highAvailability })).toEqual(nothing);
  expect(onlyHereOf(serving(2, { at: takeover, epoch: 1 }), { peer, highAvailability })).toEqual(nothing);
});
