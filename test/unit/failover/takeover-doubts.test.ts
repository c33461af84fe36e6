import { describe, expect, test } from '@jest/globals';
import { phases, type Phase } from '../../../src/failover/node.ts';
import { takeoverDoubts } from '../../../src/failover/takeover-doubts.ts';
import { core1, core2, one, two } from './pair.ts';

const active = (name: string, phase: Phase = 'active') => ({ name, phase, answeredMsAgo: 120, failures: 0 });
const known = {
  peer: active('core2'),
  highAvailability: true,
  copyAgeMs: 300_000,
  isPaired: true,
  hasServices: true,
};
const fenced = core1('fenced', { term: two(2), newestData: two(2) });
const switchover = 'To hand over without loss instead, see "show failover switchover".';

describe('failover mode primary on a server whose peer serves', () => {
  test('a fenced server: who serves, that it stops, and what is lost', () => {
    expect(takeoverDoubts(fenced, known)).toEqual({
      servedBy: 'core2',
      takesFrom: [
        'core2 is Primary and serves the clients now (it answered 120 ms ago).',
        'core2 stops serving as soon as core1 takes over.',
        'core1 goes on with its own data (term 1); what was written on core2 since is lost to the clients: it is kept on core2 when that is synchronized, and nobody serves it.',
        switchover,
      ],
      data: [
        'The data here (term 1) is older than what was written in term 2; what the other server has is kept when it is synchronized.',
      ],
    });
  });

  test('a Standby goes on with its copy, and its age is said', () => {
    const { takesFrom, data } = takeoverDoubts(core2('standby'), { ...known, peer: active('core1') });
    expect(takesFrom[2]).toContain('core2 goes on with its last complete copy (copy 5, 5 min old); what was written');
    expect(data).toEqual([]);
  });

  test('a promotion that broke off goes on with the copy, too', () => {
    const node = core2('held', { ownData: true, applyPending: true });
    expect(takeoverDoubts(node, { ...known, peer: active('core1') }).takesFrom[2]).toContain('(copy 5, 5 min old)');
  });

  test('without any data everything is lost to the clients', () => {
    const node = core2('standbyEmpty', { generation: null });
    const { takesFrom, data } = takeoverDoubts(node, { ...known, peer: active('core1'), copyAgeMs: null });
    expect(takesFrom[2]).toMatch(/^Everything core1 serves is lost to the clients/);
    expect(data).toEqual(['There is no complete copy here: the services start with what is on the disk.']);
  });

  test('one that is just being promoted counts, and so does one that has missed a heartbeat', () => {
    const [now] = takeoverDoubts(fenced, {
      ...known,
      peer: { ...active('core2', 'promoting'), answeredMsAgo: 7000, failures: 1 },
    }).takesFrom;
    expect(now).toBe(
      'core2 is becoming Primary now: its services start (it answered 7 s ago, and not to 1 heartbeat since).',
    );
  });

  test('without high availability both serve for a while, and it says so', () => {
    expect(takeoverDoubts(fenced, { ...known, highAvailability: false }).takesFrom[1]).toBe(
      'core2 stops serving when it hears that core1 has taken over; high availability is disabled here, so until then both serve.',
    );
  });

  test.each(phases.filter((phase) => phase !== 'active'))('in every phase: %s', (phase) => {
    expect(takeoverDoubts(core1(phase), known).servedBy).toBe('core2');
  });
});

test.each(phases.filter((phase) => phase !== 'active' && phase !== 'promoting'))(
  'a peer that is %s is taken nothing from',
  (phase) => {
    expect(takeoverDoubts(fenced, { ...known, peer: active('core2', phase) })).toMatchObject({
      servedBy: null,
      takesFrom: [],
    });
  },
);

test('nothing is doubted where nothing is taken over', () => {
  const nothing = { servedBy: null, takesFrom: [], data: [] };
  expect(takeoverDoubts(core1('active', { term: one(1) }), known)).toEqual(nothing);
  expect(takeoverDoubts(core1('hold'), { ...known, peer: null })).toEqual(nothing);
});

test('B1: half of a pair that has no service serves nobody, and it says so', () => {
  const nobody = 'No service is configured here: nobody will be served.';
  const without = { ...known, peer: null, hasServices: false };
  expect(takeoverDoubts(core2('standby'), without).data).toEqual([nobody]);
  const empty = core2('standbyEmpty', { generation: null });
  expect(takeoverDoubts(empty, { ...without, isPaired: false }).data).toEqual([
    nobody,
    'There is no complete copy here.',
  ]);
  expect(takeoverDoubts(core1('standby'), { ...without, isPaired: false }).data).toEqual([]);
  expect(takeoverDoubts(core1('active'), without).data).toEqual([]);
});
