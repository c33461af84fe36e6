import { expect, test } from '@jest/globals';
import { unitName } from '../../../src/config/service-value.ts';

test.each([
  'understudyd',
  'systemd-networkd',
  'dbus-broker',
  'ssh',
  'sshd@1',
  'user@1000',
  'getty@tty1',
  'serial-getty@ttyS0',
  'console-getty',
  'networking',
  'ifup@eth0',
  'NetworkManager',
  'nftables',
])('%s is no application: without it nobody would reach the host any more', (name) => {
  expect(() => unitName.parse(name)).toThrow('this host needs that unit');
});

test.each(['tomcat10', 'sshguard', 'userdb-app', 'network-monitor', 'app@1'])('%s may be one', (name) => {
  expect(unitName.parse(name)).toBe(`${name}.service`);
});

test.each(['../x', 'a/b', '-x', 'a b', 'x\n[Service]', '*', 'x.timer', 'a@', '', '%i/x'])(
  '%j is no name of a unit',
  (name) => {
    expect(() => unitName.parse(name)).toThrow();
  },
);
