import { describe, expect, test } from '@jest/globals';
import { initialConfig, type Config } from '../../../../src/config/config.ts';
import { addressFaultsOn, standsOn, virtualFaultOn } from '../../../../src/worker/lease/address-check.ts';

const host = { lo: ['127.0.0.1/8'], eth0: ['10.1.2.3/24'], eth1: ['192.168.9.1/30'], eth2: [] };
const configOf = (more: Partial<Config>): Config => ({ ...initialConfig(), healthMonitorInterface: 'eth0', ...more });
const sentences = (more: Partial<Config>, all: Record<string, string[]> = host): string[] =>
  addressFaultsOn(configOf(more), all).map(({ sentence, remedy }) => `${sentence}: ${remedy}`);

describe('E2 and E3: what this host has of what the configuration counts on', () => {
  test.each<[Partial<Config>]>([
    [{}],
    [{ healthMonitorInterface: undefined }],
    [{ directConnectInterface: 'eth1' }],
    [{ virtualAddress: '10.1.2.100/24' }],
    [{ virtualAddress: '10.1.2.100/32' }],
    [{ virtualAddress: '192.168.9.2/30', virtualInterface: 'eth1' }],
  ])('is all there: %j', (more) => {
    expect(sentences(more)).toEqual([]);
    expect(virtualFaultOn(configOf(more), host)).toBeUndefined();
  });

  test('an interface that is not there is named once, with those that are', () => {
    expect(sentences({ healthMonitorInterface: 'eth7', virtualAddress: '10.1.2.100/24' })).toEqual([
      'The health monitor interface eth7 does not exist on this server: "failover health-monitor interface NAME" in configuration mode names one of eth0, eth1, eth2',
    ]);
    expect(sentences({ directConnectInterface: 'eth8' })[0]).toMatch(
      /^The direct connect interface eth8 does not exist/,
    );
    expect(sentences({ virtualInterface: 'eth9', virtualAddress: '10.1.2.100/24' })[0]).toMatch(
      /^The virtual interface eth9 does not exist/,
    );
  });

  test('an interface without an address of its own is no place for a virtual one, also while that stands there', () => {
    for (const eth2 of [[], ['10.1.2.100/24']]) {
      expect(sentences({ virtualInterface: 'eth2', virtualAddress: '10.1.2.100/24' }, { ...host, eth2 })).toEqual([
        'The virtual interface eth2 has no IPv4 address: give it one, or name another interface',
      ]);
    }
  });

  test.each(['10.1.3.100/24', '10.1.2.100/16', '10.1.2.100/25', '192.168.9.2/30'])(
    'the health monitor address and %s are not in one subnet',
    (virtualAddress) => {
      const eth0 = virtualAddress.endsWith('/25')
        ? ['10.1.2.230/24']
        : virtualAddress.endsWith('/16')
          ? ['10.2.0.1/24']
          : host.eth0;
      expect(sentences({ virtualAddress }, { ...host, eth0 })[0]).toMatch(
        /^The virtual address \S+ is not in the subnet of eth0, 10\.\S+: the health monitor address and the virtual address have to be in one subnet$/,
      );
    },
  );
});

test('a virtual address without an interface has no place', () => {
  expect(sentences({ healthMonitorInterface: undefined, virtualAddress: '10.1.2.100/24' })).toEqual([
    'The virtual address 10.1.2.100/24 has no interface: "failover health-monitor interface NAME" in configuration mode names one of eth0, eth1, eth2',
  ]);
});

test('where the virtual address stands on this host, whatever its length there', () => {
  const config = configOf({ virtualAddress: '10.1.2.100/24' });
  expect(standsOn(config, host)).toBeUndefined();
  expect(standsOn(config, { ...host, eth1: ['192.168.9.1/30', '10.1.2.100/32'] })).toBe('eth1');
});
