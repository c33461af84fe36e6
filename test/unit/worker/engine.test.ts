import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import winston from 'winston';
import type { Action } from '../../../src/failover/action.ts';
import type { Context } from '../../../src/failover/context.ts';
import type { PeerView } from '../../../src/failover/node.ts';
import { History } from '../../../src/store/history.ts';
import { StateFile } from '../../../src/store/state-file.ts';
import { Engine, type Stage } from '../../../src/worker/engine.ts';

const silent = winston.createLogger({ silent: true });
const logs = { availability: silent, worker: silent, availabilityFile: '', close: () => Promise.resolve() };
const alone: Context = {
  nowMs: 0,
  highAvailability: false,
  peer: null,
  promoteOnFailure: false,
  heartbeatFailures: 3,
  startHoldMs: 1000,
  missingFromCopy: [],
  leases: null,
};
const paired: Context = { ...alone, highAvailability: true, peer: 'core2' };
const core2 = (counter: number): PeerView => ({
  name: 'core2',
  mode: 'primary',
  phase: 'active',
  term: { counter, owner: 'core2' },
  dataTerm: { counter, owner: 'core2' },
});

describe('engine', () => {
  let folder: string;
  let path: string;
  let state: StateFile;
  let history: History;
  let context: Context;
  let done: string[];
  let announced: string[];
  /** Resolves when the services may have started. */
  let started: () => Promise<void>;
  let engine: Engine;

  const stage: Stage = {
    shut: () => void done.push('shut'),
    perform: async (action: Action, signal) => {
      if (action === 'startServices') await started();
      if (action !== 'closeGate') done.push(signal.aborted ? `${action} (abandoned)` : action);
    },
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-engine-'));
    path = join(folder, 'state.json');
    state = await StateFile.open(path, 'core1');
    history = new History(join(folder, 'history.sqlite'));
    context = alone;
    done = [];
    started = () => Promise.resolve();
    announced = [];
    const announce = (sentence: string): number => announced.push(sentence);
    engine = new Engine({ state, history, logs, context: () => context, stage, onServing: () => undefined, announce });
  });
  afterEach(async () => {
    history.close();
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true });
  });

  test('operators at their consoles are told of a change of state, and of no step in between', async () => {
    await engine.dispatch({ type: 'boot' });
    await engine.settled();
    expect(engine.node.phase).toBe('active');
    const active = history.events(10).filter(({ to }) => to === 'active');
    expect(announced).toEqual(expect.arrayContaining(active.map(({ sentence }) => sentence)));
    expect(announced.length).toBeLessThan(history.events(10).length + 1);
    const before = announced.length;
    await engine.dispatch({ type: 'tick' });
    expect(announced).toHaveLength(before);
  });

  test('a server alone starts its services, then opens the gate, and writes down both rows', async () => {
    await engine.dispatch({ type: 'boot' });
    await engine.settled();
    expect(done).toEqual(['shut', 'stopServices', 'startServices', 'openGate']);
    expect(engine.node.phase).toBe('active');
    expect(history.events(10).map(({ row, to }) => [row, to])).toEqual([
      ['S50', 'active'],
      ['S10', 'promoting'],
    ]);
  });

  test('the decision is on the disk before anything is done', async () => {
    let atStart = '';
    started = async () => void (atStart = await readFile(path, 'utf8'));
    await engine.dispatch({ type: 'boot' });
    await engine.settled();
    expect(JSON.parse(atStart)).toMatchObject({ node: { phase: 'promoting', ownData: true } });
  });

  test('a higher term seen while the services start shuts at once and does not open the gate afterwards', async () => {
    let release = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (release = resolve));
    started = () => waiting;
    context = paired;
    await engine.dispatch({ type: 'operatorPrimary', by: 'the test' });
    done.length = 0;
    await engine.dispatch({ type: 'heartbeatAnswered', peer: core2(9) });
    expect(engine.node).toMatchObject({ phase: 'fenced', mode: 'secondary', newestData: { counter: 9 } });
    expect(done).toEqual(['shut']);
    release();
    await engine.settled();
    expect(done).toEqual(['shut', 'startServices (abandoned)', 'stopServices', 'alert']);
    expect(engine.node.phase).toBe('fenced');
  });

  test('services that do not start leave the server held with the reason', async () => {
    started = () => Promise.reject(new Error('port 80 is taken'));
    context = paired;
    await engine.dispatch({ type: 'operatorPrimary', by: 'the test' });
    await engine.settled();
    expect(engine.node).toMatchObject({
      phase: 'held',
      mode: 'secondary',
      reason: expect.stringContaining('port 80 is taken'),
    });
    expect(done.slice(-2)).toEqual(['stopServices', 'alert']);
    expect(done).not.toContain('openGate');
  });

  test('a server that must stop serving stops, even when its disk does not take the note', async () => {
    context = paired;
    await engine.dispatch({ type: 'operatorPrimary', by: 'the test' });
    await engine.settled();
    done.length = 0;
    state.update = () => Promise.reject(new Error('no space left on device'));
    await expect(engine.dispatch({ type: 'heartbeatAnswered', peer: core2(9) })).rejects.toThrow('no space left');
    await engine.settled();
    expect(done).toEqual(['shut', 'stopServices']);
  });
});
