import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../../src/commands/catalog.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import { reportedShows } from '../../../src/commands/show/tech-support.ts';
import type { ControlClient } from '../../../src/control/client.ts';
import { phases } from '../../../src/failover/node.ts';
import { printPhase } from '../../../src/failover/sentence.ts';
import { rows } from '../../../src/failover/table.ts';
import { actionLines, ruleLines } from '../../../src/commands/text/decision.ts';
import { phaseWords } from '../../../src/commands/text/phase.ts';
import { callWith } from '../../support/call.ts';
import * as given from '../../support/show-fixtures.ts';

const show = async (words: string, answer: object, values = {}): Promise<string[]> => {
  const client = new Proxy({}, { get: () => () => Promise.resolve(answer) }) as ControlClient;
  const declaration = catalog.find((one) => one.words === words)!;
  return (await declaration.run(callWith(client, values))).text(plain).split('\n');
};

describe('show failover explain', () => {
  test('H7: what was seen, which rule applied, what was done, what comes next', async () => {
    const lines = await show('show failover explain', given.explanation);
    expect(lines[0]).toBe(
      'Last failover: event 8, 2026-11-21 01:11:34 GMT (30 s ago): Standby (suspect) -> Standby (promoting), term 2',
    );
    expect(lines).toContain('          in state Standby (standbyEmpty), Standby, Standby (suspect) or Standby (held)');
    expect(lines).toContain('  State  Active');
    expect(lines).toContain('  Seen    A heartbeat to core1 failed: connection refused');
    expect(lines).toContain('  Rule    F20 (failover): when a heartbeat fails');
    expect(lines).toContain('          and as many failures as the limit');
    expect(lines).toContain('  Done    1. a running synchronization is ended');
    expect(lines).toContain('  Before  - event 7, 01:11:24 GMT: The worker was started.');
    expect(lines).toContain(
      '  After   - event 9, 01:11:36 GMT, rule F50: core2 is Primary now and serves, term 2: core1 did not answer 3 heartbeats in a row.',
    );
    expect(lines).toContain('  Next   Serves until an operator makes it Secondary or another server takes over');
  });

  test('an event that was named is called so, one without facts says why, and nothing is said of nothing', async () => {
    const { explanation } = given;
    expect((await show('show failover explain', explanation, { event: '8' }))[0]).toMatch(/^Event 8, /);
    const old = { ...explanation, seen: [], rule: null, before: [], after: [] };
    const lines = await show('show failover explain', old);
    expect(lines).toContain('  Seen  an earlier release decided this and did not write it down');
    expect(lines.join('\n')).not.toMatch(/undefined|null|Rule|Before/);
    const nothing = { ...old, event: null, last: null };
    expect((await show('show failover explain', nothing))[0]).toBe('Nothing has happened yet');
  });

  test('every row of the table can be told in words', () => {
    for (const { id, phase: chapter, on, from, guards, actions } of rows) {
      const rule = { id, chapter, on, from, conditions: guards.map(({ name }) => name), actions };
      const text = [...ruleLines(rule), ...actionLines(rule)].join('\n');
      expect(text).not.toMatch(/heartbeat(Answered|Failed)|peerCalled|operator[PS]|promotion[SF]|sync[SF]\w+ed|\dGate/);
      for (const action of actions) expect(text).not.toContain(action);
    }
  });
});

test('every phase has the same words in the sentences of the core and in the shows', () => {
  for (const phase of phases) expect(phaseWords(phase)).toBe(printPhase(phase));
  expect(phaseWords('fenced')).toBe('Not Available (fenced)');
  expect(phaseWords('active')).toBe('Active');
});

test('E8: failovers are marked as critical in the event log', async () => {
  expect(await show('show failover events', given.eventList)).toEqual([
    '          2026-11-21 01:10:04 GMT (2 min ago)  Synchronization 12 from core1 succeeded',
    'CRITICAL  2026-11-21 01:11:36 GMT (28 s ago)  core2 is Primary now and serves, term 2: core1 did not answer 3 heartbeats in a row.',
  ]);
  expect(await show('show failover events', { events: [] })).toEqual(['Nothing has happened yet']);
});

test('E8, E11: peers with their paths, clock and release', async () => {
  const lines = await show('show failover peers', given.peerList);
  expect(lines).toContain('core1 is the peer; it answers');
  expect(lines).toContain('  Clock       12 ms ahead; 10 s are allowed');
  expect(lines).toContain('              1234 sent, 1230 answered, 4 failed');
  expect(lines).toContain('              response 2.7 ms, mean 2.8 ms, from 1.9 ms to 5.2 ms');
  expect(lines).toContain('core3 is trusted; no heartbeats are exchanged with it');
  const [peer] = given.peerList.peers;
  const bad = { ...peer!, reachable: false, release: '0.2.0', clockDifferenceMs: -60_000, failures: 7 };
  const text = (await show('show failover peers', { ...given.peerList, peers: [bad] })).join('\n');
  expect(text).toContain('core1 is the peer; it DOES NOT ANSWER');
  expect(text).toContain('0.2.0; HERE 0.1.0');
  expect(text).toContain('1 min behind');
  expect(text).toContain('7 failed in a row now');
  const [first] = await show('show failover peers', { ...given.peerList, peers: [] });
  expect(first).toMatch(/^No host is trusted yet/);
});

test('H5: readiness says what would happen, what hinders and what to do', async () => {
  const ready = await show('show failover readiness', given.readinessReport);
  expect(ready[0]).toBe('If core1 failed now, core2 would take over by itself');
  expect(ready).toContain('  Would take     at most 14 s: 9 s until the failure is certain, 5 s to start the services');
  const blocked = await show('show failover readiness', {
    ...given.readinessReport,
    ready: false,
    wouldLose: null,
    blockers: [{ sentence: 'There is no complete copy here', remedy: '"failover sync core1" makes one' }],
  });
  expect(blocked[0]).toBe('If core1 failed now, core2 would NOT take over by itself');
  expect(blocked).toContain('  In the way     1. There is no complete copy here');
  expect(blocked).toContain('                    -> "failover sync core1" makes one');
  const fromActive = { ...given.readinessReport, hostname: 'core1', wouldTake: null };
  const seen = await show('show failover readiness', fromActive);
  expect(seen[0]).toMatch(/, as far as core1 sees$/);
  expect(seen.at(-1)).toBe('"show failover readiness" on core2 knows more');
  expect(seen.join('\n')).not.toContain('nothing that is known');
  expect(seen).toContain('  In the way     nothing');
  const heard = await show('show failover readiness', { ...fromActive, heard: '2026-11-21T01:12:02.000Z' });
  expect(heard[2]).toBe("                 (by core2's last answer, 2 s ago)");
  const onlyHere = { since: '2026-11-21T01:11:34.000Z', from: 'takeover', canTakeOver: false };
  const served = await show('show failover readiness', { ...fromActive, wouldLose: null, onlyHere });
  expect(served.join('\n')).toMatch(
    /Would be lost +nobody can take over: everything since the takeover, 2026-11-21 01:11:34/,
  );
  const alone = await show('show failover readiness', { ...fromActive, candidate: null });
  expect(alone[0]).toBe('If core1 failed now, nobody would take over');
});

test('H3: a switchover is planned with checks and commands', async () => {
  const lines = await show('show failover switchover', given.switchoverPlan);
  expect(lines[0]).toBe('Planned switchover from core1 to core2: nothing speaks against it');
  expect(lines).toContain('  ok    core1 answers      heartbeats are answered');
  expect(lines).toContain('  look  services of core1  only core1 knows: "show services" there');
  expect(lines).toContain('   1. core2# failover sync core1');
  expect(lines.join('\n')).toContain('\nThen type, each on');
  const later = await show('show failover switchover', { ...given.switchoverPlan, possible: false });
  expect(later.join('\n')).toContain('\nWhen that is done: type, each on');
  const checks = [{ name: 'a peer', ok: false, detail: 'none is configured', remedy: 'type "failover peer NAME"' }];
  expect(
    await show('show failover switchover', {
      hostname: 'core2',
      from: null,
      to: null,
      possible: false,
      checks,
      steps: [],
    }),
  ).toEqual([
    'No switchover: there is no second server',
    '',
    'Before',
    '  NO    a peer  none is configured',
    '        -> type "failover peer NAME"',
  ]);
});

test('a report for support has every show that needs no value, but those about the session and their likes', () => {
  const others = catalog
    .filter(({ words, parameters = [] }) => words.startsWith('show ') && parameters.every(({ optional }) => optional))
    .map(({ words }) => words)
    .filter((words) => !reportedShows.includes(words));
  expect(others).toEqual([
    'show archive',
    'show audit',
    'show debugging',
    'show failover live',
    'show failover status',
    'show failover sync',
    'show history',
    'show privilege',
    'show tech-support',
    'show tech-support file',
    'show terminal',
    'show users',
  ]);
});
