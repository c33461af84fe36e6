import { describe, expect, test } from '@jest/globals';
import { pairingChecks, pairingFault, type Pairing } from '../../../src/peer/pairing-checks.ts';
import type { ServerCard } from '../../../src/peer/pairing-protocol.ts';
import { cardOf, keyOf } from '../../support/server-cards.ts';

interface Changes extends Partial<Omit<Pairing, 'showing' | 'typing'>> {
  readonly showing?: Partial<ServerCard>;
  readonly typing?: Partial<ServerCard>;
}
const pairing = ({ showing, typing, ...more }: Changes = {}): Pairing => ({
  showing: cardOf('core1', showing),
  typing: cardOf('core2', typing),
  primary: 'showing',
  clockDifferenceMs: 20,
  ...more,
});
const resultsOf = (changes: Changes): string[] =>
  pairingChecks(pairing(changes))
    .filter(({ result }) => result !== 'ok')
    .map(({ name, result, detail }) => `${result} ${name}: ${detail}`);

const small = { size: { type: null, cpus: 2, memoryBytes: 2 ** 33, diskBytes: 2 ** 37 } };
const virtual = { virtualAddress: '10.0.0.9/24' };

describe('what is checked before two servers pair', () => {
  test('two that fit', () => {
    expect(resultsOf({})).toEqual([]);
    expect(pairingFault(pairingChecks(pairing()))).toBeUndefined();
  });

  test.each<[string, Changes, string]>([
    [
      'A6: another release',
      { typing: { release: '0.2.0' } },
      'failed same release: core1 runs release 0.1.0, core2 0.2.0',
    ],
    ['A7: the same name', { typing: { hostname: 'core1' } }, 'failed unique names: both are called core1'],
    [
      'the same key',
      { typing: { key: keyOf('A') } },
      'failed unique names: both have the same key: one is a copy of the other',
    ],
    ['E11: clocks apart', { clockDifferenceMs: -12_500 }, 'failed clocks: they differ by 12.5 s; 10.0 s are allowed'],
    [
      'E11: the stricter limit counts',
      { clockDifferenceMs: 2500, typing: { maxClockDifferenceMs: 2000 } },
      'failed clocks: they differ by 2.5 s; 2.0 s are allowed',
    ],
    [
      'the showing one has a peer',
      { showing: { peer: 'core9' } },
      'failed no other peer: core1 is in a pair with core9',
    ],
    ['the typing one has a peer', { typing: { peer: 'core9' } }, 'failed no other peer: core2 is in a pair with core9'],
    [
      'E9: a smaller Secondary',
      { typing: small },
      'failed pairing matrix: core2 may not back core1: it has 2 processors, the Primary 4',
    ],
    [
      'E9: accepted on one side only',
      { typing: { ...small, acceptsSmaller: true } },
      'failed pairing matrix: core2 may not back core1: it has 2 processors, the Primary 4',
    ],
    [
      'E9: accepted on both',
      { typing: { ...small, acceptsSmaller: true }, showing: { acceptsSmaller: true } },
      'warning pairing matrix: core2 may not back core1: it has 2 processors, the Primary 4',
    ],
    [
      'E3: two virtual addresses',
      { showing: virtual, typing: { virtualAddress: '10.0.0.8/24' } },
      'failed subnets: the virtual address is 10.0.0.9/24 on core1 and 10.0.0.8/24 on core2',
    ],
    [
      'E3: a health monitor address elsewhere',
      { showing: virtual, typing: { ...virtual, monitorAddress: '10.0.1.2/24' } },
      'failed subnets: the virtual address 10.0.0.9/24 does not go with 10.0.1.2/24 of core2, which is not in 10.0.0.0/24',
    ],
    [
      'E3: the virtual address as its own',
      { showing: virtual, typing: { ...virtual, monitorAddress: '10.0.0.9/24' } },
      'failed subnets: core2 has the virtual address 10.0.0.9 as its own',
    ],
    ['E3: on one side only', { showing: virtual }, 'warning subnets: core2 has no virtual address'],
    [
      'different subnets',
      { typing: { monitorAddress: '10.0.1.2/24' } },
      'warning subnets: core1 is in 10.0.0.0/24, core2 in 10.0.1.0/24',
    ],
  ])('%s', (_what, changes, said) => {
    expect(resultsOf(changes)).toEqual([said]);
  });

  test('a smaller server may be the Primary', () => {
    expect(resultsOf({ typing: small, primary: 'typing' })).toEqual([]);
  });

  test('the pair that is paired anew', () => {
    expect(resultsOf({ showing: { peer: 'core2' }, typing: { peer: 'core1' } })).toEqual([]);
  });

  test('E3: other masks of the same virtual address are named, with what they are of', () => {
    const typing = { virtualAddress: '10.0.0.9/25' };
    const fault = pairingFault(pairingChecks(pairing({ showing: virtual, typing })));
    expect(fault?.message).toBe(
      'the virtual address is 10.0.0.9/24 on core1 and 10.0.0.9/25 on core2, their masks differ',
    );
  });

  test('a refusal names everything that is wrong, with what to do', () => {
    const fault = pairingFault(pairingChecks(pairing({ typing: { release: '9', peer: 'core9' } })));
    expect(fault?.message).toBe('core1 runs release 0.1.0, core2 9; core2 is in a pair with core9');
    expect(fault?.hint).toContain('install the same release on both servers');
    expect(fault?.hint).toContain('nothing was changed on either server');
  });
});
