import { describe, expect, test } from '@jest/globals';
import { Pace } from '../../../src/peer/pace.ts';

describe('a pace', () => {
  test('lets a burst through at once and then so many a second', () => {
    let nowMs = 0;
    const pace = new Pace({ burst: 3, perSecond: 2, now: () => nowMs });
    const admitted = (): number => Array.from({ length: 10 }, () => pace.admits()).filter(Boolean).length;
    expect(admitted()).toBe(3);
    nowMs += 499;
    expect(admitted()).toBe(0);
    nowMs += 1;
    expect(admitted()).toBe(1);
    nowMs += 1000;
    expect(admitted()).toBe(2);
    nowMs += 3_600_000;
    expect(admitted()).toBe(3);
  });

  test('has those who wait take turns', async () => {
    let nowMs = 0;
    const pace = new Pace({ burst: 1, perSecond: 1000, now: () => nowMs });
    await pace.turn();
    let passed = false;
    const turn = pace.turn().then(() => (passed = true));
    expect(pace.admits()).toBe(false);
    expect(passed).toBe(false);
    nowMs += 1;
    await turn;
    expect(passed).toBe(true);
  });
});
