import { expect, test } from '@jest/globals';
import {
  interfaceOf,
  sourcesIn,
  stanzaLines,
  stanzasIn,
  startedIn,
  withNewStanza,
  withStanza,
} from '../../../../src/host/settings/interfaces-file.ts';

const text = `# by hand
auto lo eth0
iface lo inet loopback

iface eth0 inet static
    address 10.1.2.3
    netmask 255.255.255.0
    gateway 10.1.2.1
    # a word
    dns-nameservers 10.1.2.53
    post-up ethtool -K eth0 tso off

# the other one
iface eth0 inet6 auto
allow-hotplug eth1
iface eth1 inet dhcp
iface eth2 inet static
    address 10.3.0.4/16
source interfaces.d/*
`;

const stanzaOf = (name: string) => stanzasIn(text).find((one) => one.name === name && one.family === 'inet');

test('interfaces are read in each way of writing them', () => {
  expect(interfaceOf('eth0', stanzaOf('eth0'))).toEqual({
    name: 'eth0',
    method: 'static',
    address: '10.1.2.3/24',
    gateway: '10.1.2.1',
  });
  expect(interfaceOf('eth1', stanzaOf('eth1'))).toMatchObject({ method: 'dhcp', address: null });
  expect(interfaceOf('eth2', stanzaOf('eth2'))).toMatchObject({ method: 'static', address: '10.3.0.4/16' });
  expect(interfaceOf('eth3', stanzaOf('eth3'))).toMatchObject({ method: 'none' });
  expect(startedIn(text)).toEqual(['lo', 'eth0', 'eth1']);
  expect(sourcesIn(text)).toEqual([{ pattern: 'interfaces.d/*', isFolder: false }]);
});

test('one stanza is written anew and nothing beside it', () => {
  const before = stanzaOf('eth0')!;
  const wanted = { name: 'eth0', method: 'static', address: '10.9.0.5/16', gateway: null } as const;
  const now = withStanza(text, before, stanzaLines(wanted, before));
  expect(now).toBe(
    text.replace(
      '    address 10.1.2.3\n    netmask 255.255.255.0\n    gateway 10.1.2.1\n',
      '    address 10.9.0.5\n    netmask 255.255.0.0\n',
    ),
  );
});

test('a new stanza stands behind the others and is started at boot', () => {
  const lines = stanzaLines({ name: 'eth3', method: 'dhcp', address: null, gateway: null }, undefined);
  expect(withNewStanza(text, 'eth3', lines, false)).toBe(`${text}\nauto eth3\niface eth3 inet dhcp\n`);
  expect(withNewStanza('', 'eth3', lines, true)).toBe('iface eth3 inet dhcp\n');
});
