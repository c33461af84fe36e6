import { describe, expect, test } from '@jest/globals';
import {
  addressWithPrefix,
  interfaceName,
  interfaceOrNone,
  isHostAddress,
  isInSubnet,
  maskOfPrefix,
  networkMask,
  networkOf,
  prefixOfMask,
} from '../../../src/config/address-value.ts';

describe('masks', () => {
  test('each length has its mask, and back', () => {
    for (let length = 0; length <= 32; length += 1) expect(prefixOfMask(maskOfPrefix(length))).toBe(length);
    expect([0, 1, 20, 24, 31, 32].map(maskOfPrefix)).toEqual([
      '0.0.0.0',
      '128.0.0.0',
      '255.255.240.0',
      '255.255.255.0',
      '255.255.255.254',
      '255.255.255.255',
    ]);
  });

  test.each(['255.0.255.0', '0.255.255.255', '255.255.255', '24', '', '255.255.255.0.0', '::'])(
    '%s is none',
    (mask) => {
      expect(prefixOfMask(mask)).toBeUndefined();
      expect(() => networkMask.parse(mask)).toThrow('a mask such as 255.255.255.0 is needed');
    },
  );
});

test('an address lies in a subnet from its first to its last one', () => {
  expect(networkOf('10.1.130.7/20')).toBe('10.1.128.0/20');
  expect(
    ['10.1.127.255', '10.1.128.0', '10.1.143.255', '10.1.144.0'].map((at) => isInSubnet(at, '10.1.130.7/20')),
  ).toEqual([false, true, true, false]);
  expect(isInSubnet('255.255.255.255', '10.0.0.1/0')).toBe(true);
  expect(isInSubnet('10.0.0.1', '10.0.0.1/32')).toBe(true);
  expect(isInSubnet('core1', '10.0.0.1/8')).toBe(false);
  expect(isInSubnet('10.0.0.1', '10.0.0.1')).toBe(false);
});

test('neither the subnet itself nor its broadcast address is a host', () => {
  expect(['10.1.2.0/24', '10.1.2.255/24', '10.1.2.1/24', '10.1.2.255/23'].map(isHostAddress)).toEqual([
    false,
    false,
    true,
    true,
  ]);
  // Two at the ends of a cable (RFC 3021), and one alone.
  expect(['10.1.2.0/31', '10.1.2.1/31', '10.1.2.0/32'].map(isHostAddress)).toEqual([true, true, true]);
});

describe('an address with its subnet', () => {
  test.each([
    ['10.1.2.3/24', '10.1.2.3/24'],
    ['10.1.2.3 255.255.255.0', '10.1.2.3/24'],
    ['  10.1.2.3   255.255.240.0 ', '10.1.2.3/20'],
    ['10.1.2.3/32', '10.1.2.3/32'],
  ])('"%s" is kept as %s', (typed, kept) => {
    expect(addressWithPrefix.parse(typed)).toBe(kept);
  });

  test.each([
    ['10.1.2.3', 'with its subnet'],
    ['10.1.2.3/33', 'with its subnet'],
    ['10.1.2.300/24', 'with its subnet'],
    ['010.1.2.3/24', 'with its subnet'],
    ['10.1.2.3 255.0.255.0', 'with its subnet'],
    ['10.1.2.3/24 255.255.255.0', 'with its subnet'],
    ['10.1.2.3 255.255.255.0 dev eth0', 'with its subnet'],
    ['fd00::1/64', 'with its subnet'],
    ['core1/24', 'with its subnet'],
    ['10.1.2.0/24', 'the subnet itself'],
    ['10.1.2.255/24', 'broadcast'],
    ['127.0.0.5/8', 'no address that a host can have'],
    ['224.0.0.5/24', 'no address that a host can have'],
    ['0.1.2.3/8', 'no address that a host can have'],
  ])('"%s" is refused: %s', (typed, reason) => {
    expect(() => addressWithPrefix.parse(typed)).toThrow(reason);
  });
});

test('an interface is what the kernel takes for one; "none" is the absence of one', () => {
  expect(['eth0', 'enp0s31f6', 'bond0.12', 'host0', 'wg-a_b'].map(interfaceName.parse)).toHaveLength(5);
  for (const name of ['', '-eth0', 'eth 0', '../eth0', 'eth0;reboot', 'a'.repeat(16), '.'])
    expect(() => interfaceName.parse(name)).toThrow();
  expect(['eth1', 'none', 'NONE'].map(interfaceOrNone.parse)).toEqual(['eth1', undefined, undefined]);
});
