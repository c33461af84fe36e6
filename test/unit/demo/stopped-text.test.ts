import { expect, test } from '@jest/globals';
import { stoppedText } from '../../../demo/stopped-text.ts';

const processes = ['sshd', 'understudyd', 'sshd'].map((name, i) => ({ pid: 100 + i, name }));

test('what was running is named once, per server', () => {
  expect(
    stoppedText([
      { name: 'core1', processes },
      { name: 'core2', processes: [] },
    ]),
  ).toBe('Stopped: core1 (sshd, understudyd).');
  expect(stoppedText([{ name: 'core1', processes: [] }])).toBe('Nothing of the pair was running.');
});
