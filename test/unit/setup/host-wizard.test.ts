import { expect, test } from '@jest/globals';
import { previewLines } from '../../../src/setup/apply.ts';
import { requestFor, type Current } from '../../../src/setup/draft.ts';
import { groupsFor } from '../../../src/setup/group.ts';
import type { Verified } from '../../../src/setup/verification.ts';
import { Wizard } from '../../../src/setup/wizard.ts';
import { freshServer, hostSettings, Script, setUpServer } from '../../support/setup-dialogue.ts';

const yes = ['Is the above information correct', 'yes'] as const;
type Answers = readonly (readonly [string, string])[];

const host = (more: Partial<Current> = {}): Current => setUpServer({ host: hostSettings, ...more });

const go = async (
  current: Current,
  answers: Answers,
): Promise<{ verified: Verified | undefined; script: Script; lines: string[] }> => {
  const script = new Script(answers);
  const verified = await new Wizard(script, current, { dryRun: false }).run();
  expect({ through: script.isThrough, screen: script.screen }).toMatchObject({ through: true });
  return { verified, script, lines: verified === undefined ? [] : previewLines(current, verified.draft) };
};

const requestOf = (current: Current, verified: Verified | undefined): unknown =>
  verified === undefined ? undefined : requestFor(current, verified.draft);

test('G1: the prompts of the reference, steps 5 to 9, in its order and words', async () => {
  const { script } = await go(host({ isFirstRun: true }), [
    ['Enter a host name', 'mse1'],
    ['Enter a domain name', 'example.org'],
    ['Select role', '1'],
    ['Select Health Monitor Interface', 'eth0'],
    ['Select direct connect interface', 'eth1'],
    ['Enter Virtual IP address', '192.0.2.9'],
    ['Enter network mask', ''],
    yes,
  ]);
  const from = script.screen.indexOf('Current hostname=[core1]');
  const to = script.screen.findIndex((line) => line.startsWith('Configure eth1 interface parameters?'));
  expect(script.screen.slice(from, to + 1)).toEqual([
    'Current hostname=[core1]',
    'Configure hostname? (Y)es/(S)kip/(U)se default [Yes]: ',
    '',
    'The hostname should be a unique name that can identify the device on',
    'the network. It should start with a letter, end with a letter or',
    'number, and contain only letters, numbers, and dashes.',
    '',
    'Enter a host name [core1]: mse1',
    '',
    'Current domain=[example.com]',
    'Configure domain name? (Y)es/(S)kip/(U)se default [Yes]: ',
    '',
    'Enter a domain name for the network domain to which this device',
    'belongs. The domain name should start with a letter, and it should end',
    'with a valid domain name suffix such as ".com". It must contain only',
    'letters, numbers, dashes, and dots.',
    '',
    'Enter a domain name [example.com]: example.org',
    '',
    'Current role=[Primary]',
    'Configure High Availability? (Y)es/(S)kip/(U)se default [Yes]: ',
    '',
    'High availability role for this server (Primary/Secondary):',
    'Select role [1 for Primary, 2 for Secondary] [1]: 1',
    '',
    'Health monitor interface holds physical IP address of this server.',
    'This IP address is used by Secondary, Primary servers and the',
    'management system to communicate among themselves',
    '',
    'Select Health Monitor Interface [eth0/eth1] [eth0]: eth0',
    '',
    '-'.repeat(62),
    'Direct connect configuration facilitates use of a direct cable',
    'connection between the primary and secondary servers.',
    'This can help reduce latencies in heartbeat response times, data',
    'replication and failure detection times.',
    'Please choose a network interface that you wish to use for direct',
    'connect. You should appropriately configure the respective interfaces.',
    '"none" implies you do not wish to use direct connect configuration.',
    '-'.repeat(62),
    '',
    'Select direct connect interface [eth0/eth1/none] [none]: eth1',
    '',
    'Enter a Virtual IP address for this primary server:',
    '',
    'Enter Virtual IP address []: 192.0.2.9',
    '',
    'Enter the network mask for IP address 192.0.2.9.',
    'Enter network mask [255.255.255.0]: ',
    '',
    'Current IP address=[192.0.2.1]',
    'Current eth0 netmask=[255.255.255.0]',
    'Current gateway address=[192.0.2.254]',
    'Configure eth0 interface parameters? (Y)es/(S)kip/(U)se default [Yes]: ',
    '',
    'Enter an IP address for the ethernet interface eth0 of this machine.',
    'Enter eth0 IP address [192.0.2.1]: ',
    'Enter the network mask for IP address 192.0.2.1.',
    'Enter network mask [255.255.255.0]: ',
    '',
    'Enter a default gateway address for this machine.',
    '',
    'Note that the default gateway must be reachable from the ethernet interface eth0.',
    'Enter default gateway address [192.0.2.254]: ',
    '',
    'Current eth1 IP address=[none]',
    'Configure eth1 interface parameters? (Y)es/(S)kip/(U)se default [Yes]: ',
  ]);
});

test('G1: what a modern server needs besides follows, and one change of the host comes of it', async () => {
  const current = host();
  const { verified, lines, script } = await go(current, [
    ['Configure hostname', 'y'],
    ['Enter a host name', 'core7'],
    ['Configure domain', 'u'],
    ['Configure eth0', 'y'],
    ['Enter eth0 IP address', '10.1.2.3'],
    ['Enter network mask', '255.255.254.0'],
    ['Enter default gateway address', '10.1.2.254'],
    ['Configure eth1', 'y'],
    ['Enter eth1 IP address', 'dhcp'],
    ['Configure DNS', 'y'],
    ['Enter primary DNS', ''],
    ['Enter backup DNS', '192.0.2.54'],
    ['Configure timezone', 'y'],
    ['Enter a time zone', 'Europe/Vienna'],
    ['Configure NTP', 'y'],
    ['Enter NTP server', 'ntp.example.com'],
    ['Configure administrator', 'y'],
    ['Enter the name', 'admin'],
    ['Enter a password', 'short'],
    ['Enter a password', 'battery staple'],
    ['Enter a password again', 'battery staple'],
    yes,
  ]);
  expect(lines).toEqual([
    'hostname core7',
    'no ip domain-name',
    'ip default-gateway 10.1.2.254',
    'ip name-server 192.0.2.53 192.0.2.54',
    'clock timezone Europe/Vienna',
    'ntp server ntp.example.com',
    'interface eth0',
    ' ip address 10.1.2.3/23',
    'interface eth1',
    ' ip address dhcp',
    'username admin secret <secret>',
  ]);
  expect(requestOf(current, verified)).toEqual({
    revision: 7,
    lines: ['hostname core7'],
    host: {
      hostname: 'core7',
      domain: null,
      interfaces: [
        { name: 'eth0', method: 'static', address: '10.1.2.3/23', gateway: '10.1.2.254' },
        { name: 'eth1', method: 'dhcp', address: null, gateway: null },
      ],
      nameServers: ['192.0.2.53', '192.0.2.54'],
      timeZone: 'Europe/Vienna',
      ntpServers: ['ntp.example.com'],
      administrator: { name: 'admin', password: 'battery staple' },
    },
  });
  expect(script.screen).toContain('% a password has at least 8 characters');
  expect(script.screen).toContainEqual(expect.stringMatching(/^\* username secret +\*{8}$/));
  expect(script.screen.join('\n')).not.toContain('battery');
});

test.each([
  ['Configure hostname', 'Enter a host name', '1core', /should start with a letter, end with a letter or number/],
  ['Configure hostname', 'Enter a host name', 'core-', /should start with a letter, end with a letter or number/],
  ['Configure domain', 'Enter a domain name', 'example.c0m', /should start with a letter, end with a valid domain/],
  [
    'Configure eth0',
    'Enter eth0 IP address',
    '10.1.2',
    'eth0 IP address must be in the form #.#.#.#, where # is 0 to 255.',
  ],
  [
    'Configure eth0',
    'Enter eth0 IP address',
    '10.1.2.256',
    'eth0 IP address must be in the form #.#.#.#, where # is 0 to 255.',
  ],
  ['Configure eth0', 'Enter eth0 IP address', '127.0.0.1', /no address that a host can have/],
  ['Configure eth0', 'Enter eth0 IP address', '10.1.2.0/24', /the address of the subnet itself, or its broadcast/],
  ['Configure eth0', 'Enter network mask', '255.0.255.0', /ones from the left, without a gap/],
  ['Configure eth0', 'Enter network mask', '24', 'The network mask must be in the form #.#.#.#, where # is 0 to 255.'],
  ['Configure eth0', 'Enter default gateway address', '10.9.9.9', /not in the subnet of eth0/],
  ['Configure eth0', 'Enter default gateway address', '192.0.2.1', /is the address of eth0 itself/],
  ['Configure High', 'Select Health Monitor Interface', 'eth7', /one of eth0, eth1 is needed/],
  [
    'Configure High',
    'Enter Virtual IP address',
    'core',
    'Virtual IP address must be in the form #.#.#.#, where # is 0 to 255.',
  ],
  ['Configure DNS', 'Enter primary DNS', 'ns.example.com', /an IP address is needed for each name server/],
  ['Configure DNS', 'Enter backup DNS', '192.0.2.53', /the same one stands there twice/],
  ['Configure timezone', 'Enter a time zone', 'Mars/Base', /a time zone such as/],
  ['Configure NTP', 'Enter NTP server', 'under_score', /hostname or an IP address is needed/],
  ['Configure administrator', 'Enter the name', 'Root!', /small letter/],
])('G4: %s: %s %s is explained and asked again', async (group, prompt, text, reason) => {
  const { script, verified } = await go(host(), [
    [group, 'y'],
    [prompt, text],
    [prompt, '?'],
    [prompt, prompt === 'Select Health Monitor Interface' ? '^' : ''],
    ...(prompt === 'Select Health Monitor Interface'
      ? ([
          ['Select role', '^'],
          ['Configure High', 's'],
        ] as const)
      : []),
    ...(group === 'Configure High' && prompt !== 'Select Health Monitor Interface' ? [yes] : []),
  ]);
  const at = script.screen.findIndex((line) => line.endsWith(`: ${text}`));
  const said = script.screen[at + 1];
  expect(said).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
  const lines = verified === undefined ? [] : previewLines(host(), verified.draft);
  expect(lines.filter((line) => !line.startsWith('failover health-monitor'))).toEqual([]);
});

test('a mask that makes the address none of a host is refused, also by Enter', async () => {
  const { script, lines } = await go(host(), [
    ['Configure eth0', 'y'],
    ['Enter eth0 IP address', '10.1.3.255'],
    ['Enter network mask', ''],
    ['Enter network mask', '255.255.254.0'],
    ['Enter network mask', '255.255.248.0'],
    ['Configure eth1', '^'],
    ['Enter default gateway address', '^'],
    ['Enter network mask', ''],
    yes,
  ]);
  expect(script.screen).toContain('% it is the address of the subnet itself, or its broadcast address');
  expect(lines).toEqual(['no ip default-gateway', 'interface eth0', ' ip address 10.1.3.255/21']);
});

test('E3: health monitor and virtual address differ and are in one subnet, and the group that broke it is asked again', async () => {
  const same: Answers = [
    ['Configure High', 'y'],
    ['Enter Virtual IP address', '192.0.2.1'],
    ['Enter network mask', ''],
    ['Configure High', 'y'],
    ['Enter Virtual IP address', '198.51.100.9'],
    ['Configure High', 'y'],
    ['Enter Virtual IP address', '192.0.2.9'],
    ['Enter network mask', '255.255.255.128'],
    ['Configure High', 'y'],
    ['Enter network mask', '255.255.255.0'],
    yes,
  ];
  const { script, lines } = await go(host(), same);
  expect(script.screen.filter((line) => line.startsWith('% The virtual IP address'))).toEqual([
    '% The virtual IP address 192.0.2.1 is the health monitor address of eth0: the two should always be different.',
    '% The virtual IP address 198.51.100.9/24 and the health monitor address 192.0.2.1/24 of eth0 are not in one subnet.',
    '% The virtual IP address 192.0.2.9/25 and the health monitor address 192.0.2.1/24 of eth0 are not in one subnet: their masks differ, 255.255.255.128 and 255.255.255.0.',
  ]);
  expect(lines).toEqual(['failover health-monitor interface eth0', 'failover virtual-address 192.0.2.9/24']);
});

test('the direct link is no health monitor interface, and "none" takes it away', async () => {
  const { script, lines } = await go(host(), [
    ['Configure High', 'y'],
    ['Select direct connect', 'eth0'],
    ['Select direct connect', 'none'],
    yes,
  ]);
  expect(script.screen).toContain(
    '% "eth0" is refused: it is the health monitor interface: the direct link needs another one',
  );
  expect(lines).toEqual(['failover health-monitor interface eth0']);
});

test('there is one gateway: a second interface is asked for it only when the first has none', async () => {
  const second: Answers = [
    ['Configure eth1', 'y'],
    ['Enter eth1 IP', '10.1.2.3'],
    ['Enter network mask', ''],
  ];
  const gateways = ({ prompts }: Script): string[] => prompts.filter((prompt) => prompt.startsWith('Enter default'));
  expect(gateways((await go(host(), [...second, yes])).script)).toEqual([]);
  const first: Answers = [
    ['Configure eth0', 'y'],
    ['Enter default', 'none'],
  ];
  const { script, lines } = await go(host(), [...first, ...second, ['Enter default', '10.1.2.254'], yes]);
  expect(gateways(script)).toHaveLength(2);
  expect(lines).toEqual([
    'ip default-gateway 10.1.2.254',
    'interface eth0',
    ' ip address 192.0.2.1/24',
    'interface eth1',
    ' ip address 10.1.2.3/24',
  ]);
});

test('console 53: on a set-up host every group configured anew with Enter alone changes nothing', async () => {
  const { config } = setUpServer();
  const current = host({
    config: { ...config, healthMonitorInterface: 'eth0', virtualAddress: '192.0.2.9/24' },
    host: { ...hostSettings, ntpServers: ['ntp.example.com'], administrators: ['admin'] },
  });
  const titles = groupsFor(current).map(({ title }) => [`Configure ${title}?`, 'y'] as const);
  expect((await go(current, titles)).verified).toBeUndefined();
});

test('G3: ^ leads back through every prompt to the first, also out of the password, and "undo" leaves nothing', async () => {
  const { script, verified } = await go(host(), [
    ['Configure hostname', 'y'],
    ['Enter a host name', 'core9'],
    ['Configure domain', 'y'],
    ['Enter a domain name', 'example.net'],
    ['Configure High', 'y'],
    ['Select role', '2'],
    ['Select Health', 'eth1'],
    ['Select direct', 'eth0'],
    ['Enter Virtual IP', '192.0.2.9'],
    ['Enter network mask', ''],
    ['Configure eth0', 'y'],
    ['Enter eth0 IP', '192.0.2.7'],
    ['Enter network mask', ''],
    ['Enter default gateway', ''],
    ['Configure administrator', 'y'],
    ['Enter the name', 'admin'],
    ['Enter a password', '^'],
    ['Enter the name', '^'],
    ['Configure administrator', '^'],
    ['Configure NTP', '^'],
    ['Configure timezone', '^'],
    ['Configure DNS', '^'],
    ['Configure eth1', '^'],
    ['Enter default gateway', '^'],
    ['Enter network mask', '^'],
    ['Enter eth0 IP', '^'],
    ['Configure eth0', '^'],
    ['Enter network mask', '^'],
    ['Enter Virtual IP', '^'],
    ['Select direct', '^'],
    ['Select Health', '^'],
    ['Select role', '^'],
    ['Configure High', '^'],
    ['Enter a domain name', '^'],
    ['Configure domain', '^'],
    ['Enter a host name', '^'],
    ['Configure hostname', '^'],
    ...['hostname', 'domain', 'High', 'eth0'].flatMap((title): Answers => [
      [`Configure ${title}`, 'undo'],
      [`Configure ${title}`, 's'],
    ]),
    ['Configure administrator', 's'],
  ]);
  expect(script.screen).toContain('This is the first prompt.');
  expect(verified).toBeUndefined();
});

test('a new administrator needs a password; one who is there may keep his', async () => {
  const current = host({ host: { ...hostSettings, administrators: ['alice'] } });
  const { script, verified } = await go(current, [
    ['Configure administrator', 'y'],
    ['Enter the name', 'bob'],
    ['Enter a password', ''],
    ['Enter a password', '^'],
    ['Enter the name', 'alice'],
    ['Enter a password', ''],
  ]);
  expect(script.screen).toContain('You must enter a value.');
  expect(verified).toBeUndefined();
});

test('where nothing known configures the network, its prompts are left out and it is said why', async () => {
  const current = host({
    host: {
      ...hostSettings,
      manager: null,
      managerReason: 'NetworkManager configures them',
      ntpReason: 'no time service',
    },
  });
  const { script } = await go(current, []);
  expect(script.screen).toContain('The interfaces of this host are not asked for: NetworkManager configures them');
  expect(script.prompts.filter((prompt) => /eth\d interface/.test(prompt))).toEqual([]);
  expect(script.screen).toContain('NTP servers are not asked for: no time service');
  expect(script.prompts.filter((prompt) => /timezone|DNS|NTP/.test(prompt))).toHaveLength(2);
});

test('whoever is connected to an address that changes is warned before', async () => {
  const connection = { address: '192.0.2.1', interfaceName: 'eth0' };
  const answers: Answers = [['Configure eth0', 'y'], ['Enter eth0 IP', '192.0.2.8'], yes];
  const warning =
    '% Warning: you are connected to 192.0.2.1, an address that eth0 gives up: your connection ends when this is applied; connect again to 192.0.2.8.';
  expect((await go(host({ connection }), answers)).script.screen).toContain(warning);
  expect((await go(host(), answers)).script.screen.filter((line) => line.startsWith('% Warning'))).toEqual([]);
  const other = host({ connection: { address: '192.0.2.200', interfaceName: 'eth1' } });
  expect((await go(other, answers)).script.screen.filter((line) => line.startsWith('% Warning'))).toEqual([]);
});

test('the first run of a host names what is mandatory', async () => {
  const script = new Script([['Is the above', '']]);
  const current = freshServer({ host: hostSettings });
  await expect(new Wizard(script, current, { dryRun: false }).run()).rejects.toThrow('asks for ever');
  expect(script.screen).toContain('    -> enable secret');
});
