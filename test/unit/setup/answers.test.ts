import { expect, test } from '@jest/globals';
import { printConfig } from '../../../src/config/text.ts';
import { AnswersRefused, draftFromAnswers, holdsSecret } from '../../../src/setup/answers.ts';
import { previewLines } from '../../../src/setup/apply.ts';
import { requestFor, type Current } from '../../../src/setup/draft.ts';
import { freshServer, hostSettings, peerKey, setUpServer } from '../../support/setup-dialogue.ts';

const preview = (text: string, current: Current): string[] =>
  previewLines(current, draftFromAnswers(text, 'answers.conf', current));

const refused = (text: string, current: Current): readonly string[] => {
  try {
    preview(text, current);
  } catch (error) {
    if (error instanceof AnswersRefused) return error.lines;
    throw error;
  }
  throw new Error('the answers were taken');
};

test('console 52: answers are in the language of the console, with the secret and the role beside it', () => {
  const text = [
    '! core2 of the pair',
    'Hostname core2',
    'enable secret "correct horse"',
    'failover mode SECONDARY',
    'trusted-host core1',
    ' address 192.0.2.1',
    ` key ${peerKey}`,
    '!',
    'failover peer core1',
    'high-availability enable',
    'dataset files kind files path /srv/files',
    'end',
  ].join('\r\n');
  const current = freshServer();
  expect(preview(text, current)).toEqual([
    'enable secret <secret>',
    'hostname core2',
    'trusted-host core1',
    ' address 192.0.2.1',
    ` key ${peerKey}`,
    'dataset files',
    ' kind files',
    ' path /srv/files',
    'failover peer core1',
    'high-availability enable',
    'failover mode secondary',
  ]);
  expect(draftFromAnswers(text, 'a', current).secret).toBe('correct horse');
});

test('console 52: a secret as on other consoles: 0 says that it is in clear, another number is refused', () => {
  const secretOf = (line: string): string | undefined => draftFromAnswers(line, 'a', setUpServer()).secret;
  expect(secretOf('enable secret 0 foo-foo-foo')).toBe('foo-foo-foo');
  expect(secretOf('enable secret "0 foo-foo-foo"')).toBe('0 foo-foo-foo');
  const [fault] = refused('enable secret 9 $9$xyz', setUpServer());
  expect(fault).toMatch(/^answers\.conf:1: % enable secret: type 9 stands for a secret .* "enable secret SECRET"/);
  expect(fault).not.toContain('xyz');
  expect(refused('enable secret two words', setUpServer())[0]).toContain('has to stand in quotes');
});

test('console 52: a secret that is too short and an interface that this server lacks are refused, as by the wizard', () => {
  const current = setUpServer({ host: hostSettings });
  expect(refused('enable secret short', current)).toEqual([
    'answers.conf:1: % enable secret: a secret of at least 8 characters is needed',
  ]);
  expect(refused('!\nfailover  health-monitor interface eth9', current)).toEqual([
    expect.stringMatching(
      /^answers\.conf:2: % failover health-monitor interface: there is no interface eth9 on this server: one of .* is needed$/,
    ),
  ]);
});

test('console 52: a mandatory answer that is missing is named, and one that this server has is not asked for', () => {
  const bare = freshServer();
  const nameless = freshServer({ config: { ...bare.config, hostname: 'localhost' } });
  expect(refused('', nameless)).toEqual([
    'answers.conf: % "hostname" is missing: it is mandatory, and this server has none yet',
    'answers.conf: % "enable secret" is missing: it is mandatory, and this server has none yet',
  ]);
  expect(preview('', setUpServer())).toEqual(['! nothing would be changed']);
});

test('console 52: every bad line is named with the file and its number', () => {
  const text = [
    'hostname under_score',
    'failover mode third',
    'enable secret',
    '',
    'frobnicate',
    'trusted-host core1',
    ' address 192.0.2.1',
  ].join('\n');
  expect(refused(text, setUpServer())).toEqual([
    'answers.conf:1: % hostname: "under_score" is refused: it should start with a letter, end with a letter or number, and contain only letters, numbers, and dashes',
    'answers.conf:2: % failover mode: 1 for Primary or 2 for Secondary is needed',
    'answers.conf:3: % enable secret: a value is missing',
    'answers.conf:5: % "frobnicate" is no setting',
    'answers.conf:6: % trusted-host core1: "key ssh-ed25519 AAAA…" is missing',
  ]);
  expect(refused('high-availability enable', setUpServer())).toEqual([
    'answers.conf: % high-availability enable needs a "failover peer"',
  ]);
});

test('what show running-config prints is a file of answers that changes nothing (console 41)', () => {
  const current = setUpServer({
    config: {
      ...setUpServer().config,
      banner: 'Hello\n"you"',
      peer: 'core9',
      trustedHosts: {
        core9: {
          address: undefined,
          port: 22,
          user: 'understudy',
          key: peerKey,
          hostKey: undefined,
          directAddress: undefined,
        },
      },
    },
  });
  const text = printConfig({ ...current.config, enableSecret: 'scrypt$1$1$1$a$b' });
  expect(text).toContain('enable secret <secret>');
  expect(preview(text, current)).toEqual(['! nothing would be changed']);
});

test('a secret may be given as the hash it is stored as', () => {
  expect(draftFromAnswers('enable secret scrypt$16384$8$1$salt$key', 'a', freshServer()).secret).toBe(
    'scrypt$16384$8$1$salt$key',
  );
});

const onHost = (): Current => setUpServer({ host: hostSettings });

test('G5: what the host is set to stands among the answers', () => {
  const text = [
    'hostname core7',
    'ip domain-name example.org',
    'interface eth0',
    ' ip address 10.1.2.3 255.255.254.0',
    ' no shutdown',
    'interface eth1',
    ' no ip address',
    'ip default-gateway 10.1.2.254',
    'no ip name-server',
    'clock timezone Europe/Vienna',
    'ntp server ntp1.example.com ntp2.example.com',
    'username admin secret "battery staple"',
    'exec-timeout 5 0',
  ].join('\n');
  const current = onHost();
  const draft = draftFromAnswers(text, 'a', current);
  expect(previewLines(current, draft)).toEqual([
    'hostname core7',
    'exec-timeout 5 0',
    'ip domain-name example.org',
    'ip default-gateway 10.1.2.254',
    'no ip name-server',
    'clock timezone Europe/Vienna',
    'ntp server ntp1.example.com ntp2.example.com',
    'interface eth0',
    ' ip address 10.1.2.3/23',
    'username admin secret <secret>',
  ]);
  expect(requestFor(current, draft)?.host).toMatchObject({
    hostname: 'core7',
    nameServers: [],
    interfaces: [{ name: 'eth0', method: 'static', address: '10.1.2.3/23', gateway: '10.1.2.254' }],
    administrator: { name: 'admin', password: 'battery staple' },
  });
  expect(holdsSecret(draft)).toBe(true);
});

test('answers about the host that do not fit it are named', () => {
  expect(refused('interface eth7\n ip address dhcp', onHost())[0]).toContain('eth7');
  expect(refused('ip default-gateway 10.9.9.9', onHost())[0]).toContain('subnet of no interface');
  expect(refused('interface eth0\n ip address 10.1.2.3 255.0.255.0', onHost())[0]).toMatch(/^answers\.conf:2: /);
  expect(refused('username admin secret <secret>', onHost())[0]).toContain('stands for a password');
  const monitored = 'failover health-monitor interface eth0\nfailover virtual-address 192.0.2.1/24';
  expect(refused(monitored, onHost())[0]).toContain('the two should always be different');
});

test('where the worker has no host, or nothing known configures its network, answers about it are refused', () => {
  expect(() => preview('clock timezone Europe/Vienna', setUpServer())).toThrow(/no host/);
  expect(preview('hostname core9', setUpServer())).toEqual(['hostname core9']);
  const managed = setUpServer({ host: { ...hostSettings, manager: null, managerReason: 'NetworkManager is here' } });
  expect(() => preview('interface eth0\n ip address dhcp', managed)).toThrow(/NetworkManager is here/);
  expect(preview('clock timezone Europe/Vienna', managed)).toEqual(['clock timezone Europe/Vienna']);
});
