import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { linesBetween } from '../../../src/config/change-lines.ts';
import { initialConfig, type Config } from '../../../src/config/config.ts';
import { readLines } from '../../../src/config/lines.ts';

const seed = Number(process.env['SEED'] ?? Date.now());
const key = (letter: string): string => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`;

const config = (more: Partial<Config> = {}): Config => ({ ...initialConfig(), ...more });

test('what differs is said in the fewest lines, in an order in which it can be typed', () => {
  const before = config({
    hostname: 'core1',
    heartbeatFailures: 5,
    peer: 'core9',
    trustedHosts: {
      core2: {
        address: '192.0.2.2',
        port: 2222,
        user: 'understudy',
        key: key('A'),
        hostKey: undefined,
        directAddress: undefined,
      },
      core9: {
        address: undefined,
        port: 22,
        user: 'understudy',
        key: key('B'),
        hostKey: undefined,
        directAddress: undefined,
      },
    },
  });
  const after = config({
    hostname: 'core1',
    banner: 'one\ntwo',
    peer: 'core2',
    trustedHosts: {
      core2: {
        address: undefined,
        port: 22,
        user: 'other',
        key: key('A'),
        hostKey: undefined,
        directAddress: undefined,
      },
    },
  });
  expect(linesBetween(before, after)).toEqual([
    String.raw`banner motd "one\ntwo"`,
    'no failover heartbeat failures',
    'no trusted-host core9',
    'trusted-host core2',
    ' user other',
    ' no address',
    ' no port',
    'failover peer core2',
  ]);
  expect(linesBetween(after, after)).toEqual([]);
});

test('a secret is masked unless it is wanted', () => {
  const after = config({ enableSecret: 'scrypt$1$1$1$salt$key' });
  expect(linesBetween(config(), after)).toEqual(['enable secret <secret>']);
  expect(linesBetween(config(), after, { secrets: true })).toEqual(['enable secret scrypt$1$1$1$salt$key']);
});

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const host = fc.record({
  address: optional(fc.constantFrom('192.0.2.1', '2001:db8::1', 'a.example.com')),
  port: fc.constantFrom(22, 2222),
  user: fc.constantFrom('understudy', 'other'),
  key: fc.constantFrom(key('A'), key('B')),
  hostKey: optional(fc.constant(key('C'))),
  directAddress: optional(fc.constant('192.0.2.9')),
});
const services = fc
  .record({
    started: fc.constantFrom(
      { unit: 'tomcat10.service', command: undefined },
      { unit: undefined, command: '/usr/bin/web --port 80' },
      { unit: undefined, command: '/bin/sh -c \'a "b" c\'' },
    ),
    check: fc.constantFrom(
      { checkUrl: undefined, checkPort: undefined, checkCommand: undefined },
      { checkUrl: 'http://127.0.0.1/', checkPort: undefined, checkCommand: undefined },
      { checkUrl: undefined, checkPort: 8080, checkCommand: undefined },
      { checkUrl: undefined, checkPort: undefined, checkCommand: '/bin/check "a b"' },
    ),
    after: optional(fc.constantFrom<string[]>(['db'], ['db', 'cache'])),
    checkIntervalMs: fc.constantFrom(10_000, 5000),
    restarts: fc.constantFrom(5, 0),
  })
  .map(({ started, check, ...others }) => ({
    ...started,
    ...check,
    checkTimeoutMs: 5000,
    checkFailures: 3,
    checkGraceMs: 60_000,
    restartWindowMs: 600_000,
    ...others,
  }));
const anyConfig: fc.Arbitrary<Config> = fc
  .record({
    hostname: fc.constantFrom('localhost', 'core1'),
    execTimeoutMs: fc.constantFrom(0, 600_000, 330_000),
    banner: optional(fc.constantFrom('plain', 'with "quotes" and \\', 'two\nlines\tand tabs', '#hash#', "it's")),
    heartbeatIntervalMs: fc.constantFrom(2000, 100, 3_600_000),
    healthPorts: fc.constantFrom<number[]>([443, 8443], [8443]),
    trustedHosts: fc.dictionary(fc.constantFrom('core2', 'core3', '192.0.2.7'), host, { noNullPrototype: true }),
    datasets: fc.dictionary(
      fc.constantFrom('db', 'files'),
      fc.record({
        kind: fc.constantFrom('files' as const, 'sqlite' as const),
        path: fc.constantFrom('/srv/a', '/srv/with blank'),
        count: optional(fc.constant('devices')),
      }),
      { noNullPrototype: true },
    ),
    services: fc.dictionary(fc.constantFrom('web', 'tomcat'), services, { noNullPrototype: true }),
    clientPorts: fc.dictionary(
      fc.constantFrom('80', '81'),
      fc.record({ address: fc.constantFrom('0.0.0.0', '127.0.0.1'), to: fc.constantFrom(8080, 8081) }),
      { noNullPrototype: true },
    ),
  })
  .map(config);

test(`from any configuration to any other, and back (SEED=${seed})`, () => {
  fc.assert(
    fc.property(anyConfig, anyConfig, (before, after) => {
      for (const [from, to] of [
        [before, after],
        [after, before],
      ] as const) {
        const read = readLines(linesBetween(from, to, { secrets: true }), from);
        expect(read.faults).toEqual([]);
        expect(read.config).toEqual(to);
      }
    }),
    { seed, numRuns: 300 },
  );
});
