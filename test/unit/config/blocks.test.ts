import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { initialConfig, type Config } from '../../../src/config/config.ts';
import { readLines } from '../../../src/config/lines.ts';
import { applyLine, type Applied } from '../../../src/config/statement.ts';
import { configDifference, faultsOf, maskSecrets, parseConfig, printConfig } from '../../../src/config/text.ts';

const key = (letter: string): string => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`;
const read = (...lines: string[]): Config => {
  const { config, faults } = readLines(lines, initialConfig());
  expect(faults).toEqual([]);
  return config;
};
const faults = (...lines: string[]): string[] =>
  readLines(lines, initialConfig()).faults.map(({ line, message }) => `${line}: ${message}`);

describe('blocks of the configuration', () => {
  test('lines below an entry set its parts, until a statement from outside leaves it', () => {
    const config = read('dataset files', ' kind files', '! remark', '', ' path /srv/a b', 'hostname core5');
    expect(config.datasets).toEqual({ files: { kind: 'files', path: '/srv/a b', count: undefined } });
    expect(config.hostname).toBe('core5');
  });

  test('one line with its parts means the same, as files of earlier releases have it', () => {
    const one = `trusted-host core2 address 10.0.0.2 port 2222 key ${key('a')}`;
    const block = ['trusted-host core2', ` address 10.0.0.2`, ' port 2222', ` key ${key('a')} comment@host`];
    expect(read(one)).toEqual(read(...block));
  });

  test('a command goes on to the end of its line and needs no quotes', () => {
    const command = '/usr/bin/registry --data "/srv/my data"';
    expect(read('service app', `command ${command}`).services['app']).toMatchObject({ command });
    expect(read(`service app command "/usr/bin/app -x"`).services['app']?.command).toBe('/usr/bin/app -x');
    expect(read('service app', `command "/usr/bin/app -x"`).services['app']?.command).toBe('/usr/bin/app -x');
  });

  test('no and default bring a part back, and from within a block remove what is outside it', () => {
    const base = ['client-port 80', 'address 10.0.0.1', 'to 8000'];
    expect(read(...base, 'no address').clientPorts['80']).toEqual({ address: '0.0.0.0', to: 8000 });
    expect(read(...base, 'default address 10.0.0.1').clientPorts['80']?.address).toBe('0.0.0.0');
    expect(read('hostname core7', ...base, 'no hostname')).toMatchObject({ hostname: 'localhost' });
    expect(read(...base, 'no client-port 80').clientPorts).toEqual({});
  });

  test('a part that has to be there is not taken away', () => {
    expect(faults('client-port 80', 'to 8000', 'no to')).toEqual([
      '3: client-port 80: "to" has to be there: set another one, or remove all of it with "no client-port 80"',
    ]);
  });

  test('what stays incomplete is a fault of the line that began it, and its entry is not made', () => {
    expect(faults('hostname core1', 'dataset x', 'kind files', 'hostname core2')).toEqual([
      '2: dataset x: "path /PATH" is missing',
    ]);
    expect(faults('dataset x')).toEqual(['1: dataset x: "kind files|sqlite" and "path /PATH" are missing']);
    const begun = readLines(['dataset x', 'kind files'], initialConfig(), { mayBeOpen: true });
    expect(begun).toMatchObject({ faults: [], missing: ['path /PATH'] });
    expect(begun.config.datasets).toEqual({});
  });

  test('an entry whose first line is refused has one fault, not one for each of its lines', () => {
    expect(faults('dataset ../x', ' kind files', ' path /a', 'hostname core1')).toHaveLength(1);
  });

  test('"exit" and "end" leave an entry, and mean nothing wrong', () => {
    const config = read('client-port 80', 'to 8000', 'exit', 'client-port 81', 'to 8001', 'end');
    expect(Object.keys(config.clientPorts)).toEqual(['80', '81']);
    expect(faults('exit')).toEqual(['1: "exit" is no setting']);
  });
});

describe('values over several words', () => {
  test.each([
    ['banner motd #Keep out#', 'Keep out'],
    ['banner motd Keep  out', 'Keep  out'],
    [String.raw`banner motd "one\ntwo \"three\" \\"`, 'one\ntwo "three" \\'],
    ['banner motd ^ ours ^', ' ours '],
  ])('%s', (line, text) => {
    expect(read(line).banner).toBe(text);
    expect(parseConfig(printConfig(read(line))).config?.banner).toBe(text);
  });
  test.each([
    ['exec-timeout 0 0', 0, 'exec-timeout 0 0'],
    ['exec-timeout 5', 300_000, 'exec-timeout 5 0'],
    ['exec-timeout 0 30', 30_000, 'exec-timeout 0 30'],
  ])('%s', (line, ms, printed) => {
    expect(read(line).execTimeoutMs).toBe(ms);
    expect(printConfig(read(line))).toContain(printed);
  });
  test.each(['exec-timeout 0 5', 'exec-timeout 1 60', 'exec-timeout 99999', 'banner motd ""', 'banner motd \u0007'])(
    '%s is refused',
    (line) => expect(faults(line)).toHaveLength(1),
  );
  test('a console is left after ten minutes unless it is told otherwise (console 43)', () =>
    expect(initialConfig().execTimeoutMs).toBe(600_000));
});

const serviceDefaults = readLines(['service a command /bin/a'], initialConfig()).config.services['a']!;
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const configs = fc.record({
  hostname: fc.constantFrom('core1', 'a-b.example.com'),
  enableSecret: fc.constantFrom(undefined, 'scrypt$1$2$3$c2FsdA$a2V5'),
  banner: fc.option(
    fc.string({ minLength: 1, maxLength: 40 }).filter((text) => /^[\P{Cc}\n\t]*$/u.test(text) && text.trim() !== ''),
    { nil: undefined },
  ),
  execTimeoutMs: fc.constantFrom(0, 600_000, 90_000),
  heartbeatFailures: fc.integer({ min: 1, max: 100 }),
  syncEveryMs: fc.constantFrom(3_600_000, 90_000, 86_400_000),
  healthPorts: fc.constantFrom('443,8443', '1', '9,8').map((text) => text.split(',').map(Number)),
  datasets: fc.dictionary(
    name,
    fc.record({
      kind: fc.constantFrom('files' as const, 'sqlite' as const),
      path: fc.uuid().map((text) => `/srv/${text}/it's "a" \\ path`),
      count: fc.constantFrom(undefined, 'devices'),
    }),
  ),
  services: fc.dictionary(
    name,
    fc.constantFrom('/bin/a', `/bin/a "b c" 'd'`, '/bin/a # !').map((command) => ({ ...serviceDefaults, command })),
  ),
  clientPorts: fc.dictionary(
    fc.integer({ min: 20_000, max: 60_000 }).map(String),
    fc.record({ address: fc.constantFrom('0.0.0.0', '::1'), to: fc.integer({ min: 1, max: 65_535 }) }),
  ),
  trustedHosts: fc.constantFrom(
    {},
    {
      core2: {
        address: undefined,
        port: 22,
        user: 'understudy',
        key: key('a'),
        hostKey: undefined,
        directAddress: undefined,
      },
    },
    { core2: { address: '10.1.1.1', port: 2222, user: 'core', key: key('b'), hostKey: key('c') } },
  ),
});
const seed = process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) };

describe('console 41: any configuration', () => {
  test('reads back from what is printed, as a file and line by line with no fault in between', () => {
    fc.assert(
      fc.property(configs, fc.boolean(), (parts, all) => {
        const config = { ...initialConfig(), ...parts } as Config;
        const text = printConfig(config, { secrets: true, all });
        expect(parseConfig(text).faults).toEqual([]);
        let { config: pasted, open }: Applied = { config: initialConfig() };
        for (const line of text.split('\n')) {
          ({ config: pasted, open } = applyLine({ config: pasted, open }, line));
          expect(faultsOf(pasted)).toEqual([]);
        }
        expect(printConfig(pasted, { secrets: true })).toBe(printConfig(config, { secrets: true }));
        expect(configDifference(text, printConfig(pasted, { secrets: true, all }))).toEqual([]);
      }),
      { ...seed, numRuns: 300 },
    );
  });

  test('read onto another one with its secrets masked is exactly that one, with the secret that was there', () => {
    fc.assert(
      fc.property(configs, configs, (a, b) => {
        const [before, wanted] = [a, b].map((parts) => ({ ...initialConfig(), ...parts })) as [Config, Config];
        const { config, faults } = parseConfig(printConfig(wanted), initialConfig(), before);
        if (wanted.enableSecret !== undefined && before.enableSecret === undefined) {
          expect(faults).toMatchObject([
            { message: expect.stringContaining('a secret that this server does not have') },
          ]);
          return;
        }
        const enableSecret = wanted.enableSecret === undefined ? undefined : before.enableSecret;
        expect(printConfig(config!, { secrets: true })).toBe(
          printConfig({ ...wanted, enableSecret }, { secrets: true }),
        );
      }),
      { ...seed, numRuns: 200 },
    );
  });
});

describe('a difference', () => {
  const of = (before: readonly string[], after: readonly string[]): string[] =>
    configDifference(printConfig(read(...before), { secrets: true }), printConfig(read(...after), { secrets: true }));
  const files = ['dataset files', 'kind files'];

  test('names the block whose line differs, and what is new or gone as a whole', () => {
    expect(of([...files, 'path /a'], [...files, 'path /b', 'hostname core2'])).toEqual([
      '+ hostname core2',
      '  dataset files',
      '-  path /a',
      '+  path /b',
    ]);
    expect(of([], ['client-port 80', 'to 8000'])).toEqual(['+ client-port 80', '+  to 8000']);
  });

  test('shows that a secret differs, and not what it is', () => {
    const secret = (salt: string): string => `enable secret scrypt$1$2$3$${salt}$a2V5`;
    expect(of([secret('a')], [secret('b')])).toEqual(['! enable secret: changed']);
    expect(of([], [secret('b')])).toEqual(['+ enable secret <secret>']);
    expect(maskSecrets(`!\n${secret('a')}\nhostname x\n`)).toBe('!\nenable secret <secret>\nhostname x\n');
  });

  test('is nothing where entries only stand in another order', () => {
    const [a, b] = [
      ['service a', 'command /a'],
      ['service b', 'command /b'],
    ];
    expect(of([...a, ...b], [...b, ...a])).toEqual([]);
  });
});
