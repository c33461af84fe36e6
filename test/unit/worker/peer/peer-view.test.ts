import { describe, expect, test } from '@jest/globals';
import { newNode } from '../../../../src/failover/node.ts';
import type { PeerStatus } from '../../../../src/peer/protocol.ts';
import { viewOf } from '../../../../src/worker/peer/peer-view.ts';

const status = (counter: number): PeerStatus => ({
  name: 'whatever-it-says',
  mode: 'primary',
  phase: 'active',
  state: 'active',
  term: { counter, owner: 'core2' },
  dataTerm: { counter: 1, owner: 'core2' },
  release: '1.0.0',
  clockMs: 0,
  highAvailability: true,
  generation: null,
  lastSync: null,
  asksLease: false,
  grantsLease: false,
  server: { type: null, cpus: 2, memoryBytes: 2 ** 32, diskBytes: 2 ** 36 },
  blockers: null,
});

describe('what the core learns of a peer', () => {
  test('carries the name we trust it by, not the one it gives itself', () => {
    expect(viewOf('core2', status(2), newNode('core1'))).toMatchObject({ name: 'core2', term: { counter: 2 } });
  });

  test('a term that nobody can have reached is refused', () => {
    expect(() => viewOf('core2', status(2 ** 40), newNode('core1'))).toThrow('which nobody can have reached');
  });
});
