import { describe, expect, test } from '@jest/globals';
import { admitSync, type SyncRequest } from '../../../src/failover/admission.ts';
import { core1, core2, two, viewOf } from './pair.ts';

const request: SyncRequest = {
  host: 'core1',
  running: false,
  release: '1.4.0',
  clockDifferenceMs: -200,
  maxClockDifferenceMs: 10_000,
};
const source = { ...viewOf(core1('active')), release: '1.4.0' };

describe('a synchronization', () => {
  test.each(['standby', 'standbyEmpty', 'suspect', 'held', 'fenced', 'resync'] as const)(
    'is admitted in %s',
    (phase) => {
      expect(admitSync(core2(phase), source, request)).toEqual({ admitted: true });
    },
  );

  test.each(['active', 'hold', 'promoting'] as const)('is refused in %s: a Primary never replicates (A3)', (phase) => {
    expect(admitSync(core2(phase), source, request)).toEqual({
      admitted: false,
      code: 'refused',
      sentence: 'core2 is in Primary mode and takes no copy from anyone.',
      fix: 'start the synchronization on the Secondary, or type "failover mode secondary" here if core1 is to be the Primary',
    });
  });

  test('is refused while one is running (C8)', () => {
    expect(admitSync(core2('standby'), null, { ...request, running: true })).toMatchObject({
      code: 'refused',
      sentence: 'A synchronization is running already.',
    });
  });

  test('waits for a peer that does not answer', () => {
    expect(admitSync(core2('standby'), null, request)).toMatchObject({
      admitted: false,
      code: 'peer',
      sentence: 'core1 does not answer.',
    });
  });

  test.each(['standby', 'hold', 'fenced', 'promoting'] as const)('is refused from a source that is %s', (phase) => {
    expect(admitSync(core2('standby'), { ...source, phase }, request)).toMatchObject({
      code: 'refused',
      sentence: `core1 is not active (${phase}): only an active Primary is copied from.`,
    });
  });

  test('is refused from a stale Primary', () => {
    const newer = core2('standby', { dataTerm: two(2), term: two(2) });
    expect(admitSync(newer, source, request)).toMatchObject({
      code: 'refused',
      sentence: 'core1 serves data of term 1, and the data here is newer (term 2): it is not replaced by older data.',
    });
  });

  test('is refused between different releases, and names both (A6)', () => {
    expect(admitSync(core2('standby'), { ...source, release: '1.3.9' }, request)).toMatchObject({
      code: 'refused',
      sentence: 'core1 runs release 1.3.9, this server runs release 1.4.0: replication needs identical releases.',
    });
  });

  test.each([10_001, -10_001])('is refused when the clocks differ by %i ms (E11)', (clockDifferenceMs) => {
    expect(admitSync(core2('standby'), source, { ...request, clockDifferenceMs })).toMatchObject({
      code: 'refused',
      sentence: 'The clocks of core1 and this server differ by 10 s, more than the 10 s allowed.',
    });
    expect(admitSync(core2('standby'), source, { ...request, clockDifferenceMs: 10_000 })).toEqual({ admitted: true });
  });
});
