import { hostname } from 'node:os';
import { expect, test } from '@jest/globals';
import { hostNameOf, hostNameWarning, otherHostName } from '../../../../src/worker/configuration/host-name.ts';
import type { Worker } from '../../../../src/worker/worker.ts';

const workerAt = (root: string): Worker => ({ paths: { root } }) as Worker;

test('a name that only the pair knows is told at once, with both names and the remedy', () => {
  expect(hostNameWarning('core1', 'core7', 'web1')).toBe(
    'this server is core7 to the pair from now on, and the host itself is still called web1: "setup" changes both names, "hostnamectl set-hostname core7" that of the host',
  );
});

test.each([
  ['the name is that of the host', 'core1', 'core7', 'core7'],
  ['the domain does not count', 'core1', 'core7.example.com', 'core7'],
  ['nor does the case', 'core1', 'Core7', 'core7'],
  ['the name was not changed', 'core1', 'core1', 'web1'],
  ['the worker has a folder and not a host', 'core1', 'core7', null],
])('nothing is said where %s', (_why, before, after, host) => {
  expect(hostNameWarning(before, after, host)).toBeUndefined();
});

test('the host has the name of its first label, and a folder has none', () => {
  expect(hostNameOf(workerAt('/'))).toBe(hostname().split('.')[0]!.toLowerCase());
  expect(hostNameOf(workerAt('/srv/test'))).toBeNull();
  expect(otherHostName('core1', 'web1')).toBe('web1');
});
