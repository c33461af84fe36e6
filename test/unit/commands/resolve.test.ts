import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../../src/commands/catalog.ts';
import { configPlace } from '../../../src/commands/config-place.ts';
import { execPlace } from '../../../src/commands/exec-place.ts';
import { LineFault } from '../../../src/commands/line-fault.ts';
import { resolve, type Resolution } from '../../../src/commands/resolve.ts';

const exec = execPlace(catalog.filter(({ modes }) => modes?.includes('exec') !== false));
const config = configPlace(catalog.filter(({ modes }) => modes?.includes('exec') !== false));

const faultOf = (place: typeof exec, line: string): LineFault => {
  try {
    resolve(place, line);
  } catch (error) {
    if (error instanceof LineFault) return error;
    throw error;
  }
  throw new Error(`"${line}" was understood`);
};

const called = ({ leaf }: Resolution): string => (leaf.kind === 'command' ? leaf.declaration.words : 'statement');

test.each([
  ['sh ver', 'show version', 'show version'],
  ['SHOW VERSION', 'show version', 'show version'],
  ['fail mod pri', 'failover mode', 'failover mode primary'],
  ['  sh   fa  his  50 ', 'show failover history', 'show failover history 50'],
  ['show failover', 'show failover', 'show failover'],
  ['serv Tomcat sta', 'service', undefined],
  ['serv Tomcat status', 'service', 'service Tomcat status'],
  ['failover sync Core1.Example.com', 'failover sync', 'failover sync Core1.Example.com'],
  ['show log', 'show logging', 'show logging'],
  ['copy run start', 'copy running-config startup-config', 'copy running-config startup-config'],
  ['wr', 'write', 'write'],
])('%s', (line, words, full) => {
  if (full === undefined) {
    expect(faultOf(exec, line)).toMatchObject({ kind: 'ambiguous', candidates: ['start', 'status'] });
  } else {
    expect(called(resolve(exec, line))).toBe(words);
    expect(resolve(exec, line).full).toBe(full);
  }
});

test.each([
  ['show foo', 'invalid', 5],
  ['failover mode third', 'invalid', 14],
  ['show version extra', 'invalid', 13],
  ['  bogus', 'invalid', 2],
  ['terminal length 513', 'invalid', 16],
  ['failover sync -x', 'invalid', 14],
  ['show "version"', 'invalid', 5],
  ['show "ver', 'invalid', 5],
  ['show', 'incomplete', 4],
  ['failover sync', 'incomplete', 13],
  ['c', 'ambiguous', 0],
  ['show r', undefined, 0],
])('%s is %s at column %s', (line, kind, column) => {
  if (kind === undefined) expect(called(resolve(exec, line))).toBe('show running-config');
  else expect(faultOf(exec, line)).toMatchObject({ kind, column, exitStatus: 2 });
});

test('a value that is refused says why', () => {
  expect(faultOf(exec, 'terminal length many').reason).toBe('a whole number from 0 to 512 is needed');
  expect(faultOf(config, 'sync start-time 25:00').reason).toBe('a time of day from 00:00 to 23:59 is needed');
});

test('the near word gives the line that was probably meant', () => {
  expect(faultOf(exec, 'show vresion').hint).toBe('Did you mean: show version');
  expect(faultOf(exec, 'failovr sync core1').hint).toBe('Did you mean: failover sync core1');
  expect(faultOf(exec, 'show foo').hint).toBeUndefined();
});

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;

test.each([
  ['hostn Core9', 'hostname Core9'],
  ['high en', 'high-availability enable'],
  ['fail heartb int 5s', 'failover heartbeat interval 5s'],
  ['sync run-every 2 hours', 'sync run-every 2 hours'],
  [`trusted core1 addr 10.0.0.1 po 2222 key ${key}`, `trusted-host core1 address 10.0.0.1 port 2222 key ${key}`],
  [`trusted-host core1 key "${key}" user core`, `trusted-host core1 key "${key}" user core`],
  ['service registry command "/usr/bin/registry --port 80"', 'service registry command "/usr/bin/registry --port 80"'],
  ['no trusted-host core1', 'no trusted-host core1'],
  ['no fail peer', 'no failover peer'],
  ['no failover peer core1', 'no failover peer core1'],
  ['def sync start', 'default sync start-time'],
  ['enable secret "two words"', 'enable secret "two words"'],
])('in configuration mode: %s', (line, full) => {
  expect(resolve(config, line)).toMatchObject({
    full,
    leaf: { kind: 'statement', secret: full.startsWith('enable secret') },
  });
});

test.each([
  ['do show version', 'show version'],
  ['do failover mode primary', 'failover mode'],
  ['show version', 'show version'],
  ['end', 'end'],
  ['exit', 'exit'],
])('in configuration mode a command: %s', (line, words) => {
  expect(called(resolve(config, line))).toBe(words);
});

test.each([
  ['trusted-host core1 port', 'incomplete'],
  ['trusted-host', 'incomplete'],
  [`trusted-host core1 key ssh-ed25519`, 'incomplete'],
  ['trusted-host core1 port 1 port 2', 'invalid'],
  ['failover mode primary', 'invalid'],
  ['sync keep-generations 1', 'invalid'],
])('in configuration mode %s is %s', (line, kind) => {
  expect(faultOf(config, line).kind).toBe(kind);
});

test('any text either calls something or is refused with a column within the line, and its full form means the same', () => {
  const word = fc.constantFrom(
    'show',
    'sh',
    'failover',
    'f',
    'mode',
    'sync',
    'core1',
    'primary',
    'no',
    'trusted-host',
    'key',
    '"a b"',
    '"',
    '5s',
    '|',
    '!',
    'x',
  );
  const line = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
  );
  const seed = process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) };
  fc.assert(
    fc.property(line, fc.constantFrom(exec, config), (text, place) => {
      try {
        const { full, leaf } = resolve(place, text);
        expect(resolve(place, full).leaf.kind).toBe(leaf.kind);
        expect(resolve(place, full).full).toBe(full);
      } catch (error) {
        expect(error).toBeInstanceOf(LineFault);
        expect((error as LineFault).column).toBeLessThanOrEqual(text.length);
      }
    }),
    { ...seed, numRuns: 2000 },
  );
});
