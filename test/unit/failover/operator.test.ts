import { describe, expect, test } from '@jest/globals';
import { factsOf } from '../../../src/failover/facts.ts';
import { phases } from '../../../src/failover/node.ts';
import { answered, contextOf, core1, core2, one, step, told, two } from './pair.ts';

const promote = { type: 'operatorPrimary', by: 'admin' } as const;
const demote = { type: 'operatorSecondary', by: 'admin' } as const;

describe('failover mode primary (B1)', () => {
  test.each(phases.filter((phase) => phase !== 'active' && phase !== 'promoting'))('O10: promotes from %s', (phase) => {
    const decision = step(core2(phase), promote, { highAvailability: false, promoteOnFailure: false, peer: null });
    expect(told(decision)).toEqual({
      row: 'O10',
      phase: 'promoting',
      actions: ['abortSync', 'applyCopy', 'startServices'],
      sentence: 'Promoted by admin: term 2.',
    });
    expect(decision.node).toMatchObject({ mode: 'primary', term: two(2), obstacle: null, holdUntilMs: null });
  });

  test('O10: its term is above everything ever seen', () => {
    const { node } = step(core1('fenced', { term: two(5), newestData: two(6) }), promote);
    expect(node.term).toEqual(one(7));
  });

  test('O10: what the guards would have said is recorded, not enforced', () => {
    const empty = step(core2('standbyEmpty', { generation: null }), promote);
    expect(empty.sentence).toBe(
      'Promoted by admin: term 2. There is no complete copy here: the services start with what is on the disk.',
    );
    expect(empty.actions).toEqual(['abortSync', 'startServices']);
    const stale = step(core1('fenced', { term: two(2), newestData: two(2) }), promote);
    expect(stale.sentence).toBe(
      'Promoted by admin: term 3. The data here (term 1) is older than what was written in term 2.',
    );
  });

  test('O10: that another server served, and what the operator was told of it, is recorded', () => {
    const order = { ...promote, takesFrom: 'core2', told: ['core2 serves now.', 'core2 stops.'] };
    const node = core1('fenced', { term: two(2) });
    expect(step(node, order).sentence).toBe(
      'Promoted by admin: term 3. core2 served at that time, and the operator was told so.',
    );
    expect(factsOf(node, order, contextOf(node))).toEqual(
      expect.arrayContaining(['The operator was told: core2 serves now.', 'The operator was told: core2 stops.']),
    );
  });

  test.each(['active', 'promoting'] as const)('is the same again from %s', (phase) => {
    const node = core1(phase);
    expect(step(node, promote)).toEqual({
      node,
      actions: [],
      row: null,
      sentence: `core1 is already ${phase === 'active' ? 'Primary' : 'being promoted'} (term 1).`,
    });
  });

  test('O12: an active server whose claim is in doubt is confirmed, and the other one steps back', () => {
    const doubtful = core1('active', { term: two(2), newestData: two(2), obstacle: 'newerData' });
    const decision = step(doubtful, promote);
    expect(told(decision)).toEqual({
      row: 'O12',
      phase: 'active',
      actions: [],
      sentence: 'Confirmed as Primary by admin: the data here goes on as term 3.',
    });
    expect(decision.node).toMatchObject({ term: one(3), dataTerm: one(3), newestData: one(3), obstacle: null });
    const waiting = core2('hold', { term: two(2), dataTerm: two(2), ownData: true, obstacle: 'peerServesOlder' });
    expect(told(step(waiting, answered(decision.node)))).toMatchObject({ row: 'S20', phase: 'fenced' });
  });
});

describe('failover mode secondary (B2)', () => {
  test.each(['active', 'promoting', 'hold'] as const)('O20: %s stops serving and says what it does not do', (phase) => {
    const decision = step(core1(phase, { failures: 9 }), demote);
    expect(told(decision)).toEqual({
      row: 'O20',
      phase: 'standby',
      actions: ['closeGate', 'stopServices'],
      sentence: 'Made Secondary by admin: this server serves nobody. The replication scheduler is not restarted.',
    });
    expect(decision.node).toMatchObject({ mode: 'secondary', ownData: true, failures: 0 });
  });

  test('O20: a server without any data becomes an empty Standby', () => {
    expect(step(core1('hold', { ownData: false }), demote).node.phase).toBe('standbyEmpty');
  });

  test('O20: a promotion that is called off leaves its copy to be put in place again', () => {
    const { node } = step(core2('promoting', { term: two(2), ownData: true, applyPending: true }), demote);
    expect(node.applyPending).toBe(true);
  });

  test.each(['standby', 'standbyEmpty', 'suspect', 'held', 'fenced', 'resync'] as const)(
    'is nothing new in %s',
    (phase) => {
      const node = core1(phase);
      expect(step(node, demote)).toEqual({ node, actions: [], row: null, sentence: 'core1 is already Secondary.' });
    },
  );
});
