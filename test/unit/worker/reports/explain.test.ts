import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { factsOf } from '../../../../src/failover/facts.ts';
import { History } from '../../../../src/store/history.ts';
import { eventLogOf } from '../../../../src/worker/reports/event-log.ts';
import { explain } from '../../../../src/worker/reports/explain.ts';
import type { Worker } from '../../../../src/worker/worker.ts';
import { contextOf, core1, core2, failed, step, told } from '../../failover/pair.ts';
import { successfulRun } from '../../../support/status-fixtures.ts';

describe('explaining decisions', () => {
  let folder: string;
  let history: History;
  let node = core2('standby');

  /** Decides an event as the engine does, and writes it down. */
  const decide = (event: Parameters<typeof step>[1], settings: Parameters<typeof step>[2] = {}): void => {
    const decision = step(node, event, settings);
    const { row, sentence } = told(decision);
    history.addEvent({
      at: new Date(Date.parse('2026-01-01') + history.events(100).length * 1000).toISOString(),
      epoch: decision.node.term.counter,
      row,
      from: node.phase,
      to: decision.node.phase,
      sentence: sentence ?? '',
      seen: factsOf(node, event, contextOf(node, settings)),
    });
    node = decision.node;
  };
  const worker = (): Worker =>
    ({
      history,
      engine: { node },
      context: () => contextOf(node),
      syncs: { history: () => ({ runs: [{ ...successfulRun, result: 'failed', error: 'no route' }] }) },
    }) as unknown as Worker;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-explain-'));
    history = new History(join(folder, 'history.sqlite'));
    node = core2('standby');
  });
  afterEach(async () => {
    history.close();
    await rm(folder, { recursive: true });
  });

  const takeOver = (): void => {
    for (let i = 0; i < 3; i++) decide(failed);
    decide({ type: 'promotionSucceeded' });
    decide({ type: 'heartbeatAnswered', peer: { ...core1('active'), phase: 'standby' } });
  };

  test('H7: without a number it is the last failover: what was seen, the rule, what came of it, what is next', () => {
    takeOver();
    const { event, seen, rule, before, after, last, now } = explain(worker());
    expect(event).toMatchObject({ row: 'F20', from: 'suspect', to: 'promoting' });
    expect(event?.sentence).toContain('core1 did not answer 3 heartbeats in a row (timed out): promoting, term 2.');
    expect(seen).toContain('Failed heartbeats in a row: 3; at 3 the peer counts as failed');
    expect(rule).toMatchObject({
      id: 'F20',
      on: ['heartbeatFailed'],
      actions: ['abortSync', 'applyCopy', 'startServices'],
    });
    expect(rule?.conditions).toContain('as many failures as the limit');
    expect(before.map(({ row }) => row)).toEqual(['S60', null]);
    expect(after.map(({ row }) => row)[0]).toBe('F50');
    expect(last?.id).toBe(5);
    expect(now).toMatchObject({ phase: 'active', next: [expect.stringContaining('Serves')] });
  });

  test('a takeover that the policy forbade is a failover, too, and its facts name the policy', () => {
    for (let i = 0; i < 3; i++) decide(failed, { promoteOnFailure: false });
    decide({ type: 'heartbeatAnswered', peer: core1('active') });
    const { event, seen, after } = explain(worker());
    expect(event).toMatchObject({ row: 'F30', to: 'held' });
    expect(seen).toContain('Policy when the peer fails: keep in Standby');
    expect(after.map(({ row }) => row)).toEqual(['F40']);
  });

  test('by its number any event is explained, and one that is not there is named', () => {
    takeOver();
    expect(explain(worker(), 1).event).toMatchObject({ id: 1, row: 'S60' });
    expect(() => explain(worker(), 77)).toThrow('There is no event 77 in the history');
  });

  test('without a failover it is the last decision, without any decision nothing', () => {
    expect(explain(worker())).toMatchObject({ event: null, rule: null, seen: [], last: null });
    decide(failed);
    expect(explain(worker()).event).toMatchObject({ row: 'S60' });
  });

  test('an event of an earlier release, whose row is gone and which kept no facts', () => {
    history.addEvent({
      at: '2026-01-01T00:00:00.000Z',
      epoch: 1,
      row: 'X9',
      from: 'a',
      to: 'b',
      sentence: 's',
      seen: [],
    });
    expect(explain(worker())).toMatchObject({ event: { row: 'X9' }, rule: null, seen: [] });
  });

  test('E8: every failover is critical in the event log, a failed synchronization a warning', () => {
    takeOver();
    const { events } = eventLogOf(worker(), 20);
    const marks = events.map(({ severity, text }) => `${severity}: ${text}`);
    expect(marks).toContainEqual(expect.stringMatching(/^critical: core1 did not answer 3 heartbeats.*promoting/));
    expect(marks).toContainEqual(expect.stringMatching(/^critical: core2 is Primary now and serves/));
    expect(marks).toContainEqual(expect.stringMatching(/^info: core1 did not answer \(timed out\): failure 1 of 3/));
    expect(marks).toContainEqual('warning: Synchronization 12 from core1 failed: no route');
    expect(eventLogOf(worker(), 2).events).toHaveLength(2);
    expect(events.map(({ at }) => at)).toEqual(
      events
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });
});
