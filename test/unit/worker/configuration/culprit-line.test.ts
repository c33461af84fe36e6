import { expect, test } from '@jest/globals';
import { culpritLine } from '../../../../src/worker/configuration/culprit-line.ts';

const lines = ['service registry', ' unit regsitry', 'dataset files kind files path /var/lib/understudy', 'end'];

test('a sentence about all lines belongs to the one whose value it names', () => {
  expect(culpritLine(lines, 'regsitry.service does not exist on this host')).toBe(2);
  expect(culpritLine(lines, 'regsitry.service is another name of registryd.service')).toBe(2);
  expect(culpritLine(lines, 'dataset files reaches into /var/lib/understudy, which is taken')).toBe(3);
});

test('and to none where it names no value of theirs, or a line cannot be read', () => {
  expect(culpritLine(['service "registry'], 'registry.service cannot be loaded')).toBeUndefined();
  expect(culpritLine(lines, 'that cannot be')).toBeUndefined();
});
