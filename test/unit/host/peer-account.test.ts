import { describe, expect, test } from '@jest/globals';
import { groupNumber, groupOfPeers } from '../../../src/host/peer-account.ts';

describe("the peers' account", () => {
  test('its group is found by its whole name', () => {
    const text = 'root:x:0:\nunderstudy-console:x:997:admin\nunderstudy:x:996:\nnogroup:x:65534:\n';
    expect(groupNumber(text, 'understudy')).toBe(996);
    expect(groupNumber(text, 'root')).toBe(0);
    expect(groupNumber(text, 'under')).toBeNull();
    expect(groupNumber('understudy:x::\n', 'understudy')).toBeNull();
  });

  test('under a root of its own a worker speaks with its own account only', async () => {
    expect(await groupOfPeers('/srv/core1')).toBeNull();
  });
});
