import { expect, test } from '@jest/globals';
import { initialConfig } from '../../../../src/config/config.ts';
import type { Context } from '../../../../src/failover/context.ts';
import { blockersOf, type Blocker } from '../../../../src/failover/readiness.ts';
import type { PeerStatus } from '../../../../src/peer/protocol.ts';
import { ownStatusOf } from '../../../../src/worker/peer/own-status.ts';
import { readinessReportOf } from '../../../../src/worker/reports/readiness-report.ts';
import { release } from '../../../../src/worker/release.ts';
import type { Worker } from '../../../../src/worker/worker.ts';
import { statusOf } from '../../../support/peer-host.ts';
import { contextOf, core1, core2 } from '../../failover/pair.ts';

const heardAtMs = Date.parse('2026-11-21T01:12:02.000Z');
const size = { type: null, cpus: 2, memoryBytes: 2 ** 32, diskBytes: 2 ** 36 };

/** core1, which serves, and has heard core2 say this of itself. */
const serving = (said: Partial<PeerStatus>, context: Partial<Context> = {}): Worker => {
  const node = core1('active');
  const last: PeerStatus = {
    ...statusOf('core2'),
    mode: 'secondary',
    phase: 'standby',
    state: 'standby',
    release,
    dataTerm: node.dataTerm,
    lastSync: '2026-11-21T01:10:00.000Z',
    ...said,
  };
  return {
    config: { ...initialConfig(), hostname: 'core1', peer: 'core2', highAvailability: 'enable' },
    engine: { node },
    watch: { last, heardAtMs, lastAnswerAtMs: heardAtMs, reachable: true, failures: 0, paths: [] },
    disk: { fault: null },
    virtualIp: { blockers: [], status: null },
    services: { blockers: [], views: () => [] },
    syncs: { lastFinished: null, running: null },
    timetable: { nextDueMs: null },
    copies: { newestMadeAtMs: null },
    state: { state: { clientConnection: 'enabled' } },
    witness: { blockers: [], summary: null, pairName: undefined },
    serveLease: { leases: null, isWanted: false },
    notifications: { fault: null },
    portal: { status: { listening: [], faults: [] } },
    history: { newestBy: () => undefined },
    paths: { root: '/srv' },
    running: { isLostAtRestart: false, savedText: '!' },
    size: { now: size },
    context: () => contextOf(node, context),
  } as unknown as Worker;
};

const noHeartbeats = {
  sentence: 'High availability is disabled, and nobody watches the Primary',
  remedy: '"high-availability enable" in configuration mode starts the heartbeats',
};

test('H5: the Primary says nothing in the way only where the other server says so of itself', () => {
  expect(readinessReportOf(serving({ blockers: [] }))).toMatchObject({
    candidate: 'core2',
    ready: true,
    blockers: [],
    heard: '2026-11-21T01:12:02.000Z',
  });
  const { ready, blockers } = readinessReportOf(serving({ blockers: [noHeartbeats] }));
  expect(ready).toBe(false);
  expect(blockers).toEqual([
    { sentence: `core2 says: ${noHeartbeats.sentence}`, remedy: `on core2: ${noHeartbeats.remedy}` },
  ]);
});

test('H5: a server that does not say is not one that could', () => {
  const { ready, blockers } = readinessReportOf(serving({ blockers: null }));
  expect(ready).toBe(false);
  expect(blockers.map(({ sentence }) => sentence)).toEqual(['core2 has not said whether it could take over']);
});

test('H5: of safety class C nobody takes over by itself, also where only one server has that policy', () => {
  const { ready, safety, blockers } = readinessReportOf(serving({ blockers: [] }, { promoteOnFailure: false }));
  expect([ready, safety.class]).toEqual([false, 'C']);
  expect(blockers.map(({ sentence }) => sentence)).toEqual([
    'The policy is to keep in Standby on core1, and core2 says nothing of it for itself',
  ]);
});

test('where the other server is not in Standby its own words are enough', () => {
  const resync = { sentence: 'This server is being brought in step with core1', remedy: null };
  const phase = { phase: 'resync', state: 'notAvailable' } as const;
  const said = readinessReportOf(serving({ ...phase, blockers: [resync] })).blockers;
  expect(said.map(({ sentence }) => sentence)).toEqual([`core2 says: ${resync.sentence}`]);
  const silent = readinessReportOf(serving({ ...phase, blockers: [] })).blockers;
  expect(silent[0]?.remedy).toBe('"show failover readiness" on core2 says why');
});

const standby = (fault: string | null, context: Partial<Context> = {}): Worker => {
  const node = core2('standby');
  return Object.assign(serving({}), {
    config: { ...initialConfig(), hostname: 'core2' },
    engine: { node },
    disk: { fault },
    context: () => contextOf(node, context),
  });
};

test('a server tells its peer what its own readiness says', () => {
  const worker = standby(null, { promoteOnFailure: false, highAvailability: false });
  const own: readonly Blocker[] = readinessReportOf(worker).blockers;
  expect(ownStatusOf(worker).blockers).toEqual(own);
  expect(own).toEqual(
    blockersOf(core2('standby'), contextOf(core2('standby'), { promoteOnFailure: false, highAvailability: false })),
  );
  expect(ownStatusOf(serving({})).blockers).toEqual([]);
});

test('what is told is cut to what the peer takes', () => {
  const [told] = ownStatusOf(standby(`The disk is full${'!'.repeat(3000)}`)).blockers ?? [];
  expect(told?.sentence).toHaveLength(400);
});
