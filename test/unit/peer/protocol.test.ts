import { describe, expect, test } from '@jest/globals';
import { endpointOf, printEndpoint } from '../../../src/peer/endpoint.ts';
import { openingSchema, replySchema, requestSchema } from '../../../src/peer/envelope.ts';
import { exchanges, longestBlocker, mostBlockers } from '../../../src/peer/protocol.ts';
import { socketUnder } from '../../../src/peer/worker-socket.ts';
import { pathsUnder } from '../../../src/store/paths.ts';
import { cardOf, keyOf } from '../../support/server-cards.ts';
import { helloOf, snapshotOf, statusOf, trusted } from '../../support/peer-host.ts';

describe('the protocol between two servers', () => {
  test('messages survive the trip unchanged', () => {
    for (const [schema, message] of [
      [exchanges.hello.body, helloOf('core1')],
      [exchanges.heartbeat.answer, statusOf('core1')],
      [exchanges.heartbeat.answer, { ...statusOf('core1'), generation: 7, lastSync: '2026-11-21T01:00:00.000Z' }],
      [exchanges.openSnapshot.answer, snapshotOf('run-1')],
      [requestSchema, { id: 1, op: 'hello', body: { a: 1 } }],
      [replySchema, { id: 1, ok: true, body: {} }],
      [replySchema, { id: 0, ok: false, fault: { code: 'refused', message: 'no', hint: 'ask' } }],
      [openingSchema, { peer: 'core2', purpose: 'link' }],
      [
        openingSchema,
        { peer: 'pairing', purpose: 'pairing', code: 'n1', from: '10.0.0.2', at: { address: '10.0.0.1', port: 22 } },
      ],
      [exchanges.pairOffer.body, { nonce: 'a'.repeat(43), hostKeySeen: keyOf('C'), card: cardOf('core2') }],
    ] as const) {
      expect(schema.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
    }
  });

  test('what a later release adds is passed over', () => {
    expect(exchanges.hello.body.parse({ ...helloOf('core1'), witness: true })).toEqual(helloOf('core1'));
  });

  test.each([
    ['a phase nobody knows', { phase: 'asleep' }],
    ['a term of letters', { term: { counter: '3', owner: 'core1' } }],
    ['a negative term', { term: { counter: -1, owner: 'core1' } }],
    ['a term near the end of numbers', { term: { counter: 2 ** 53 - 1, owner: 'core1' } }],
    ['an owner that is no hostname', { dataTerm: { counter: 1, owner: 'a b' } }],
    ['a release with a line feed', { release: '1.0\n' }],
    ['a clock of the year 300000', { clockMs: 9e15 }],
    ['a name with a path', { name: '../core1' }],
    ['half a generation', { generation: 1.5 }],
    ['a date in words', { lastSync: 'yesterday' }],
  ])('%s is no status', (_what, change) => {
    expect(exchanges.heartbeat.body.safeParse({ ...statusOf('core1'), ...change }).success).toBe(false);
  });

  test('what keeps a peer from taking over is bounded and made fit for a terminal, and never fails a heartbeat', () => {
    const told = (blockers: unknown) => exchanges.heartbeat.body.parse({ ...statusOf('core1'), blockers }).blockers;
    expect(told([{ sentence: 'No copy', remedy: null }])).toEqual([{ sentence: 'No copy', remedy: null }]);
    expect(told([{ sentence: '\u001b[2Jgone\nnext', remedy: 'do\tit' }])).toEqual([
      { sentence: '[2Jgone next', remedy: 'do it' },
    ]);
    expect(told([{ sentence: 'x'.repeat(1500), remedy: null }])?.[0]?.sentence).toHaveLength(longestBlocker);
    for (const bad of [undefined, 'all is well', [{ sentence: 7 }], [{ sentence: 'x'.repeat(10_000), remedy: null }]])
      expect(told(bad)).toBeNull();
    expect(told(Array(mostBlockers + 1).fill({ sentence: 'No', remedy: null }))).toBeNull();
  });

  test('only a dataset or a snapshot, by a plain name, has a place', () => {
    const good = (name: string): boolean => exchanges.resolveSource.body.safeParse({ name }).success;
    expect(['dataset/registry', 'snapshot/2026-11-21.1'].map(good)).toEqual([true, true]);
    expect(['dataset/..', 'dataset/', 'dataset/a/b', '/etc', 'generation/1', 'dataset/a\n'].map(good)).toEqual(
      Array(6).fill(false),
    );
  });

  test('understudy-peer and the worker mean the same socket', () => {
    expect(socketUnder('/srv/core1', 'peer.sock')).toBe(pathsUnder('/srv/core1').peerSocket);
  });

  test('a trusted host shows its own key unless another is given, and is printed once', () => {
    const endpoint = endpointOf('core1', trusted('ssh-ed25519 AAAA', 2222));
    expect(endpoint).toMatchObject({ address: '127.0.0.1', hostKey: 'ssh-ed25519 AAAA' });
    expect(endpointOf('core1', trusted('k', 22, 'other')).hostKey).toBe('other');
    expect(printEndpoint(endpoint)).toBe('core1 (127.0.0.1 port 2222)');
    expect(printEndpoint({ ...endpoint, address: 'core1' })).toBe('core1 (port 2222)');
  });
});
