import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../../src/commands/catalog.ts';
import { showServicesForSupport } from '../../../src/commands/show/services.ts';
import { plain } from '../../../src/commands/text/paint.ts';
import { uptimeOf } from '../../../src/commands/text/uptime.ts';
import type { ControlClient } from '../../../src/control/client.ts';
import { callWith } from '../../support/call.ts';
import * as given from '../../support/show-fixtures.ts';
import { versionStatus } from '../../support/status-fixtures.ts';

const show = async (words: string, answer: object): Promise<string[]> => {
  const client = new Proxy({}, { get: () => () => Promise.resolve(answer) }) as ControlClient;
  const declaration = catalog.find((one) => one.words === words)!;
  return (await declaration.run(callWith(client))).text(plain).split('\n');
};

test('show clock: as IOS prints it, with a star where nobody keeps it right', async () => {
  expect(await show('show clock', given.clockStatus)).toEqual([
    '01:12:04.123 GMT Sat Nov 21 2026',
    'Time servers keep it right',
    'The time zone of this host is Europe/Rome',
    'The clock of core1 is 12 ms ahead; up to 10 s replication is allowed',
  ]);
  const alone = await show('show clock', { ...given.clockStatus, synchronized: false, peer: null });
  expect(alone.slice(0, 2)).toEqual(['*01:12:04.123 GMT Sat Nov 21 2026', 'No time server keeps it right']);
  expect(alone).toHaveLength(3);
  expect((await show('show clock', { ...given.clockStatus, synchronized: null }))[1]).toContain('does not say');
});

test('show services: what runs, and how clients reach it', async () => {
  expect(await show('show services', given.serviceList)).toEqual([
    'registry is running since 2026-11-20 23:12:04 GMT (2 h ago), pid 4711',
    '  node registry.js',
    '',
    'Clients: new connections are taken in, 3 connections open',
    '  port 8080 on 0.0.0.0 leads to port 18080',
  ]);
  const inUserMode = given.serviceList.services.map((service) => ({ ...service, command: null }));
  expect(await show('show services', { ...given.serviceList, services: inUserMode })).toEqual([
    'registry is running since 2026-11-20 23:12:04 GMT (2 h ago), pid 4711',
    '',
    'Clients: new connections are taken in, 3 connections open',
    '  port 8080 on 0.0.0.0 leads to port 18080',
  ]);
  const none = { services: [], clientPorts: [], clientConnection: 'disabled', serving: false, openConnections: 1 };
  expect(await show('show services', none)).toEqual([
    'No service is protected: "service NAME unit …" in configuration mode adds one',
    '',
    'Clients: new connections are DISABLED, 1 connection open',
  ]);
});

test('a report for support names the program of a service, and nothing of what stands behind it', async () => {
  const [service] = given.serviceList.services;
  const data = { ...given.serviceList, services: [{ ...service, command: 'node registry.js hunter2' }] };
  const client = { services: () => Promise.resolve(data) } as unknown as ControlClient;
  const outcome = await showServicesForSupport(callWith(client));
  expect(outcome.text(plain).split('\n')[1]).toBe('  node');
  expect(JSON.stringify(outcome.data)).not.toContain('hunter2');
});

test('show interfaces: up and down, and what is not known is said so', async () => {
  expect(await show('show interfaces', given.interfaceList)).toEqual([
    'eth0 is up',
    '  Hardware address 02:00:00:00:00:02, MTU 1500 bytes, 1000 Mbit/s, full duplex',
    '  Internet address 10.0.0.2/24',
    '  Received 4321 packets, 12.3 MB, 0 errors, 1 dropped',
    '  Sent 12 packets, 1.0 kB, 0 errors, 0 dropped',
    'eth1 is DOWN',
    '  Hardware address unknown, MTU unknown bytes',
    '  Internet address none',
  ]);
});

describe('what collectors made for IOS look for', () => {
  test('show version: the release behind "Version", the name before "uptime"', async () => {
    const text = (await show('show version', versionStatus)).join('\n');
    // The expressions of Ansible's cisco.ios facts.
    expect(/Version (\S+?)(?:,\s|\s)/.exec(text)?.[1]).toBe('0.1.0');
    expect(/^(.+) uptime/m.exec(text)?.[1]).toBe('core2');
    expect(text).toContain('core2 uptime is 3 days, 3 hours, 3 minutes');
  });

  test('show inventory: NAME, DESCR, PID, VID and SN', async () => {
    const lines = await show('show inventory', given.inventory);
    expect(lines[0]).toBe('NAME: "Chassis", DESCR: "ACME Server 9"');
    expect(lines[1]).toMatch(/^PID: (\S.*?), VID: (\S+), SN: (\S+)$/);
    const bare = { ...given.inventory, vendor: null, model: null, fingerprint: null };
    expect((await show('show inventory', bare)).join('\n')).not.toMatch(/null|undefined/);
  });

  test.each([
    [0, '0 minutes'],
    [61_000, '1 minute'],
    [8 * 86_400_000 + 3_600_000, '1 week, 1 day, 1 hour'],
    [2 * 604_800_000 + 120_000, '2 weeks, 2 minutes'],
  ])('an uptime of %d ms', (ms, text) => {
    expect(uptimeOf(ms)).toBe(text);
  });
});

test('show services: a standby says that clients are taken in elsewhere', async () => {
  const text = (await show('show services', { ...given.serviceList, serving: false, openConnections: 0 })).join('\n');
  expect(text).toContain('Clients: none here: they are taken in where the pair is active\n');
});
