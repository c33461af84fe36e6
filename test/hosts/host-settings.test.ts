import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HostChange, HostSettings } from '../../src/control/host-settings-shapes.ts';
import type { SetupAnswer, SetupRequest } from '../../src/control/setup-shapes.ts';
import type { FaultBody } from '../../src/error.ts';
import type { Host } from '../lab/host.ts';
import { Lab } from '../lab/lab.ts';
import { until } from '../lab/until.ts';
import { Appliance } from './appliance.ts';

/** Asks the worker's control API from inside a host: `call.mjs METHOD PATH`, the body on standard input. */
const callScript = `
import http from 'node:http';
import { text } from 'node:stream/consumers';
const [method, path] = process.argv.slice(2);
const body = await text(process.stdin);
const socketPath = '/run/understudy/private/admin.sock';
const headers = { 'content-type': 'application/json' };
const request = http.request({ socketPath, method, path: '/v1' + path, headers }, async (answer) => {
  process.stdout.write(await text(answer));
});
request.end(body === '' ? undefined : body);
`;
const call = async <T>(host: Host, method: string, path: string, body?: object): Promise<T> => {
  const argv = ['/usr/lib/understudy/runtime/node', '/root/call.mjs', method, path];
  const said = await host.must(argv, { input: body === undefined ? '' : JSON.stringify(body) });
  return JSON.parse(said) as T;
};

/** Stands before a program on a host, for everything that is started by systemd. */
const wrapper = (program: string, lines: readonly string[]): string =>
  ['#!/bin/sh', ...lines, `exec ${program} "$@"`, ''].join('\n');

/** A server whose host is set up over the control API. */
class Setting {
  readonly host: Host;
  readonly appliance: Appliance;

  constructor(host: Host) {
    this.host = host;
    this.appliance = new Appliance(host);
    host.write('/root/call.mjs', callScript);
  }

  read(): Promise<HostSettings> {
    return call<HostSettings>(this.host, 'GET', '/host-settings');
  }

  async setUp(host: HostChange, more: Partial<SetupRequest> = {}): Promise<SetupAnswer & { fault?: FaultBody }> {
    const { revision } = await call<{ revision: number }>(this.host, 'GET', '/config');
    return call(this.host, 'POST', '/setup', { revision, lines: [], save: true, host, ...more });
  }

  async addresses(name: string): Promise<string[]> {
    const said = await this.host.must(['ip', '-json', '-4', 'address', 'show', 'dev', name]);
    const [link] = JSON.parse(said) as { addr_info: { local: string; prefixlen: number }[] }[];
    return (link?.addr_info ?? []).map(({ local, prefixlen }) => `${local}/${prefixlen}`);
  }

  text(path: string): Promise<string> {
    return this.host.must(['cat', path]);
  }

  /** Everything that a setup can change, as the system has it. */
  async everything(): Promise<Record<string, string>> {
    const paths = ['/etc/hostname', '/etc/hosts', '/etc/resolv.conf', '/etc/passwd', '/etc/group', '/etc/shadow'];
    const texts = await Promise.all(paths.map(async (path) => [path, await this.text(path)]));
    const kinds = [
      ['ls', '-R', '/etc/systemd/network', '/etc/systemd/timesyncd.conf.d', '/home'],
      ['readlink', '/etc/localtime'],
      ['hostname'],
      ['ip', '-4', '-brief', 'address'],
      ['ip', '-4', 'route'],
      ['understudy', 'show', 'running-config'],
    ];
    // The other end of a cable has another number after each boot.
    const heard = async (argv: string[]): Promise<string> => (await this.host.exec(argv)).stdout.replace(/@if\d+/g, '');
    const said = await Promise.all(kinds.map(async (argv) => [argv.join(' '), await heard(argv)]));
    return Object.fromEntries([...texts, ...said]) as Record<string, string>;
  }

  /** The network comes up beside the worker. */
  untilHas(address: string): Promise<unknown> {
    return until(
      `host0 has ${address} and no other`,
      () => this.addresses('host0'),
      (seen) => seen.join() === address,
    );
  }

  untilAnswers(): Promise<unknown> {
    return this.appliance.until('the worker answers', () => true);
  }
}

let lab: Lab;
let networkd: Setting;
let ifupdown: Setting;

const interfacesFile = `# The network of this host, written by hand.
auto lo
iface lo inet loopback

auto host0
iface host0 inet static
    address 10.77.0.2
    netmask 255.255.255.0
    up echo up >>/run/hooks
# Nothing else.
source /etc/network/interfaces.d/*
`;

/** From systemd-networkd, which every host of the lab has, to Debian's older way. */
const moveToIfupdown = async (host: Host): Promise<void> => {
  host.write('/etc/network/interfaces', interfacesFile);
  await host.must(['rm', '-r', '/etc/systemd/network']);
  const units = ['systemd-networkd.service', 'systemd-networkd.socket'];
  await host.must(['systemctl', 'disable', '--now', ...units]);
  await host.must(['systemctl', 'mask', ...units]);
  for (const name of ['host0', 'direct0']) await host.must(['ip', 'address', 'flush', 'dev', name]);
  await host.must(['ifup', 'host0']);
};

beforeAll(async () => {
  lab = await Lab.start(['core1', 'core2'], { direct: true, packages: ['ifupdown', 'systemd-timesyncd'] });
  const [first, second] = lab.hosts;
  if (first === undefined || second === undefined) throw new Error('The lab has no two hosts');
  networkd = new Setting(first);
  ifupdown = new Setting(second);
  await moveToIfupdown(second);
  await Promise.all([networkd.untilAnswers(), ifupdown.untilAnswers()]);
});
afterAll(() => lab.close());

const everything = {
  hostname: 'alpha',
  domain: 'lab.example.org',
  interfaces: [{ name: 'host0', method: 'static', address: '10.77.0.11/24', gateway: '10.77.0.254' }],
  nameServers: ['10.77.0.53', '10.77.0.54'],
  timeZone: 'Asia/Tokyo',
  ntpServers: ['ntp.example.org'],
  administrator: { name: 'alice', password: 'pass : word "1"' },
} as const satisfies HostChange;

describe('systemd-networkd', () => {
  test('what the host is set to is read from its own files', async () => {
    expect(await networkd.read()).toEqual({
      isHost: true,
      manager: 'networkd',
      managerReason: null,
      hostname: 'core1',
      domain: 'example.com',
      interfaces: [
        { name: 'direct0', method: 'static', address: '10.78.0.1/24', gateway: null },
        { name: 'host0', method: 'static', address: '10.77.0.1/24', gateway: null },
      ],
      nameServers: expect.any(Array),
      timeZone: 'Etc/UTC',
      ntpServers: [],
      ntpReason: null,
      administrators: [],
      takenNames: expect.arrayContaining(['root', 'understudy']),
    });
  });

  test('what cannot be is refused before anything is changed', async () => {
    const before = await networkd.everything();
    const static0 = (address: string, gateway: string | null = null): HostChange => ({
      timeZone: 'Asia/Tokyo',
      interfaces: [{ name: 'host0', method: 'static', address, gateway }],
    });
    expect(await networkd.setUp(static0('10.77.0.2/24'))).toMatchObject({
      fault: {
        code: 'refused',
        message: expect.stringMatching(/^10\.77\.0\.2 is in use: [0-9A-F:]{17} answers for it on host0$/),
      },
    });
    expect(await networkd.setUp(static0('10.77.0.9/24', '10.77.1.1'))).toMatchObject({
      fault: { code: 'usage', message: 'host0: the gateway 10.77.1.1 is not in the subnet of 10.77.0.9/24' },
    });
    expect(await networkd.setUp({ administrator: { name: 'root', password: 'long enough' } })).toMatchObject({
      fault: { code: 'refused', message: expect.stringContaining('its login does not open the console') },
    });
    expect(await networkd.setUp({ hostname: 'beta' }, { lines: ['no such setting'] })).toMatchObject({
      fault: { code: 'usage', message: expect.stringContaining('no such setting') },
    });
    expect(await networkd.everything()).toEqual(before);
  });

  test('a step that fails is named, and everything before it is undone (G4)', async () => {
    const before = await networkd.everything();
    const fails = ['if [ "$1" = reconfigure ] && rm /run/fail; then echo "no such luck" >&2; exit 1; fi'];
    networkd.host.write('/usr/local/sbin/networkctl', wrapper('/usr/bin/networkctl', fails), 0o755);
    await networkd.host.must(['touch', '/run/fail']);
    expect(await networkd.setUp(everything, { lines: ['banner motd lost'] })).toMatchObject({
      fault: {
        code: 'failed',
        message: 'the addresses of host0 could not be set: networkctl reconfigure: no such luck',
        hint: 'the host is as it was before',
      },
    });
    expect(await networkd.everything()).toEqual(before);
  });

  test('a worker that is killed in the middle undoes the change when it starts again', async () => {
    const before = await networkd.everything();
    const kills = [
      'if [ "$1" = reconfigure ] && rm /run/fail; then systemctl kill --signal=KILL understudyd; exit 1; fi',
    ];
    networkd.host.write('/usr/local/sbin/networkctl', wrapper('/usr/bin/networkctl', kills), 0o755);
    await networkd.host.must(['touch', '/run/fail']);
    await networkd.setUp(everything).catch(() => undefined);
    await networkd.untilAnswers();
    await networkd.untilHas('10.77.0.1/24');
    expect(await networkd.everything()).toEqual(before);
    const log = await networkd.text('/var/log/understudy/understudyd.log');
    expect(log).toMatch(/The setup of \S+ was interrupted and is undone \(the time zone, .*the addresses of host0\)/);
  });

  test('power that is lost in the middle leaves nothing of the change either', async () => {
    const before = await networkd.everything();
    const hangs = ['if [ "$1" = reconfigure ] && rm /run/fail; then touch /run/now; sleep 60; fi'];
    networkd.host.write('/usr/local/sbin/networkctl', wrapper('/usr/bin/networkctl', hangs), 0o755);
    await networkd.host.must(['touch', '/run/fail']);
    const going = networkd.setUp(everything).catch(() => undefined);
    const isAtIt = () => networkd.host.exec(['test', '-e', '/run/now']);
    await until('the last step has begun', isAtIt, ({ exitStatus }) => exitStatus === 0);
    expect(await networkd.text('/var/lib/understudy/host-change.json')).not.toContain(
      everything.administrator.password,
    );
    await networkd.host.cutPower();
    await going;
    await networkd.host.powerOn();
    await networkd.untilAnswers();
    await networkd.untilHas('10.77.0.1/24');
    expect(await networkd.everything()).toEqual(before);
    await networkd.host.must(['rm', '/usr/local/sbin/networkctl']);
  });

  test('everything is set, holds, and is still so after a reboot (G1)', async () => {
    const answer = await networkd.setUp(everything, {
      enableSecret: 's3cret',
      mode: 'secondary',
      lines: ['banner motd kept'],
    });
    expect(answer).toMatchObject({ message: 'The setup is applied and saved', saved: true });
    const holds = async (): Promise<void> => {
      expect(await networkd.addresses('host0')).toEqual(['10.77.0.11/24']);
      expect(await networkd.host.must(['ip', 'route', 'show', 'default'])).toContain('via 10.77.0.254 dev host0');
      expect(await networkd.host.must(['hostname', '--fqdn'])).toBe('alpha.lab.example.org');
      expect(await networkd.text('/etc/hosts')).toContain('10.77.0.11\talpha.lab.example.org alpha');
      expect(await networkd.text('/etc/resolv.conf')).toContain('nameserver 10.77.0.53\nnameserver 10.77.0.54');
      expect(await networkd.host.must(['date', '+%Z'])).toBe('JST');
      expect(await networkd.appliance.read('show clock')).toMatchObject({ timeZone: 'Asia/Tokyo' });
      expect(await networkd.text('/etc/systemd/timesyncd.conf.d/50-understudy.conf')).toContain('NTP=ntp.example.org');
      // By its reader, which is not root.
      const asReader = ['setpriv', '--reuid=systemd-timesync', '--clear-groups', '--'];
      await networkd.host.must([...asReader, 'cat', '/etc/systemd/timesyncd.conf.d/50-understudy.conf']);
      expect(await networkd.host.must(['id', '--name', '--groups', 'alice'])).toContain('understudy-console');
      expect(await networkd.appliance.status()).toMatchObject({ hostname: 'alpha', mode: 'secondary' });
      expect(await networkd.read()).toMatchObject({
        hostname: 'alpha',
        domain: 'lab.example.org',
        nameServers: ['10.77.0.53', '10.77.0.54'],
        timeZone: 'Asia/Tokyo',
        ntpServers: ['ntp.example.org'],
        administrators: ['alice'],
      });
    };
    await holds();
    const crypt = 'my ($p, $h) = (<STDIN>, (getpwnam "alice")[1]); exit (crypt($p, $h) eq $h ? 0 : 1)';
    await networkd.host.must(['perl', '-e', crypt], { input: everything.administrator.password });
    const log = await networkd.text('/var/log/understudy/understudyd.log');
    expect(log).toContain('username alice secret <secret>');
    expect(log).not.toContain(everything.administrator.password);
    expect((await networkd.host.exec(['ls', '/var/lib/understudy/host-change.json'])).exitStatus).not.toBe(0);
    await networkd.host.reboot();
    await networkd.untilAnswers();
    await networkd.untilHas('10.77.0.11/24');
    await holds();
  });
});

describe('ifupdown', () => {
  test('the stanza of an interface is written anew; comments, hooks and other interfaces stay', async () => {
    expect(await ifupdown.read()).toMatchObject({
      manager: 'ifupdown',
      interfaces: [
        { name: 'direct0', method: 'none', address: null, gateway: null },
        { name: 'host0', method: 'static', address: '10.77.0.2/24', gateway: null },
      ],
    });
    const interfaces = [
      { name: 'host0', method: 'static', address: '10.77.0.22/24', gateway: '10.77.0.254' },
      { name: 'direct0', method: 'static', address: '10.78.0.22/24', gateway: null },
    ] as const;
    expect(await ifupdown.setUp({ interfaces })).toMatchObject({ message: 'The setup is applied and saved' });
    const holds = async (): Promise<void> => {
      expect(await ifupdown.addresses('host0')).toEqual(['10.77.0.22/24']);
      expect(await ifupdown.addresses('direct0')).toEqual(['10.78.0.22/24']);
      expect(await ifupdown.host.must(['ip', 'route', 'show', 'default'])).toContain('via 10.77.0.254 dev host0');
    };
    await holds();
    const text = await ifupdown.text('/etc/network/interfaces');
    expect(text).toContain('    gateway 10.77.0.254\n    up echo up >>/run/hooks\n# Nothing else.\n');
    expect(text).toContain('# The network of this host, written by hand.\nauto lo\niface lo inet loopback\n');
    expect(await ifupdown.text('/etc/network/interfaces.d/understudy-direct0')).toContain('auto direct0');
    const copies = await ifupdown.host.must(['find', '/var/lib/understudy/host-copies', '-name', 'interfaces']);
    expect(await ifupdown.text(copies.trim())).toBe(interfacesFile.trimEnd());
    await ifupdown.host.reboot();
    await ifupdown.untilAnswers();
    await ifupdown.untilHas('10.77.0.22/24');
    await holds();
  });

  test('a step that fails puts the addresses back', async () => {
    const fails = ['if rm /run/fail; then echo "no such luck" >&2; exit 1; fi'];
    ifupdown.host.write('/usr/local/sbin/ifup', wrapper('/sbin/ifup', fails), 0o755);
    await ifupdown.host.must(['touch', '/run/fail']);
    const before = await ifupdown.text('/etc/network/interfaces');
    const interfaces = [{ name: 'host0', method: 'static', address: '10.77.0.33/24', gateway: null }] as const;
    expect(await ifupdown.setUp({ interfaces })).toMatchObject({
      fault: { message: 'the addresses of host0 could not be set: ifup --force: no such luck' },
    });
    expect(await ifupdown.text('/etc/network/interfaces')).toBe(before);
    expect(await ifupdown.addresses('host0')).toEqual(['10.77.0.22/24']);
    expect(await ifupdown.host.must(['ip', 'route', 'show', 'default'])).toContain('via 10.77.0.254 dev host0');
  });
});
