import { describe, expect, test } from '@jest/globals';
import { serverType } from '../../../src/config/server-type.ts';
import {
  misfitSentence,
  pairMatrix,
  pairVerdict,
  serverTypes,
  type ServerSize,
  type ServerType,
} from '../../../src/failover/pair-matrix.ts';

const gibibyte = 2 ** 30;
const size = (changes: Partial<ServerSize> = {}): ServerSize => ({
  type: null,
  cpus: 4,
  memoryBytes: 8 * gibibyte,
  diskBytes: 100 * gibibyte,
  ...changes,
});

describe('the pairing matrix (E9)', () => {
  test("is the reference's table", () => {
    const cells = (primary: ServerType): string =>
      serverTypes.map((secondary) => (pairMatrix[primary].includes(secondary) ? 'Y' : 'N')).join('');
    expect(serverTypes.map((primary) => `${primary} ${cells(primary)}`)).toEqual([
      '3310 YYYNNNN',
      '3350 NYYNNNN',
      '3355 NYYNNNN',
      'va-2 NNNYYYY',
      'va-3 NNNNYYY',
      'va-4 NNNNNYY',
      'va-5 NNNNNNY',
    ]);
  });

  test('has exactly the types that can be configured', () => {
    expect(Object.keys(serverType.choices ?? {})).toEqual([...serverTypes]);
  });

  test('says by itself whether two servers with a type fit, whatever they are made of', () => {
    const large = size({ type: 'va-2', cpus: 64 });
    const small = size({ type: 'va-3', cpus: 1, memoryBytes: gibibyte });
    expect(pairVerdict(large, small)).toEqual({ rule: 'matrix', fits: true, reasons: [] });
    expect(pairVerdict(small, large)).toEqual({
      rule: 'matrix',
      fits: false,
      reasons: ['a server of type VA-2 may not back a Primary of type VA-3'],
    });
  });

  test.each<[string, Partial<ServerSize>, string]>([
    ['fewer processors', { cpus: 2 }, 'it has 2 processors, the Primary 4'],
    ['less memory', { memoryBytes: 7 * gibibyte }, 'it has 7.0 GiB of memory, the Primary 8.0 GiB'],
    ['less disk', { diskBytes: 90 * gibibyte }, 'it has 90.0 GiB of disk, the Primary 100.0 GiB'],
  ])('outside it a Secondary with %s does not fit', (_what, changes, reason) => {
    const [primary, secondary] = [size({ type: 'va-3' }), size(changes)];
    expect(pairVerdict(primary, secondary)).toEqual({ rule: 'size', fits: false, reasons: [reason] });
    expect(misfitSentence({ name: 'core1', ...primary }, { name: 'core2', ...secondary })).toBe(
      `core2 may not back core1: ${reason}`,
    );
    expect(pairVerdict(secondary, primary).fits).toBe(true);
  });

  test('machines of one model fit, although each reports a little less or more', () => {
    const other = size({ memoryBytes: 7.7 * gibibyte, diskBytes: 96 * gibibyte });
    expect(pairVerdict(size(), other)).toEqual({ rule: 'size', fits: true, reasons: [] });
    expect(pairVerdict(other, size()).fits).toBe(true);
  });
});
