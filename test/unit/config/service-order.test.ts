import { describe, expect, test } from '@jest/globals';
import { initialConfig } from '../../../src/config/config.ts';
import { readLines } from '../../../src/config/lines.ts';
import { serviceFaults, startOrder } from '../../../src/config/service-order.ts';

const configOf = (...lines: string[]) => {
  const { config, faults } = readLines(lines, initialConfig());
  expect(faults).toEqual([]);
  return config;
};

test('services start behind those they come after; one that is not there is not waited for', () => {
  const { services } = configOf(
    'service web unit web after db,cache',
    'service db unit db',
    'service cache unit cache after db',
    'service mail unit mail after nothing',
  );
  expect(startOrder(services)).toEqual([['db', 'mail'], ['cache'], ['web']]);
});

test('a circle, and a unit that stands twice, are faults', () => {
  expect(
    serviceFaults(configOf('service a unit a after b', 'service b unit b after a', 'service c unit c after a')),
  ).toEqual(['service a, service b, service c: they wait for each other: take an "after" away']);
  expect(serviceFaults(configOf('service a unit app', 'service b unit app.service'))).toEqual([
    'service b has the unit of another service: each needs a unit of its own',
  ]);
});

describe('what a service is made of', () => {
  const faultOf = (...lines: string[]): string | undefined => readLines(lines, initialConfig()).faults[0]?.message;

  test('a unit or a command: one of them has to be there, and the later one counts', () => {
    expect(faultOf('service a')).toBe('service a: "unit NAME.service|command COMMAND" is missing');
    expect(faultOf('service a unit x command y')).toBe('service a: "command" cannot stand beside "unit"');
    expect(configOf('service a', 'unit x', 'command /bin/y').services['a']).toMatchObject({
      unit: undefined,
      command: '/bin/y',
    });
    expect(faultOf('service a', 'unit x', 'no unit')).toContain('"unit" has to be there');
    expect(configOf('service a', 'unit x', 'no command').services['a']?.unit).toBe('x.service');
  });

  test('one check at most', () => {
    const { services } = configOf('service a', 'unit x', 'check tcp 80', 'check http http://127.0.0.1/');
    expect(services['a']).toMatchObject({ checkPort: undefined, checkUrl: 'http://127.0.0.1/' });
    expect(configOf('service a', 'unit x', 'check tcp 80', 'no check tcp').services['a']?.checkPort).toBeUndefined();
  });

  test.each([
    'x.socket',
    '-x',
    'a/b',
    'x@.service',
    'understudyd',
    'ssh',
    'ssh@1',
    'systemd-journald',
    'dbus',
    'a b.service',
  ])('unit %s is refused', (unit) => expect(faultOf(`service a unit "${unit}"`)).toContain('is refused'));
  test.each(['x', 'x.service', 'app@one.service', 'sshx', 'a-b_c:d.service'])('unit %s is taken', (unit) =>
    expect(faultOf(`service a unit ${unit}`)).toBeUndefined(),
  );
  test.each(['ftp://127.0.0.1/', 'http://u:p@127.0.0.1/', '127.0.0.1', 'http://'])('check http %s is refused', (url) =>
    expect(faultOf(`service a unit x check http ${url}`)).toContain('is refused'),
  );
});
