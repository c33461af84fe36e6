import { expect, test } from '@jest/globals';
import { parseConfig, printConfig } from '../../../src/config/text.ts';

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'a'.repeat(43)}`;
const faultsOf = (...lines: string[]): string[] => parseConfig(lines.join('\n')).faults.map(({ message }) => message);

const interfaces = ['failover health-monitor interface eth0', 'failover direct-connect interface eth1'];
const virtual = 'failover virtual-address 10.1.2.100 255.255.255.0';

test('E2 and E3: the two interfaces and the virtual address are set, and printed so that they read back', () => {
  const { config } = parseConfig([...interfaces, 'failover virtual-interface br0', virtual].join('\n'));
  expect(printConfig(config!).split('\n')).toEqual([
    '!',
    ...interfaces,
    'failover virtual-interface br0',
    'failover virtual-address 10.1.2.100/24',
    '!',
    'end',
    '',
  ]);
  expect(faultsOf(...printConfig(config!).split('\n'))).toEqual([]);
});

test.each([
  [
    ['failover health-monitor interface eth0', 'failover direct-connect interface eth0'],
    'failover direct-connect interface eth0 is the health monitor interface: name the interface of the second link, or "none"',
  ],
  [
    [...interfaces, virtual, `trusted-host core2 address 10.1.2.100 key ${key}`],
    'failover virtual-address 10.1.2.100 is the address of trusted-host core2: the virtual address is a third one, which moves between the two',
  ],
  [
    [...interfaces, virtual, 'health-page address 10.1.2.100'],
    "health-page address 10.1.2.100 is the virtual address: name this server's own address, or 0.0.0.0, so that the standby's pages can be asked, too",
  ],
])('addresses that contradict each other are refused: %j', (lines, fault) => {
  expect(faultsOf(...lines)).toEqual([fault]);
});

test('no direct link is said with "none"', () => {
  const { config } = parseConfig([...interfaces, 'failover direct-connect interface none'].join('\n'));
  expect(config!.directConnectInterface).toBeUndefined();
});

test('a virtual address may come before the interface that it stands on', () => {
  expect(faultsOf(virtual)).toEqual([]);
});
