import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { SyncRunStatus } from '../../../../src/control/shapes.ts';
import { newNode } from '../../../../src/failover/node.ts';
import { History } from '../../../../src/store/history.ts';
import { release } from '../../../../src/worker/release.ts';
import { Syncs } from '../../../../src/worker/sync/syncs.ts';
import { Timetable } from '../../../../src/worker/sync/timetable.ts';
import type { Worker } from '../../../../src/worker/worker.ts';
import { newFolder, removeFolder } from '../../../support/temporary-folder.ts';

let folder: string;
let history: History;
beforeEach(async () => {
  folder = await newFolder();
  history = new History(join(folder, 'history.sqlite'));
});
afterEach(async () => {
  history.close();
  await removeFolder(folder);
});

const runs = (): Pick<SyncRunStatus, 'trigger' | 'result' | 'error'>[] =>
  history.runs(10).map(({ body }) => {
    const { trigger, result, error } = JSON.parse(body) as SyncRunStatus;
    return { trigger, result, error };
  });

/** A Standby whose synchronization, once begun, goes on until `fail` is called. */
const busyStandby = (): { syncs: Syncs; timetable: Timetable; fail: () => void } => {
  const going = Promise.withResolvers<never>();
  const term = { counter: 1, owner: 'core1' };
  const server = { type: null, cpus: 2, memoryBytes: 2 ** 32, diskBytes: 2 ** 36 };
  const peer = {
    mode: 'primary',
    phase: 'active',
    term,
    dataTerm: term,
    release,
    name: 'core1',
    generation: null,
    server,
  };
  const ignore = (): void => undefined;
  const worker = {
    size: { now: server, refresh: () => Promise.resolve(server) },
    config: { peer: 'core1', trustedHosts: { core1: {} }, maxClockDifferenceMs: 1000 },
    engine: {
      node: { ...newNode('core2'), mode: 'secondary', phase: 'standby' },
      dispatch: ({ type }: { type: string }) => (type === 'syncStarted' ? going.promise : Promise.resolve()),
    },
    links: { status: () => Promise.resolve({ status: peer, clockDifferenceMs: 0 }) },
    logs: { availability: { info: ignore, warn: ignore } },
    notifications: { syncEnded: ignore, syncFailed: ignore },
    history,
  };
  const syncs = new Syncs(worker as unknown as Worker);
  const timetable = new Timetable({ ...worker, syncs } as unknown as Worker);
  return { syncs, timetable, fail: () => going.reject(new Error('cut')) };
};

test('a scheduled run that is due while one is going is recorded as skipped, and the one goes on (C8)', async () => {
  const { syncs, timetable, fail } = busyStandby();
  const journal = await syncs.begin('core1', 'operator');
  timetable.beginDue();
  expect(runs()).toEqual([
    { trigger: 'schedule', result: 'skipped', error: 'not run: the one before it was still going' },
    { trigger: 'operator', result: 'running', error: null },
  ]);
  expect(syncs.isBusy).toBe(true);
  fail();
  for await (const event of journal.follow()) expect(event.type).toBe('fault');
  expect(runs().map(({ result }) => result)).toEqual(['skipped', 'failed']);
});
