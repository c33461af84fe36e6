import { describe, expect, test } from '@jest/globals';
import { interfaceIn, networkFile } from '../../../../src/host/settings/network-file.ts';

const byHand = `# uplink
[Match]
Name=en*
[Link]
MTUBytes=9000
[Network]
Description=the uplink
Address=192.0.2.10/24
Address=2001:db8::10/64
Gateway=192.0.2.1
Gateway=2001:db8::1
DNS=192.0.2.53
[Route]
Destination=198.51.100.0/24
Gateway=192.0.2.7
[Route]
Gateway=192.0.2.2
Metric=50
`;

describe('a .network file', () => {
  test.each([
    ['[Network]\nDHCP=yes\n', { method: 'dhcp', address: null, gateway: null }],
    ['[Network]\nDHCP=ipv6\n', { method: 'none', address: null, gateway: null }],
    ['[Network]\nAddress=10.1.2.3/24\n', { method: 'static', address: '10.1.2.3/24', gateway: null }],
    ['[Address]\nAddress=10.1.2.3/24\n[Route]\nGateway=10.1.2.1\n', { address: '10.1.2.3/24', gateway: '10.1.2.1' }],
    ['[Network]\nAddress=10.1.2.3/24\nAddress=\nAddress=10.1.2.4/24\n', { address: '10.1.2.4/24' }],
    ['[Network]\nAddress=2001:db8::1/64\n', { method: 'none', address: null }],
    ['', { method: 'none' }],
  ])('%j is read', (text, expected) => {
    expect(interfaceIn('eth0', text)).toMatchObject({ name: 'eth0', ...expected });
  });

  test('another address leaves everything that is not about IPv4 addresses and gateway', () => {
    const wanted = { name: 'enp1s0', method: 'static', address: '10.0.0.5/16', gateway: '10.0.0.1' } as const;
    const text = networkFile(wanted, byHand, '/etc/systemd/network/20-uplink.network');
    expect(interfaceIn('enp1s0', text)).toEqual(wanted);
    expect(text).toContain('[Match]\nName=enp1s0\n');
    for (const kept of ['MTUBytes=9000', 'Address=2001:db8::10/64', 'Gateway=2001:db8::1', 'DNS=192.0.2.53'])
      expect(text).toContain(kept);
    expect(text).toContain('[Route]\nDestination=198.51.100.0/24\nGateway=192.0.2.7');
    for (const gone of ['192.0.2.10', 'Gateway=192.0.2.1\n', 'Gateway=192.0.2.2', 'en*'])
      expect(text).not.toContain(gone);
    expect(text).toContain('It goes before /etc/systemd/network/20-uplink.network');
  });

  test('to DHCP and back', () => {
    const nothing = { name: 'eth0', address: null, gateway: null } as const;
    const dhcp = networkFile({ ...nothing, method: 'dhcp' }, '[Network]\nDHCP=ipv6\nAddress=10.1.2.3/24\n', undefined);
    expect(dhcp).toContain('DHCP=yes');
    expect(interfaceIn('eth0', dhcp)).toEqual({ ...nothing, method: 'dhcp' });
    const none = networkFile({ ...nothing, method: 'none' }, dhcp, undefined);
    expect(none).toContain('DHCP=ipv6');
    expect(interfaceIn('eth0', none)).toEqual({ ...nothing, method: 'none' });
  });
});
