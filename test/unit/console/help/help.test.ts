import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../../../src/commands/catalog.ts';
import { configPlace } from '../../../../src/commands/config-place.ts';
import { execPlace } from '../../../../src/commands/exec-place.ts';
import { resolve } from '../../../../src/commands/resolve.ts';
import { completionAt } from '../../../../src/console/help/completion.ts';
import { helpLines } from '../../../../src/console/help/help.ts';
import { noNames } from '../../../../src/control/session-shapes.ts';

const exec = execPlace(catalog.filter(({ modes }) => modes?.includes('exec') !== false));
const config = configPlace(catalog);
const glance = {
  names: {
    ...noNames,
    peer: [['core1', 'The other server of the pair']],
    service: [
      ['registry', 'Protected service, running'],
      ['relay', 'Protected service, stopped'],
    ],
  },
} as const;
const help = (left: string): string[] => helpLines(exec, left, glance);
const tab = (left: string): string => completionAt(exec, left, glance).insert;

test.each<[string, string[]]>([
  ['sh', ['show']],
  ['c', ['clear  configure  copy']],
  ['show xyz', ['% Unrecognized command']],
  ['xyz ', ['% Unrecognized command']],
  ['c v', ['% Ambiguous command:  "c v"']],
  ['show "ver', ['% Unrecognized command']],
  ['show version ', ['  <cr>', '  |     Output modifiers']],
  ['failover sync ', ['  HOST   The server to copy from', '  core1  The other server of the pair']],
  ['failover sync co', ['  HOST   The server to copy from', '  core1  The other server of the pair']],
  [
    'service ',
    [
      '  NAME      Name of the service',
      '  registry  Protected service, running',
      '  relay     Protected service, stopped',
    ],
  ],
  ['terminal length ', ['  <0-512>  Lines of a page; 0: no paging, and lines are not broken']],
  ['show version | c', ['  count  Count the lines that match']],
  ['show version | include ', ['  LINE  Regular expression']],
  ['show version | json ', ['  <cr>', '  |     Output modifiers']],
  ['show version | frob', ['% Unrecognized command']],
])('? behind "%s"', (left, lines) => {
  expect(help(left)).toEqual(lines);
});

test('in configuration mode ? shows forms, parts and that a line may end', () => {
  expect(helpLines(config, 'failover heartbeat interval ', glance)).toEqual(['  100ms..1h  Time between heartbeats']);
  const parts = helpLines(config, 'trusted-host core1 port 22 ', glance);
  expect(parts.map((line) => line.trim().split(' ')[0])).toEqual([
    'address',
    'direct-address',
    'user',
    'key',
    'host-key',
  ]);
  expect(helpLines(config, 'trusted-host core1 key ssh-ed25519 ', glance)).toEqual([
    '  ssh-ed25519 AAAA…  Its key, as "show failover key" prints it there',
  ]);
});

test.each([
  ['trusted-host core3 ', true],
  ['trusted-host core3 port 22 ', false],
  ['dataset x ', true],
  ['dataset x kind files ', false],
  ['dataset x kind files path /srv/x ', true],
  ['service s2 ', true],
  ['service s2 command /bin/true ', true],
  ['client-port 80 to 8080 ', true],
  ['no dataset x ', true],
  ['hostname core3 ', true],
])('<cr> behind "%s" in configuration mode: %s', (left, mayEnd) => {
  expect(helpLines(config, left, glance).includes('  <cr>')).toBe(mayEnd);
});

test('an entry of the configuration has a name or a port', () => {
  for (const words of ['dataset', 'trusted-host', 'no service'])
    expect(helpLines(config, `${words} `, glance)[0]).toMatch(/ {2}Its name$/);
  for (const words of ['client-port', 'no client-port'])
    expect(helpLines(config, `${words} `, glance)).toEqual(['  <1-65535>  Its port']);
});

test.each([
  ['sho', 'w '],
  ['SHO', 'w '],
  ['show v', 'ersion '],
  ['show failover ', ''],
  ['failover m', 'ode '],
  ['failover mode p', 'rimary '],
  ['failover sync ', 'core1 '],
  ['service r', 'e'],
  ['service reg', 'istry '],
  ['failover sync x', ''],
  ['xyz ', ''],
  ['show version | inc', 'lude '],
  ['show version | include a', ''],
  ['show version ', ''],
])('Tab behind "%s" puts in "%s"', (left, insert) => {
  expect(tab(left)).toBe(insert);
});

test('the second Tab lists names with text', () => {
  expect(completionAt(exec, 'service re', glance).list).toEqual([
    '  registry  Protected service, running',
    '  relay     Protected service, stopped',
  ]);
});

test('Tab from nothing but choices always leads to a line that is understood so far', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }), (choices) => {
      let line = '';
      for (const choice of choices) {
        const { list, insert } = completionAt(exec, line, glance);
        const names = list.map((row) => row.trim().split(/\s+/)[0] ?? '');
        if (names.length === 0 && insert === '') break;
        line += insert === '' ? `${names[choice % names.length] ?? ''} ` : insert;
        expect(helpLines(exec, line, glance)).not.toContain('% Unrecognized command');
      }
      try {
        resolve(exec, line);
      } catch (error) {
        expect(error).toMatchObject({ kind: 'incomplete' });
      }
    }),
    process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) },
  );
});
