import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Host } from '../lab/host.ts';
import { Lab } from '../lab/lab.ts';
import { until } from '../lab/until.ts';
import { Terminal } from '../support/terminal.ts';
import { ConsoleSitting } from './console-sitting.ts';
import type { Step } from './ssh-dialogue.ts';

const dialogueProgram = fileURLToPath(new URL('ssh-dialogue.ts', import.meta.url));
const viaWizard = 'Setup parameters via Setup Wizard (yes/no) [yes]:';
const password = 'battery-staple-9';
const secret = 'correct-horse-7';

let lab: Lab;
let host: Host;

beforeAll(async () => {
  lab = await Lab.start(['core1'], { direct: true, packages: ['ifupdown', 'systemd-timesyncd'] });
  host = lab.hosts[0]!;
  await host.cutPower();
  // The lab hides the login prompt from its hosts.
  rmSync(host.path('/etc/systemd/system/getty.target'));
  await host.powerOn({ atConsole: true });
});
afterAll(() => lab.close());

const gateway = 'Enter default gateway address [';
/** Every prompt of the first setup with what is typed there, in their order. */
const answers: readonly (readonly [prompt: string, text: string])[] = [
  ['Configure hostname? (Y)es/(S)kip/(U)se default [', ''],
  ['Enter a host name [', 'core7'],
  ['Configure domain name? (Y)es/(S)kip/(U)se default [', ''],
  ['Enter a domain name [', 'example.org'],
  ['Configure High Availability? (Y)es/(S)kip/(U)se default [', ''],
  ['Select role [1 for Primary, 2 for Secondary] [', '2'],
  ['Select Health Monitor Interface [direct0/host0] [', 'host0'],
  ['Select direct connect interface [direct0/host0/none] [', 'direct0'],
  ['Enter Virtual IP address [', '10.77.0.9'],
  ['Enter network mask [', ''],
  ['Configure direct0 interface parameters? (Y)es/(S)kip/(U)se default [', ''],
  ['Enter direct0 IP address [', '10.78.0.7'],
  ['Enter network mask [', ''],
  [gateway, ''],
  ['Configure host0 interface parameters? (Y)es/(S)kip/(U)se default [', ''],
  ['Enter host0 IP address [', '10.77.0.7'],
  ['Enter network mask [', ''],
  [gateway, '10.77.0.254'],
  ['Configure DNS related parameters? (Y)es/(S)kip/(U)se default [', ''],
  ['Enter primary DNS server IP address (or none) [', '10.77.0.53'],
  ['Enter backup DNS server IP address (or none) [', ''],
  ['Configure timezone? (Y)es/(S)kip/(U)se default [', ''],
  ['Enter a time zone [', 'Asia/Tokyo'],
  ['Configure NTP related parameters? (Y)es/(S)kip/(U)se default [', ''],
  ['Enter NTP server name or address (or none) [', 'ntp.example.com'],
  ['Enter another NTP server name or address (or none) [', ''],
  ['Configure administrator? (Y)es/(S)kip/(U)se default [', ''],
  ['Enter the name of an administrator (or none) [', 'admin'],
  ['Enter a password [', password],
  ['Enter a password again:', password],
  ['Configure enable secret? (Y)es/(S)kip/(U)se default [', ''],
  ['Enable secret [', secret],
  ['Enable secret again:', secret],
  ...['peer parameters', 'heartbeat and failover', 'synchronization schedule', 'heartbeats and replication']
    .concat(['health pages', 'console parameters'])
    .map((title) => [`Configure ${title}? (Y)es/(S)kip/(U)se default [`, 's'] as const),
];
/** Once host0 has the gateway, direct0 is not asked for one any more. */
const prompts = answers
  .filter(([prompt, text]) => !prompt.includes(' again:') && !(prompt === gateway && text === ''))
  .map(([prompt]) => prompt);

/** What a setup changes, as the system has it. */
const state = async (): Promise<string> => {
  const commands = [
    ['hostname', '--fqdn'],
    ['cat', '/etc/hostname', '/etc/hosts', '/etc/resolv.conf', '/etc/passwd', '/etc/understudy/understudy.conf'],
    ['ip', '-4', '-brief', 'address'],
    ['ip', '-4', 'route'],
    ['readlink', '/etc/localtime'],
    ['find', '/etc/systemd/network', '/home', '-maxdepth', '1', '-printf', String.raw`%p %M %u\n`],
  ];
  const said = await Promise.all(commands.map(async (argv) => (await host.exec(argv)).stdout));
  return said.join('\n');
};

test('at the first boot the console asks before the login prompt, and Ctrl-C leads to that', async () => {
  const sitting = new ConsoleSitting(host);
  await sitting.shows(viaWizard);
  expect(sitting.text).not.toContain('login:');
  sitting.type('no\r');
  await sitting.answer('Would you like the Setup Wizard to be re-run at next boot (yes/no) [no]:', '^');
  await sitting.shows(viaWizard);
  sitting.type('\u0003');
  await sitting.shows('% Aborted');
  await sitting.shows('core1 login:');
  expect((await host.exec(['test', '-e', '/var/lib/understudy/setup-declined'])).exitStatus).toBe(1);
  expect(await host.must(['systemctl', 'is-system-running', '--wait'])).toBe('running');
});

test('the wizard on the console: every prompt, every way back, and all of it holds afterwards (G1 to G4)', async () => {
  await host.must(['systemctl', 'start', 'understudy-setup.service']);
  const sitting = new ConsoleSitting(host);
  await sitting.shows('core1 login:');
  await sitting.answer(viaWizard, '');
  await sitting.answer('Configure hostname? (Y)es/(S)kip/(U)se default [Yes]:', 'yes');
  await sitting.answer('Enter a host name [core1]:', '7core');
  await sitting.shows('% "7core" is refused: it should start with a letter');
  sitting.type('^\r');
  for (const [prompt, text] of answers) await sitting.answer(prompt, text);
  await sitting.shows('Is the above information correct (yes, no, or ^):');
  sitting.type('^\r');
  for (const prompt of prompts.toReversed()) await sitting.answer(prompt, '^');
  await sitting.shows('This is the first prompt.');
  for (const prompt of prompts) await sitting.answer(prompt, '');
  await sitting.answer('Is the above information correct (yes, no, or ^):', 'yes');
  await sitting.answer('Save the configuration, so that it holds after a restart (yes/no) [yes]:', '');
  await sitting.shows('***Configuration successful***');
  await sitting.shows('core7 login:');

  expect(await host.must(['hostname', '--fqdn'])).toBe('core7.example.org');
  expect(await host.must(['cat', '/etc/hostname'])).toBe('core7');
  expect(await host.must(['ip', '-4', '-brief', 'address', 'show', 'dev', 'host0'])).toContain('10.77.0.7/24');
  expect(await host.must(['ip', '-4', '-brief', 'address', 'show', 'dev', 'direct0'])).toContain('10.78.0.7/24');
  expect(await host.must(['ip', 'route', 'show', 'default'])).toContain('via 10.77.0.254 dev host0');
  expect(await host.must(['cat', '/etc/resolv.conf'])).toContain('nameserver 10.77.0.53');
  expect(await host.must(['readlink', '/etc/localtime'])).toContain('Asia/Tokyo');
  expect(await host.must(['cat', '/etc/systemd/timesyncd.conf.d/50-understudy.conf'])).toContain('ntp.example.com');
  const saved = await host.must(['cat', '/etc/understudy/understudy.conf']);
  for (const line of [
    'hostname core7',
    'failover health-monitor interface host0',
    'failover direct-connect interface direct0',
    'failover virtual-address 10.77.0.9/24',
  ])
    expect(saved).toContain(`${line}\n`);
  expect(JSON.parse(await host.must(['understudy', 'show', 'failover', '--json']))).toMatchObject({
    hostname: 'core7',
    mode: 'secondary',
  });
});

test('what was typed in secret is nowhere, and what was done has a log', async () => {
  const log = await host.must(['cat', '/var/log/understudy/setup.log']);
  expect(log).toMatch(/^\S+Z setup by root/);
  expect(log).toContain('username admin secret <secret>');
  expect(log).toContain('The setup is applied and saved');
  const journal = await host.must(['journalctl', '--no-pager', '--boot']);
  const found = await host.exec(['grep', '-rlE', `${password}|${secret}`, '/var/log', '/etc', '/var/lib/understudy']);
  expect(found.stdout).toBe('');
  for (const text of [journal, host.consoleText]) expect(text).not.toMatch(new RegExp(`${password}|${secret}`));
});

/** Logs in with the password over the network and types what the steps say. Everything that was shown. */
const sit = async (steps: readonly Step[]): Promise<string> => {
  const settings = JSON.stringify({ host: '10.77.0.7', username: 'admin', password, steps });
  const ran = await lab.observe([process.execPath, dialogueProgram, settings], { timeoutMs: 60_000 });
  if (ran.exitStatus !== 0) throw new Error(`The sitting failed: ${ran.stderr}\n${ran.stdout}`);
  return ran.stdout;
};

test('the administrator logs in over SSH, lands in the console, and is warned before he cuts himself off', async () => {
  const before = await state();
  const prompt = String.raw`core7\S*# $`;
  const shown = await sit([
    { after: String.raw`core7\S*> $`, type: 'enable\r' },
    { after: 'Password: ', type: `${secret}\r` },
    { after: prompt, type: 'setup\r' },
    { after: 'Configure hostname\\?', type: '\r' },
    { after: 'Configure domain name\\?', type: '\r' },
    { after: 'Configure High Availability\\?', type: '\r' },
    { after: 'Configure direct0', type: '\r' },
    { after: 'Configure host0', type: 'y\r' },
    { after: 'Enter host0 IP address', type: '10.77.0.77\r' },
    { after: 'Enter network mask', type: '\r' },
    { after: 'Enter default gateway', type: '\r' },
    { after: 'Configure DNS', type: '\r\r\r\r\r\r\r\r\r\r\r' },
    { after: 'Is the above information correct', type: '\u0003' },
    { after: '% Aborted[^]*' + prompt, type: 'exit\r' },
  ]);
  expect(shown).toContain('Current IP address=[10.78.0.7]');
  expect(shown).toContain('Current host0 IP address=[10.77.0.7]');
  expect(shown).toMatch(/% Warning: you are connected to 10\.77\.0\.7, an address that host0 gives up/);
  expect(await state()).toBe(before);
});

test('a step that fails takes everything back, whatever was applied before it', async () => {
  host.write('/usr/local/sbin/useradd', '#!/bin/sh\necho "no such luck" >&2\nexit 1\n', 0o755);
  const before = await state();
  const terminal = Terminal.startProgram([...host.door, 'understudy-setup', '--menu'], { columns: 100 });
  const choice = 'Please enter your choice [1 - 17]: ';
  const answer = async (prompt: string, text: string): Promise<void> => {
    await terminal.isAt(prompt);
    terminal.type(`${text}\r`);
  };
  const group = (title: string): string => `Configure ${title}? (Y)es/(S)kip/(U)se default [Yes]: `;
  await answer(choice, '1');
  await answer(group('hostname'), '');
  await answer('Enter a host name [core7]: ', 'core8');
  await answer(choice, '5');
  await answer(group('host0 interface parameters'), '');
  await answer('Enter host0 IP address [10.77.0.7]: ', '10.77.0.8');
  await answer('Enter network mask [255.255.255.0]: ', '');
  await answer('Enter default gateway address [10.77.0.254]: ', '');
  await answer(choice, '9');
  await answer(group('administrator'), '');
  await answer('Enter the name of an administrator (or none) [none]: ', 'bob');
  await answer('Enter a password []: ', password);
  await answer('Enter a password again: ', password);
  await answer(choice, '17');
  await answer('Is the above information correct (yes, no, or ^): ', 'yes');
  await answer('Save the configuration, so that it holds after a restart (yes/no) [yes]: ', '');
  expect(await terminal.ended()).not.toBe(0);
  expect(terminal.screen.text).toContain('ERROR: One or more of the requested configurations was not applied.');
  expect(terminal.screen.text).toContain('no such luck');
  expect(await state()).toBe(before);
  const log = await host.must(['cat', '/var/log/understudy/setup.log']);
  expect(log).toMatch(/ERROR: not applied: .*no such luck/);
  expect(await host.must(['cat', '/var/log/understudy/setup.log.1'])).toContain('The setup is applied and saved');
});

test('G5: a file of the same answers changes nothing, and another one is printed before it is applied', async () => {
  const same = [
    'hostname core7',
    'ip domain-name example.org',
    'interface host0',
    ' ip address 10.77.0.7 255.255.255.0',
    'ip default-gateway 10.77.0.254',
    'clock timezone Asia/Tokyo',
    'failover mode secondary',
  ];
  const setup = (lines: readonly string[], ...options: readonly string[]): ReturnType<Host['exec']> =>
    host.exec(['understudy-setup', '--answers', '-', ...options], { input: `${lines.join('\n')}\n` });
  expect(await setup(same)).toEqual({
    exitStatus: 0,
    stdout: 'Nothing is changed: everything is so already',
    stderr: '',
  });
  const other = [...same, 'no ntp server', 'exec-timeout 5 0'];
  expect(await setup(other, '--dry-run')).toMatchObject({ exitStatus: 0, stdout: 'exec-timeout 5 0\nno ntp server' });
  expect(await setup(other)).toMatchObject({ exitStatus: 0, stdout: 'The setup is applied and saved' });
  expect(await setup(other)).toMatchObject({ exitStatus: 0, stdout: 'Nothing is changed: everything is so already' });
});

test('a server that is set up is not asked at its next boot, and has kept everything', async () => {
  await host.must(['rm', '/usr/local/sbin/useradd']);
  await host.cutPower();
  await host.powerOn({ atConsole: true });
  const sitting = new ConsoleSitting(host);
  await sitting.shows('core7 login:');
  expect(sitting.text).not.toContain(viaWizard);
  await until(
    'the address is there after the boot',
    () => host.must(['ip', '-4', '-brief', 'address', 'show', 'dev', 'host0']),
    (text) => text.includes('10.77.0.7/24'),
  );
});
