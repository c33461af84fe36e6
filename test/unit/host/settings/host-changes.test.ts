import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { HostDifference } from '../../../../src/config/host-change.ts';
import { HostChanges } from '../../../../src/host/settings/host-changes.ts';
import { readHostSettings } from '../../../../src/host/settings/host-settings.ts';
import { StandInHost } from '../../../support/stand-in-host.ts';

let host: StandInHost;
beforeEach(async () => (host = await StandInHost.make()));
afterEach(() => host.remove());

const changes = (): HostChanges => new HostChanges(host.root, host.paths);
const read = () => readHostSettings({ root: host.root });
const static0 = (address: string, gateway: string | null = null): HostDifference => ({
  interfaces: [{ name: 'eth0', method: 'static', address, gateway }],
});

const everything: HostDifference = {
  hostname: 'alpha',
  domain: 'example.org',
  ...static0('10.1.2.9/24', '10.1.2.1'),
  nameServers: ['10.1.2.54'],
  timeZone: 'Asia/Tokyo',
  ntpServers: ['ntp.example.org'],
  administrator: { name: 'alice', password: 'a:long one' },
};

/** Every file below the root with its text, links with where they lead. */
const files = async (): Promise<Record<string, string>> => {
  const all = await readdir(host.root, { recursive: true, withFileTypes: true });
  const texts = all
    .filter((entry) => !entry.isDirectory())
    .map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path, entry.isFile() ? await readFile(path, 'utf8') : 'a link'] as const;
    });
  return Object.fromEntries((await Promise.all(texts)).sort());
};

describe('a change of the host', () => {
  beforeEach(() => host.live('eth0', '10.1.2.9/24', '10.1.2.1'));

  test('is made in an order in which the addresses come last, and is what is then read', async () => {
    const open = await changes().begin(everything);
    expect(await host.changes()).toEqual([
      'systemctl try-restart systemd-timesyncd.service',
      'useradd --create-home --shell=/usr/bin/understudy-shell --groups=understudy-console --comment=Administrator of Understudy -- alice',
      'chpasswd < alice:a:long one',
      'hostnamectl set-hostname -- alpha',
      'networkctl reload',
      'networkctl reconfigure eth0',
    ]);
    await open.commit();
    expect(existsSync(host.paths.journal)).toBe(false);
    await host.tell('network-eth0', '/etc/systemd/network/05-understudy-eth0.network');
    const { hostname, domain, interfaces, nameServers, timeZone, ntpServers } = everything;
    const said = { hostname, domain, interfaces, nameServers, timeZone, ntpServers };
    expect(await read()).toMatchObject({ ...said, manager: 'networkd' });
    expect(await host.text('/etc/hosts')).toBe('127.0.0.1\tlocalhost\n127.0.1.1\talpha.example.org alpha\n');
    expect(await host.text('/etc/timezone')).toBe('Asia/Tokyo\n');
    const [copy] = await readdir(host.paths.copies);
    expect(await readFile(join(host.paths.copies, copy ?? '', 'etc/hosts'), 'utf8')).toContain('core1.example.com');
  });

  test('can be read by the programs of the system, which are not root, whatever the mask of the worker is', async () => {
    const mask = process.umask(0o077);
    try {
      await (await changes().begin({ ...static0('10.1.2.9/24'), ntpServers: ['ntp.example.org'] })).commit();
    } finally {
      process.umask(mask);
    }
    const folder = join(host.root, 'etc/systemd/timesyncd.conf.d');
    const modes = [folder, join(folder, '50-understudy.conf'), join(host.root, 'etc/hosts')].map(async (path) =>
      ((await stat(path)).mode & 0o777).toString(8),
    );
    expect(await Promise.all(modes)).toEqual(['755', '644', '644']);
  });

  test('is undone, the last step first, when what follows it fails', async () => {
    const before = await files();
    const open = await changes().begin(everything);
    const done = (await host.changes()).length;
    expect(await open.undo()).toEqual([]);
    expect(await files()).toEqual({ ...before, [join(host.root, 'etc/shadow')]: expect.anything() });
    expect((await host.changes()).slice(done)).toEqual([
      'networkctl reload',
      'networkctl reconfigure eth0',
      'hostnamectl set-hostname -- core1',
      'userdel --remove -- alice',
      'systemctl try-restart systemd-timesyncd.service',
    ]);
    expect(existsSync(host.paths.journal)).toBe(false);
  });

  test('whose step fails is undone, and says which one and why (G4)', async () => {
    const before = await files();
    await host.program('chpasswd', 'echo "Authentication token manipulation error" >&2; exit 1');
    await expect(changes().begin(everything)).rejects.toMatchObject({
      code: 'failed',
      message: 'the administrator alice could not be set: chpasswd: Authentication token manipulation error',
      hint: 'the host is as it was before',
    });
    expect(await files()).toEqual(before);
    expect(await host.changes()).toContain('userdel --remove -- alice');
    expect((await host.changes()).join()).not.toContain('networkctl');
  });

  test('that is not really so is undone: the system still has its old name', async () => {
    await host.program('hostnamectl', '[ "$1" = --transient ] && echo core1; exit 0');
    await expect(changes().begin({ hostname: 'alpha' })).rejects.toMatchObject({
      message: 'the hostname could not be set: the system is still called core1',
    });
    expect(await host.text('/etc/hostname')).toBe('core1\n');
  });

  test('what cannot be undone is said, with where the files are, and holds nothing else up', async () => {
    await host.program(
      'networkctl',
      '[ "$1" = reload ] && exit 1; [ "$3" = status ] && echo "Network File: /x"; exit 0',
    );
    await expect(changes().begin({ timeZone: 'Asia/Tokyo', ...static0('10.1.2.9/24') })).rejects.toMatchObject({
      hint: expect.stringMatching(
        /^the addresses of eth0 could not be undone: networkctl reload: .*; the files as they were are in .*copies$/,
      ),
    });
    expect((await read()).timeZone).toBe('Etc/UTC');
  });

  test('is one at a time', async () => {
    const host1 = changes();
    const open = await host1.begin({ timeZone: 'Asia/Tokyo' });
    await expect(host1.begin({ hostname: 'beta' })).rejects.toMatchObject({ code: 'refused' });
    await open.undo();
    await (await host1.begin({ hostname: 'beta' })).commit();
    expect(await host.text('/etc/hostname')).toBe('beta\n');
  });
});

describe('a worker that died in the middle of a change', () => {
  beforeEach(() => host.live('eth0', '10.1.2.9/24', '10.1.2.1'));

  test('undoes it when it starts again', async () => {
    const before = await files();
    await changes().begin(everything);
    expect(await changes().recover('primary')).toMatchObject({
      isUndone: true,
      sentence: expect.stringMatching(
        /^The setup of \S+ was interrupted and is undone \(the time zone, the time servers, the administrator alice, the hostname, the name servers, the addresses of eth0\)$/,
      ),
    });
    expect(await files()).toEqual({ ...before, [join(host.root, 'etc/shadow')]: expect.anything() });
    expect(await changes().recover('primary')).toBeUndefined();
  });

  test('lets it stand where the role, its last step, was taken', async () => {
    const open = await changes().begin({ hostname: 'alpha' });
    await open.goOn({ mode: 'secondary', startup: 'hostname alpha\n' });
    expect(await changes().recover('secondary')).toMatchObject({ isUndone: false, startup: 'hostname alpha\n' });
    expect(await host.text('/etc/hostname')).toBe('alpha\n');
  });

  test('undoes it where the role was not taken', async () => {
    const open = await changes().begin({ hostname: 'alpha' });
    await open.goOn({ mode: 'secondary', startup: null });
    expect(await changes().recover('primary')).toMatchObject({ isUndone: true });
    expect(await host.text('/etc/hostname')).toBe('core1\n');
  });

  test('writes no password into its journal, and only root may read it', async () => {
    await host.program(
      'networkctl',
      '[ "$3" = status ] && echo "Network File: /x"; [ "$1" = reload ] && exit 1; exit 0',
    );
    await (
      await changes().begin({ administrator: { name: 'alice', password: 'a long one' } })
    ).goOn({
      mode: 'primary',
      startup: null,
    });
    expect(await readFile(host.paths.journal, 'utf8')).not.toContain('a long one');
    expect((await stat(host.paths.journal)).mode & 0o777).toBe(0o600);
  });

  test('tells of a journal that is damaged and goes on without', async () => {
    await writeFile(host.paths.journal, '{"at":1}');
    await expect(changes().recover('primary')).rejects.toThrow(/^The journal of a setup was damaged and is gone/);
    expect(await changes().recover('primary')).toBeUndefined();
  });
});

describe('what is refused before anything is changed', () => {
  const refused = async (change: HostDifference, message: string | RegExp): Promise<void> => {
    const before = await files();
    await expect(changes().begin({ timeZone: 'Asia/Tokyo', ...change })).rejects.toThrow(message);
    expect(await files()).toEqual(before);
    expect(await host.changes()).toEqual([]);
    expect(existsSync(host.paths.journal)).toBe(false);
  };

  test('an address that somebody else has', async () => {
    await host.program('arping', 'echo "Unicast reply from 10.1.2.9 [AA:BB:CC:DD:EE:FF] 1ms"; exit 1');
    await refused(static0('10.1.2.9/24'), '10.1.2.9 is in use: AA:BB:CC:DD:EE:FF answers for it on eth0');
  });
  test('its own address is no such one', async () => {
    await host.program('arping', 'exit 1');
    await host.live('eth0', '10.1.2.3/24');
    await (await changes().begin(static0('10.1.2.3/24'))).commit();
  });
  test('interfaces and gateways that cannot be', async () => {
    await host.plug('eth1');
    const two = (one: string, other: string, gateway: string | null): HostDifference => ({
      interfaces: [
        { name: 'eth0', method: 'static', address: one, gateway },
        { name: 'eth1', method: 'static', address: other, gateway: gateway === null ? null : '10.9.0.1' },
      ],
    });
    await refused(two('10.1.2.9/24', '10.1.2.9/16', null), 'two interfaces cannot both have the address 10.1.2.9');
    await refused(
      two('10.1.2.9/24', '10.9.0.2/24', '10.1.2.1'),
      /one gateway to all other networks, and not 10\.1\.2\.1/,
    );
    await refused(static0('10.1.2.9/24', '10.1.3.1'), 'the gateway 10.1.3.1 is not in the subnet of 10.1.2.9/24');
    await refused(static0('10.1.2.9/24', '10.1.2.9'), 'is this host itself');
    await refused(
      { interfaces: [{ name: 'eth7', method: 'dhcp', address: null, gateway: null }] },
      'there are: eth0, eth1',
    );
  });
  test('a network that somebody else configures: everything else can still be set', async () => {
    await host.activate('NetworkManager.service');
    await refused(static0('10.1.2.9/24'), 'NetworkManager configures the network of this host');
    expect(await read()).toMatchObject({
      manager: null,
      managerReason: expect.stringContaining('NetworkManager'),
      interfaces: [],
    });
    await (await changes().begin({ hostname: 'alpha' })).commit();
  });
  test('netplan, and both managers at once', async () => {
    await host.write('/sbin/ifup', '');
    await host.write('/etc/network/interfaces', 'auto eth0\niface eth0 inet dhcp\n');
    await refused(static0('10.1.2.9/24'), 'both systemd-networkd and ifupdown');
    await host.write('/etc/netplan/01.yaml', '');
    await refused(static0('10.1.2.9/24'), 'netplan (/etc/netplan/01.yaml) configures');
  });
  test('accounts that are not ours, time zones and time services that are not there', async () => {
    const administrator = (name: string) => ({ administrator: { name, password: 'long enough' } });
    await refused(administrator('root'), 'its login does not open the console');
    await host.write('/home/bob/.bashrc', '');
    await refused(administrator('bob'), 'there is a folder /home/bob already');
    await refused({ timeZone: 'Europe/Vienna' }, 'there is no time zone Europe/Vienna on this host');
    await host.write('/etc/group', 'root:x:0:\n');
    await refused(administrator('alice'), 'there is no group understudy-console');
  });
});

describe('other kinds of hosts', () => {
  test('an administrator that is there gets another password, and its old one back', async () => {
    await host.write('/etc/passwd', 'alice:x:1000:1000::/home/alice:/usr/bin/understudy-shell\n');
    await host.write('/etc/shadow', 'alice:$y$old:1::::::\n');
    const open = await changes().begin({ administrator: { name: 'alice', password: 'a long one' } });
    await open.undo();
    expect(await host.changes()).toEqual([
      'chpasswd < alice:a long one',
      'chpasswd --encrypted',
      'chpasswd < alice:$y$old',
    ]);
  });

  test('systemd-resolved is told whom to ask, and asked again after it was undone', async () => {
    await host.remove();
    host = await StandInHost.make({ resolver: '../run/systemd/resolve/stub-resolv.conf' });
    await host.write('/run/systemd/resolve/resolv.conf', 'nameserver 10.1.2.54\nsearch example.com\n');
    const open = await changes().begin({ nameServers: ['10.1.2.54'], domain: 'example.org' });
    expect(await host.text('/etc/systemd/resolved.conf.d/50-understudy.conf')).toContain(
      'DNS=\nDNS=10.1.2.54\nDomains=\nDomains=~. example.org\n',
    );
    expect(await read()).toMatchObject({ nameServers: ['10.1.2.54'] });
    await open.undo();
    expect(await host.changes()).toEqual([
      'systemctl restart systemd-resolved.service',
      'systemctl restart systemd-resolved.service',
    ]);
  });

  test('a resolv.conf that another program writes is left to it', async () => {
    await host.remove();
    host = await StandInHost.make({ resolver: '/run/resolvconf/resolv.conf' });
    await expect(changes().begin({ nameServers: ['10.1.2.54'] })).rejects.toThrow(
      'is a link to /run/resolvconf/resolv.conf',
    );
  });

  test('chrony has its servers in a file of their own', async () => {
    await host.write('/usr/sbin/chronyd', '');
    await host.write('/etc/chrony/chrony.conf', 'pool 2.debian.pool.ntp.org iburst\nsourcedir /etc/chrony/sources.d\n');
    expect((await read()).ntpServers).toEqual(['2.debian.pool.ntp.org']);
    const open = await changes().begin({ ntpServers: ['10.1.2.123'] });
    expect(open.warnings).toEqual([expect.stringContaining('chrony does not run here')]);
    expect(await host.text('/etc/chrony/sources.d/understudy.sources')).toContain('server 10.1.2.123 iburst\n');
    expect((await read()).ntpServers).toEqual(['10.1.2.123']);
  });

  test('ifupdown is taken down with the old stanza and up with the new one', async () => {
    await host.remove();
    host = await StandInHost.make({ manager: 'ifupdown' });
    const stanza = 'auto eth0\niface eth0 inet static\n  address 10.1.2.3/24\n  up date\n';
    await host.write('/etc/network/interfaces', stanza);
    await host.live('eth0', '10.1.2.9/24');
    expect(await read()).toMatchObject({ manager: 'ifupdown', interfaces: [{ address: '10.1.2.3/24' }] });
    const open = await changes().begin(static0('10.1.2.9/24'));
    expect(await host.text('/etc/network/interfaces')).toBe(
      'auto eth0\niface eth0 inet static\n    address 10.1.2.9\n    netmask 255.255.255.0\n  up date\n',
    );
    const once = ['ifdown --force eth0', 'ip -4 address flush dev eth0', 'ifup --force eth0'];
    expect(await host.changes()).toEqual(once);
    await open.undo();
    expect(await host.text('/etc/network/interfaces')).toBe(stanza);
    expect(await host.changes()).toEqual([...once, ...once]);
  });

  test('an interface without a cable is set up for when it gets one', async () => {
    await host.write('/sys/class/net/eth0/carrier', '0\n');
    const open = await changes().begin(static0('10.1.2.9/24'));
    expect(open.warnings).toEqual(['eth0 has no carrier: it gets its address when its cable is plugged in']);
  });
});
