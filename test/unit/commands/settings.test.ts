import { expect, test } from '@jest/globals';
import { catalog } from '../../../src/commands/catalog.ts';
import { configPlace } from '../../../src/commands/config-place.ts';
import { resolve } from '../../../src/commands/resolve.ts';
import {
  entryKeys,
  entryOf,
  fieldKeys,
  fieldOf,
  initialConfig,
  partsOf,
  type Config,
  type EntryKey,
  type FieldKey,
} from '../../../src/config/config.ts';
import { readLines } from '../../../src/config/lines.ts';
import { printConfig } from '../../../src/config/text.ts';
import { completionAt } from '../../../src/console/help/completion.ts';
import { helpLines } from '../../../src/console/help/help.ts';
import { noNames } from '../../../src/control/session-shapes.ts';

const exec = catalog.filter(({ modes }) => modes?.includes('exec') !== false);
const global = configPlace(exec);
const glance = {
  names: {
    ...noNames,
    'trusted-host': [['core7', 'A trusted host']],
    interface: [['eth7', 'An interface']],
    dataset: [['files', 'Dataset']],
  },
} as const;
const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'a'.repeat(43)}`;

/** A value of each setting that is not its default: a new setting does not compile without one. */
const values: Record<FieldKey, string> = {
  hostname: 'core9',
  enableSecret: 'scrypt$1$2$3$c2FsdA$a2V5',
  execTimeoutMs: '5 30',
  banner: '#Keep out#',
  onFailure: 'promote-to-primary',
  heartbeatIntervalMs: '3s',
  heartbeatFailures: '4',
  heartbeatRecheckMs: '2s',
  heartbeatTimeoutMs: '3s',
  startHoldMs: '1m',
  healthMonitorInterface: 'eth0',
  directConnectInterface: 'eth1',
  virtualInterface: 'eth2',
  virtualAddress: '10.0.0.9 255.255.255.0',
  serverType: 'VA-3',
  acceptSmallerSecondary: 'enable',
  sshPort: '2222',
  syncStartTime: '13:00',
  syncEveryMs: '2 hours',
  keepGenerations: '5',
  maxClockDifferenceMs: '5s',
  healthAddress: '10.0.0.1',
  healthPorts: '8080,9090',
  lease: '4s 8s',
  witnessEndpoints: 'https://witness.example.com:2379',
  witnessCa: '/etc/understudy/witness/ca.pem',
  witnessCertificate: '/etc/understudy/witness/core1.pem',
  witnessKey: '/etc/understudy/witness/core1.key',
  witnessUser: 'core9',
  witnessPassword: `kept$${'b'.repeat(22)}`,
  witnessPair: 'north',
  witnessPing: '10.0.0.254',
  notificationServer: 'mail.example.com',
  notificationPort: '587',
  notificationSecurity: 'starttls',
  notificationCaFile: '/etc/ssl/mail.pem',
  notificationUser: 'core9@example.com',
  notificationPassword: `kept$${'a'.repeat(22)}`,
  notificationFrom: 'core9@example.com',
  notificationAddresses: 'admin@example.com,ops@example.com',
  notifyOnFailure: 'disable',
  notifyOnSync: 'enable',
  peer: 'core7',
  highAvailability: 'enable',
};
const parts: { [E in EntryKey]: Record<string, string> & { name: string } } = {
  trustedHosts: {
    name: 'core7',
    address: '10.0.0.7',
    port: '2222',
    user: 'core',
    key,
    hostKey: key,
    directAddress: '10.1.0.7',
  },
  datasets: { name: 'files', kind: 'files', path: '/srv/files', count: 'devices' },
  services: {
    name: 'app',
    unit: 'tomcat10.service',
    command: '/bin/app --data "a b"',
    after: 'db,cache',
    checkUrl: 'http://127.0.0.1:8080/',
    checkPort: '8080',
    checkCommand: '/bin/check --quick',
    checkIntervalMs: '5s',
    checkTimeoutMs: '2s',
    checkFailures: '4',
    checkGraceMs: '2m',
    restarts: '2',
    restartWindowMs: '1h',
  },
  clientPorts: { name: '8080', address: '10.0.0.1', to: '18080' },
};

const configOf = (lines: readonly string[]): Config => {
  const { config, faults } = readLines(lines, initialConfig(), { mayBeOpen: true });
  expect(faults).toEqual([]);
  return config;
};
/** The values of an entry with this part: of those that exclude each other it, or the first. */
const valuesWith = (entry: EntryKey, part: string): [string, string][] => {
  const { alternatives = [] } = entryOf(entry);
  const left = alternatives.flatMap(({ parts: group }) => {
    const kept = group.includes(part) ? part : group[0];
    return group.filter((one) => one !== kept);
  });
  return Object.entries(parts[entry]).filter(([id]) => id !== 'name' && !left.includes(id));
};
/** The line in full words, as the console would send it. */
const full = (line: string, block?: EntryKey): string => resolve(configPlace(exec, block), line).full;

test.each(fieldKeys)('console 41: %s is set, taken back by "no" and by "default", and printed', (field) => {
  const { words, initial } = fieldOf(field);
  const line = full(`${words.join(' ')} ${values[field]}`);
  const config = configOf([line]);
  expect(config[field]).not.toEqual(initial);
  expect(configOf(printConfig(config, { secrets: true }).split('\n'))[field]).toEqual(config[field]);
  for (const word of ['no', 'default']) {
    expect(configOf([line, full(`${word} ${words.join(' ')}`)])[field]).toEqual(initial);
    expect(configOf([line, full(`${word} ${words.join(' ')} ${values[field]}`)])[field]).toEqual(initial);
  }
});

test.each(fieldKeys)('console 4 and 6: "?" shows %s, and its values with what they mean', (field) => {
  const { words, help, kind, names } = fieldOf(field);
  const before = words
    .slice(0, -1)
    .map((word) => `${word} `)
    .join('');
  expect(helpLines(global, before, glance).join('\n')).toContain(words.at(-1));
  const shown = helpLines(global, `${words.join(' ')} `, glance);
  if (kind.choices === undefined) expect(shown[0]).toMatch(new RegExp(`^ {2}\\S.* {2}\\S`));
  for (const [choice, meaning] of Object.entries(kind.choices ?? {})) {
    expect(meaning).not.toBe('');
    expect(shown).toContainEqual(
      expect.stringMatching(new RegExp(`^  ${choice} +${meaning.replaceAll(/[.*+?()]/g, String.raw`\$&`)}$`)),
    );
  }
  if (names !== undefined) expect(shown.join('\n')).toContain(glance.names[names][0][0]);
  expect(help).not.toBe('');
  for (const word of ['no', 'default'])
    expect(helpLines(global, `${word} ${words.join(' ')} `, glance)).toContain('  <cr>');
});

test.each(entryKeys.flatMap((entry) => partsOf(entry).map(([part]) => [entry, part] as const)))(
  'console 41: %s %s is set in its block and on one line, taken back, and shown by "?"',
  (entry, part) => {
    const { words } = entryOf(entry);
    const { name } = parts[entry];
    const given = valuesWith(entry, part);
    const title = `${words.join(' ')} ${name}`;
    const wordsOf = (id: string): string => Object.fromEntries(partsOf(entry))[id]!.words.join(' ');
    const block = given.map(([id, value]) => full(`${wordsOf(id)} ${value}`, entry));
    const config = configOf([full(title), ...block]);
    const set = (config[entry] as Record<string, Record<string, unknown>>)[name];
    expect(set).toHaveProperty(part);
    const oneLine = given.map(([id, value]) => `${wordsOf(id)} ${/\s/.test(value) ? `'${value}'` : value}`);
    expect(configOf([full(`${title} ${oneLine.join(' ')}`)])).toEqual(config);
    expect(configOf([title, ...block, full(`no ${title}`, entry)])[entry]).toEqual({});

    const { initial, required, kind } = Object.fromEntries(partsOf(entry))[part]!;
    const isNeeded =
      required === true || (entryOf(entry).alternatives ?? []).some((one) => one.required && one.parts.includes(part));
    for (const word of ['no', 'default']) {
      const line = full(`${word} ${wordsOf(part)}`, entry);
      const { faults, config: after } = readLines([title, ...block, line], initialConfig());
      if (isNeeded) expect(faults[0]?.message).toContain('has to be there');
      else expect((after[entry] as Record<string, Record<string, unknown>>)[name]?.[part]).toEqual(initial);
    }

    const place = configPlace(exec, entry);
    const [last = '', ...before] = wordsOf(part).split(' ').toReversed();
    const typed = before.map((word) => `${word} `).join('');
    expect(helpLines(place, typed, glance).join('\n')).toMatch(new RegExp(`^  ${last} +\\S`, 'm'));
    const shown = helpLines(place, `${wordsOf(part)} `, glance);
    for (const [choice, meaning] of Object.entries(kind.choices ?? {}))
      expect(shown).toContain(`  ${choice.padEnd(6)}  ${meaning}`);
    if (kind.choices === undefined) expect(shown[0]).toContain(kind.form);
  },
);

test('console 4: live names are offered where an entry is named, and taken away', () => {
  for (const before of ['dataset ', 'no dataset ', 'failover peer ', 'no trusted-host '])
    expect(helpLines(global, before, glance).join('\n')).toMatch(/files|core7/);
});

test('in a block the parts come first, and statements from outside are reached all the same', () => {
  const block = configPlace(exec, 'datasets');
  const leafOf = (line: string): object => resolve(block, line).leaf;
  expect(leafOf('c devices')).toMatchObject({ kind: 'statement', isPart: true });
  expect(leafOf('client-port 80')).toMatchObject({ kind: 'statement', opens: { key: 'clientPorts' } });
  expect(full('host core3', 'datasets')).toBe('hostname core3');
  expect(full('no failover peer', 'datasets')).toBe('no failover peer');
  expect(full('no cou', 'datasets')).toBe('no count');
  expect(completionAt(block, 'hostn', glance)).toMatchObject({ insert: 'ame ' });
  expect(completionAt(block, 'kin', glance)).toMatchObject({ insert: 'd ' });
  expect(helpLines(block, 'client-port ', glance)[0]).toContain('Its port');
  expect(() => resolve(block, 'pth /srv')).toThrow(expect.objectContaining({ hint: 'Did you mean: path /srv' }));
});
