import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { initialConfig, type Config } from '../../../src/config/config.ts';
import { applyLine, type Applied } from '../../../src/config/statement.ts';
import { faultsOf, maskSecrets, parseConfig, printConfig } from '../../../src/config/text.ts';

const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'a'.repeat(43)}`;
const pair = `hostname core1
trusted-host core2 address 127.0.0.1 port 2202 key ${key}
failover peer core2
high-availability enable
dataset registry kind sqlite path "/srv/my data/registry.sqlite" count devices
service registry command "/usr/bin/registry --data '/srv/my data'"
client-port 8080 to 18080
`;

const configOf = (text: string): Config => {
  const { config, faults } = parseConfig(text);
  expect(faults).toEqual([]);
  return config!;
};
const applyStatement = (config: Config, line: string): Applied => applyLine({ config }, line);
const faultOf = (line: string, base = initialConfig()): { message: string; column: number } => {
  try {
    applyStatement(base, line);
  } catch (error) {
    return error as { message: string; column: number };
  }
  throw new Error(`accepted: ${line}`);
};

describe('configuration text', () => {
  test('what is printed reads back to the same configuration, and printing that gives the same text', () => {
    const config = configOf(pair);
    const text = printConfig(config, { secrets: true });
    expect(configOf(text)).toEqual(config);
    expect(printConfig(configOf(text), { secrets: true })).toBe(text);
    expect(text.endsWith('!\nend\n')).toBe(true);
  });

  test('each of its lines is right when it is pasted alone, in this order (console 41)', () => {
    let { config, open }: Applied = { config: initialConfig() };
    for (const line of printConfig(configOf(pair), { secrets: true }).split('\n')) {
      ({ config, open } = applyLine({ config, open }, line));
      expect([line, ...faultsOf(config)]).toEqual([line]);
    }
    expect(config).toEqual(configOf(pair));
  });

  test('settings at their default are left out, and are all there on request', () => {
    expect(printConfig(configOf('hostname core1'))).not.toContain('heartbeat');
    expect(printConfig(configOf('hostname core1'), { all: true })).toContain('failover heartbeat interval 2s');
  });

  test('a secret is masked, and the mask pasted back keeps it', () => {
    const config = configOf('enable secret scrypt$1$2$3$c2FsdA$a2V5');
    const shown = printConfig(config);
    expect(shown).toContain('enable secret <secret>');
    expect(shown).not.toContain('c2FsdA');
    expect(parseConfig(shown, config).config?.enableSecret).toBe('scrypt$1$2$3$c2FsdA$a2V5');
  });

  test('a secret that was typed into a file by hand is masked, too', () => {
    expect(maskSecrets('  Enable \t secret   s3cret\nhostname core1\n')).toBe(
      '  Enable \t secret <secret>\nhostname core1\n',
    );
  });

  test('is all or nothing: one bad line and there is no configuration', () => {
    const { config, faults } = parseConfig('hostname core1\nfailover heartbeat failures many\nsync run-every 1x');
    expect(config).toBeUndefined();
    expect(faults.map(({ line }) => line)).toEqual([2, 3]);
  });

  test('no and default bring a setting back, no removes an entry', () => {
    const config = configOf(`${pair}failover heartbeat failures 9`);
    expect(applyStatement(config, 'no failover heartbeat failures').config.heartbeatFailures).toBe(3);
    expect(applyStatement(config, 'default failover heartbeat failures').config.heartbeatFailures).toBe(3);
    expect(applyStatement(config, 'no dataset registry').config.datasets).toEqual({});
  });

  test('any blank-separated junk is refused with a message, never with another kind of error', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        try {
          applyStatement(initialConfig(), line);
        } catch (error) {
          expect((error as Error).constructor.name).toBe('StatementError');
        }
      }),
      { ...(process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) }) },
    );
  });
});

describe('a bad line names the thing, the reason and the place', () => {
  test.each([
    ['failover heartbeat failures 0', 'the smallest value is 1', 28],
    ['failover heartbeat interval soon', 'a time such as 500ms', 28],
    ['sync start-time 24:00', 'a time of day from 00:00 to 23:59', 16],
    ['dataset x kind tar path /a', 'one of files, sqlite is needed', 15],
    ['dataset x kind files', '"path /PATH" is missing', 8],
    ['dataset x kind files path ../etc', 'an absolute path without . or ..', 26],
    ['dataset x kind files path /a/../b', 'an absolute path without . or ..', 26],
    ['trusted-host core2 key nonsense', 'as "show failover key" prints it', 23],
    ['trusted-host core2 colour blue', 'is none of address, direct-address, port, user, key, host-key', 19],
    ['hostname -core', 'a hostname of letters', 9],
    ['frobnicate', 'is no setting', 0],
    ['hostname "core1', 'a quote is not closed', 15],
  ])('%s', (line, reason, column) => {
    const fault = faultOf(line);
    expect(fault.message).toContain(reason);
    expect(fault.column).toBe(column);
  });
});

describe('the configuration as a whole', () => {
  test.each([
    ['failover peer core9', 'failover peer core9 is no trusted host'],
    [`hostname core1\ntrusted-host core1 key ${key}`, "has this server's own name"],
    [`trusted-host core2 key ${key}\ntrusted-host core3 key ${key}`, 'trusted-host core3 has the key of another'],
    ['high-availability enable', 'needs a "failover peer"'],
    ['client-port 443 to 8000', 'port 443 is used twice'],
  ])('%s', (text, reason) => {
    expect(
      parseConfig(text)
        .faults.map(({ message }) => message)
        .join(),
    ).toContain(reason);
  });

  test('has no fault in a usual pair', () => expect(faultsOf(configOf(pair))).toEqual([]));
});

describe('values', () => {
  test.each([
    ['sync run-every 60 minutes', 3_600_000],
    ['sync run-every 90m', 5_400_000],
    ['sync run-every 2 hours', 7_200_000],
    ['sync run-every 1 day', 86_400_000],
    ['sync run-every 3600', 3_600_000],
  ])('%s', (line, ms) => expect(applyStatement(initialConfig(), line).config.syncEveryMs).toBe(ms));

  test('an interval under an hour is accepted with a warning (C8)', () => {
    const { config, warning } = applyStatement(initialConfig(), 'sync run-every 10m');
    expect(config.syncEveryMs).toBe(600_000);
    expect(warning).toContain('not recommended');
    expect(applyStatement(initialConfig(), 'sync run-every 60m').warning).toBeUndefined();
  });

  test('keywords in any case, values keep theirs', () => {
    expect(applyStatement(initialConfig(), 'DATASET Files KIND files PATH /Srv').config.datasets).toHaveProperty(
      'Files.path',
      '/Srv',
    );
  });

  test('a part of an entry is changed and the others stay', () => {
    const config = applyStatement(configOf(pair), 'trusted-host core2 port 22').config;
    expect(config.trustedHosts['core2']).toMatchObject({ port: 22, address: '127.0.0.1', key });
  });
});
