import { describe, expect, test } from '@jest/globals';
import { planSwitchover, type ServerFacts, type SwitchoverFacts } from '../../../src/failover/switchover.ts';

const active: ServerFacts = {
  phase: 'active',
  release: '1.0.0',
  copyAgeMs: null,
  idleServices: [],
  takesClients: true,
  blockers: [],
};
const standby: ServerFacts = { ...active, phase: 'standby', copyAgeMs: 45_000, idleServices: ['registry'] };
const untold = { idleServices: null, takesClients: null, blockers: null };

/** As core2 sees it, the Standby of core1. */
const onStandby = (changes: Partial<SwitchoverFacts> = {}): SwitchoverFacts => ({
  hostname: 'core2',
  peer: 'core1',
  highAvailability: true,
  reachable: true,
  own: standby,
  other: { ...active, ...untold },
  clockDifferenceMs: -200,
  maxClockDifferenceMs: 10_000,
  syncRunning: false,
  hostFault: null,
  ...changes,
});
/** As core1 sees it, which serves. */
const onActive = (changes: Partial<SwitchoverFacts> = {}): SwitchoverFacts =>
  onStandby({ hostname: 'core1', peer: 'core2', own: active, other: { ...standby, ...untold }, ...changes });

const failed = (facts: SwitchoverFacts): (readonly [string, string, string | null])[] =>
  planSwitchover(facts)
    .checks.filter(({ ok }) => ok === false)
    .map(({ name, detail, remedy }) => [name, detail, remedy]);

describe('a planned switchover (H3)', () => {
  test('both servers plan the same one: the standby copies, the active steps back, the standby takes over', () => {
    const plan = planSwitchover(onStandby());
    expect(plan).toMatchObject({ from: 'core1', to: 'core2', possible: true });
    expect(plan.steps.map(({ number, host, command }) => `${number} ${host}# ${command ?? ''}`)).toEqual([
      '1 core2# failover sync core1',
      '2 core1# failover client-connection disable',
      '3 core1# show services',
      '4 core2# failover sync core1',
      '5 core1# failover mode secondary',
      '6 core2# failover mode primary',
      '7 core1# failover client-connection enable',
      '8 core1# failover sync core2',
      '9 core1# write memory',
      '10 core2# show failover',
    ]);
    expect(planSwitchover(onActive()).steps).toEqual(plan.steps);
  });

  test('what only the other server knows is neither right nor wrong, and says where to look', () => {
    const unknown = ({ checks }: ReturnType<typeof planSwitchover>) =>
      checks.filter(({ ok }) => ok === null).map(({ name, detail }) => `${name}: ${detail}`);
    expect(unknown(planSwitchover(onStandby()))).toEqual([
      'services of core1: only core1 knows: "show services" there',
    ]);
    expect(unknown(planSwitchover(onActive()))).toEqual([
      'core2 can take over: only core2 knows: "show failover readiness" there',
      'no synchronization runs: none is known of on core1',
      'clients of core2: only core2 knows: "show failover" there',
    ]);
  });

  test.each<[string, SwitchoverFacts, string, string]>([
    ['high availability', onStandby({ highAvailability: false }), 'disabled', 'high-availability enable'],
    ['core1 answers', onStandby({ reachable: false }), 'not answered', 'failover test core1'],
    [
      'one server serves',
      onStandby({ other: { ...active, ...untold, phase: 'fenced' } }),
      'core1 is Not Available (fenced), core2 is Standby',
      'show failover',
    ],
    ['same release', onStandby({ own: { ...standby, release: '1.0.1' } }), 'core2 has 1.0.1', 'install the same'],
    ['clocks', onStandby({ clockDifferenceMs: 20_000 }), 'differ by 20 s', 'time servers'],
    ['copy on core2', onActive({ other: { ...standby, copyAgeMs: null } }), 'no complete one', 'failover sync core1'],
    [
      'core2 can take over',
      onStandby({ own: { ...standby, blockers: [{ sentence: 'There is no way', remedy: 'mend it' }] } }),
      'There is no way',
      'mend it',
    ],
    ['disk of core2', onStandby({ hostFault: 'The disk is full' }), 'The disk is full', 'free space'],
    ['no synchronization runs', onStandby({ syncRunning: true }), 'running on core2', 'show failover sync'],
    ['services of core1', onActive({ own: { ...active, idleServices: ['web'] } }), 'web', 'service web start'],
    [
      'clients of core2',
      onStandby({ own: { ...standby, takesClients: false } }),
      'client-connection is disabled',
      'failover client-connection enable',
    ],
  ])('%s: what is wrong, and what mends it', (name, facts, detail, remedy) => {
    const found = failed(facts);
    expect(found).toEqual([[name, expect.stringContaining(detail), expect.stringContaining(remedy)]]);
    expect(planSwitchover(facts).possible).toBe(false);
  });

  test('what an unreachable server was last seen as is said so', () => {
    const { checks } = planSwitchover(onStandby({ reachable: false }));
    expect(checks.find(({ name }) => name === 'one server serves')?.detail).toBe(
      'core1 was last seen as Active, core2 is Standby',
    );
  });

  test('a server that was replaced needs a synchronization; the other one serves all the same', () => {
    const replaced = onActive({ other: { ...standby, ...untold, phase: 'fenced' } });
    expect(failed(replaced)).toEqual([
      ['core2 stands by', 'core2 is Not Available (fenced)', 'type "failover sync core1" on core2'],
    ]);
    expect(planSwitchover(replaced).steps).not.toEqual([]);
  });

  test('facts of a silent server are as old as its last answer', () => {
    const { checks } = planSwitchover(onActive({ reachable: false }));
    expect(checks.find(({ name }) => name === 'one server serves')?.ok).toBeNull();
    expect(checks.find(({ name }) => name === 'same release')?.detail).toBe(
      'core1 has 1.0.0, core2 has 1.0.0 (last seen)',
    );
    expect(checks.find(({ name }) => name === 'copy on core2')?.detail).toMatch(/ old \(last seen\)$/);
  });

  test('there are no steps where nobody, or everybody, serves', () => {
    const idle = onStandby({ other: { ...active, ...untold, phase: 'hold' } });
    expect(planSwitchover(idle).steps).toEqual([]);
    const both = onActive({ other: { ...active, ...untold } });
    expect(planSwitchover(both)).toMatchObject({ possible: false, steps: [] });
  });

  test('without a peer the one thing to do is said', () => {
    const plan = planSwitchover(onStandby({ peer: null }));
    expect(plan).toMatchObject({ from: null, to: null, possible: false, steps: [] });
    expect(plan.checks.map(({ remedy }) => remedy)).toEqual([expect.stringContaining('failover peer NAME')]);
  });
});
