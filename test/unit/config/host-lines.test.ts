import { describe, expect, test } from '@jest/globals';
import { hostDifference, type HostState } from '../../../src/config/host-change.ts';
import { hostFields } from '../../../src/config/host-field.ts';
import { hostLinesOf, readHostLines } from '../../../src/config/host-lines.ts';
import { accountPassword } from '../../../src/config/host-value.ts';

const reasonFor = (kind: { parse(text: string): unknown }, text: string): string => {
  try {
    kind.parse(text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe("the reference's rules (G4)", () => {
  test.each(['core1', 'a', 'mse-2', 'x'.repeat(63)])('hostname %s', (name) => {
    expect(reasonFor(hostFields.hostname.kind, name)).toBe('');
  });
  test.each(['1core', '-core', 'core-', 'core_1', 'core.example.com', 'x'.repeat(64), ''])(
    'no hostname: "%s"',
    (name) => {
      expect(reasonFor(hostFields.hostname.kind, name)).not.toBe('');
    },
  );
  test('says the rule in the words of the reference', () => {
    expect(reasonFor(hostFields.hostname.kind, '1core')).toBe(
      'it should start with a letter, end with a letter or number, and contain only letters, numbers, and dashes',
    );
    expect(reasonFor(hostFields.domain.kind, '1.com')).toMatch(
      /^it should start with a letter, end with a valid domain/,
    );
  });
  test.each(['example.com', 'a-b.example.co.uk', 'x.xn--p1ai', 'corp.local'])('domain %s', (name) => {
    expect(reasonFor(hostFields.domain.kind, name)).toBe('');
  });
  test.each([
    'com',
    '9example.com',
    'example.c',
    'example.1',
    'exa_mple.com',
    'example..com',
    'example.com.',
    '-a.com',
  ])('no domain: %s', (name) => {
    expect(reasonFor(hostFields.domain.kind, name)).not.toBe('');
  });
  test.each(['Europe/Vienna', 'Etc/UTC', 'America/Argentina/Ushuaia', 'UTC'])('time zone %s', (name) => {
    expect(reasonFor(hostFields.timeZone.kind, name)).toBe('');
  });
  test.each(['Europe/Nowhere', '../etc/passwd', 'Europe/../../etc/passwd', 'europe vienna'])('no zone: %s', (name) => {
    expect(reasonFor(hostFields.timeZone.kind, name)).toMatch(/^a time zone such as/);
  });
  test('lists are short and without doubles', () => {
    expect(hostFields.nameServers.kind.parse('10.0.0.1, 2001:db8::1')).toEqual(['10.0.0.1', '2001:db8::1']);
    expect(reasonFor(hostFields.nameServers.kind, '1.1.1.1 1.1.1.1')).toMatch(/twice/);
    expect(reasonFor(hostFields.nameServers.kind, '1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4')).toMatch(/at most 3/);
    expect(reasonFor(hostFields.nameServers.kind, 'ns.example.com')).toMatch(/an IP address is needed/);
    expect(reasonFor(accountPassword, 'with\nnewline')).toMatch(/no control characters/);
  });
});

describe('lines about the host', () => {
  const lines = [
    'hostname Core7',
    'ip domain-name example.com',
    'interface eth0',
    ' ip address 10.1.2.3 255.255.255.0',
    ' no shutdown',
    'interface eth1',
    ' ip address dhcp',
    'ip default-gateway 10.1.2.1',
    'ip name-server 10.1.2.53 10.1.2.54',
    'clock timezone Europe/Vienna',
    'ntp server ntp1.example.com 10.1.2.9',
    'username alice secret "pass word"',
    'failover heartbeat failures 4',
    '! a comment',
    'trusted-host core2',
    ' address 10.1.2.4',
  ];

  test('are taken out; what is left keeps its place, and the name stays a setting', () => {
    const { answers, rest, faults } = readHostLines(lines);
    expect(faults).toEqual([]);
    expect(answers).toEqual({
      hostname: 'core7',
      domain: 'example.com',
      interfaces: { eth0: '10.1.2.3/24', eth1: 'dhcp' },
      defaultGateway: '10.1.2.1',
      nameServers: ['10.1.2.53', '10.1.2.54'],
      timeZone: 'Europe/Vienna',
      ntpServers: ['ntp1.example.com', '10.1.2.9'],
      administrator: { name: 'alice', password: 'pass word' },
    });
    expect(rest).toHaveLength(lines.length);
    expect(rest.filter((line) => line !== '!')).toEqual([
      'hostname Core7',
      'failover heartbeat failures 4',
      '! a comment',
      'trusted-host core2',
      ' address 10.1.2.4',
    ]);
  });

  test('say what they read, and never the password', () => {
    const said = hostLinesOf(readHostLines(lines).answers);
    expect(said).toContain(' ip address 10.1.2.3/24');
    expect(said.at(-1)).toBe('username alice secret <secret>');
    expect(readHostLines(said.slice(0, -1)).answers).toEqual({
      ...readHostLines(lines).answers,
      administrator: undefined,
    });
  });

  test.each([
    ['interface eth0\n ip address 10.1.2.0/24', 2, /subnet itself/],
    ['interface eth0\n ip address 10.1.2.3 255.0.255.0', 2, /an address with its subnet is needed/],
    ['clock timezone Mars/Olympus', 1, /clock timezone: "Mars\/Olympus" is refused/],
    ['username alice', 1, /"secret PASSWORD" is missing/],
    ['username alice secret short', 1, /at least 8 characters/],
    ['username Alice secret longenough', 1, /small letter/],
    ['username a secret longenough\nusername b secret longenough', 2, /a is it/],
    ['hostname 1core', 1, /start with a letter/],
  ])('%j is refused', (text, line, reason) => {
    const { faults } = readHostLines(text.split('\n'));
    expect(faults).toEqual([{ line, message: expect.stringMatching(reason) }]);
    expect(faults[0]?.message).not.toMatch(/short|longenough/);
  });

  test('"no" takes away', () => {
    const { answers } = readHostLines(['no ip domain-name', 'no ntp server', 'interface eth1', ' no ip address']);
    expect(answers).toEqual({ domain: null, ntpServers: [], interfaces: { eth1: null } });
  });
});

describe('what answers change', () => {
  const now: HostState = {
    hostname: 'core1',
    domain: 'example.com',
    interfaces: [
      { name: 'eth0', method: 'static', address: '10.1.2.3/24', gateway: '10.1.2.1' },
      { name: 'eth1', method: 'none', address: null, gateway: null },
    ],
    nameServers: ['10.1.2.53'],
    timeZone: 'Etc/UTC',
    ntpServers: [],
  };
  const changed = (...lines: string[]): unknown => hostDifference(readHostLines(lines).answers, now);

  test('nothing, where everything is so already', () => {
    expect(
      changed('hostname core1', 'ip name-server 10.1.2.53', 'interface eth0', ' ip address 10.1.2.3/24'),
    ).toBeUndefined();
  });
  test('an address in the same subnet keeps its gateway, one in another loses it', () => {
    expect(changed('interface eth0', 'ip address 10.1.2.9/24')).toEqual({
      interfaces: [{ name: 'eth0', method: 'static', address: '10.1.2.9/24', gateway: '10.1.2.1' }],
    });
    expect(changed('interface eth0', 'ip address 10.9.9.9/24')).toEqual({
      interfaces: [{ name: 'eth0', method: 'static', address: '10.9.9.9/24', gateway: null }],
    });
  });
  test('the gateway goes to the interface in whose subnet it lies', () => {
    expect(changed('interface eth1', ' ip address 10.5.0.2/24', 'ip default-gateway 10.5.0.1')).toEqual({
      interfaces: [
        { name: 'eth0', method: 'static', address: '10.1.2.3/24', gateway: null },
        { name: 'eth1', method: 'static', address: '10.5.0.2/24', gateway: '10.5.0.1' },
      ],
    });
    expect(() => changed('ip default-gateway 192.0.2.1')).toThrow(
      'ip default-gateway 192.0.2.1: it lies in the subnet of no interface',
    );
  });
  test('an interface that is not there is named', () => {
    expect(() => changed('interface eth7', ' ip address dhcp')).toThrow('this server has eth0, eth1 and not eth7');
  });
});
