import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newFolder, removeFolder } from './temporary-folder.ts';

/** Programs of a host that write down how they were called and answer as told; nothing else is to be found. */
const programs: Readonly<Record<string, string>> = {
  arping: 'exit 0',
  chpasswd:
    'read -r line; echo "chpasswd < $line" >>"$HERE/asked"; echo "${line%%:*}:\\$6\\$hash:1::::::" >"$HERE/root/etc/shadow"',
  hostnamectl: '[ "$1" = --transient ] && read -r name <"$HERE/root/etc/hostname" && echo "$name"; exit 0',
  ifdown: 'exit 0',
  ifup: 'exit 0',
  ip: 'case "$*" in *route*) file="$HERE/routes-$7" ;; *) file="$HERE/addresses-$6" ;; esac; [ -e "$file" ] && while read -r line; do echo "$line"; done <"$file"; exit 0',
  networkctl:
    '[ "$3" = status ] && [ -e "$HERE/network-$5" ] && read -r file <"$HERE/network-$5" && echo "  Network File: $file"; exit 0',
  systemctl: '[ "$1" != is-active ] || [ -e "$HERE/active-$3" ]',
  useradd: 'exit 0',
  userdel: 'exit 0',
};

/** A host that is a folder, with programs that stand in for the system's own. */
export class StandInHost {
  readonly #folder: string;
  readonly #path = process.env['PATH'];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** One with systemd-networkd and an interface eth0, and Debian's usual files. */
  static async make({
    resolver,
    manager = 'networkd',
  }: { readonly resolver?: string; readonly manager?: 'networkd' | 'ifupdown' } = {}): Promise<StandInHost> {
    const host = new StandInHost(await newFolder());
    process.env['PATH'] = join(host.#folder, 'bin');
    for (const [name, answer] of Object.entries(programs)) await host.program(name, answer);
    await host.write('/etc/hostname', 'core1\n');
    await host.write('/etc/hosts', '127.0.0.1\tlocalhost\n127.0.1.1\tcore1.example.com core1\n');
    if (resolver === undefined) await host.write('/etc/resolv.conf', 'nameserver 10.1.2.53\n');
    else await host.link('/etc/resolv.conf', resolver);
    await host.write('/etc/timezone', 'Etc/UTC\n');
    await host.write('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
    await host.write('/etc/group', 'root:x:0:\nunderstudy-console:x:990:\n');
    await host.write('/usr/bin/understudy-shell', '');
    await host.write('/usr/lib/systemd/systemd-timesyncd', '');
    for (const zone of ['Etc/UTC', 'Asia/Tokyo']) await host.write(`/usr/share/zoneinfo/${zone}`, '');
    await host.link('/etc/localtime', '/usr/share/zoneinfo/Etc/UTC');
    await host.plug('eth0');
    await (manager === 'networkd' ? host.#giveNetworkd() : host.write('/sbin/ifup', ''));
    return host;
  }

  get root(): string {
    return join(this.#folder, 'root');
  }

  /** Where the journal and the copies of a change lie. */
  get paths(): { journal: string; copies: string } {
    return { journal: join(this.#folder, 'journal.json'), copies: join(this.#folder, 'copies') };
  }

  async program(name: string, answer: string): Promise<void> {
    const path = join(this.#folder, 'bin', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `#!/bin/sh\nHERE='${this.#folder}'\necho "${name} $*" >>"$HERE/asked"\n${answer}\n`);
    await chmod(path, 0o755);
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), text);
  }

  async link(path: string, target: string): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await symlink(target, join(this.root, path));
  }

  text(path: string): Promise<string> {
    return readFile(join(this.root, path), 'utf8');
  }

  /** A network card. */
  plug(name: string): Promise<void> {
    return this.write(`/sys/class/net/${name}/type`, '1\n');
  }

  activate(unit: string): Promise<void> {
    return this.tell(`active-${unit}`, '');
  }

  /** Addresses and gateway as the kernel shows them. */
  async live(name: string, address: string, gateway?: string): Promise<void> {
    const [local = '', length = ''] = address.split('/');
    const infos = [{ family: 'inet', local, prefixlen: Number(length) }];
    await this.tell(`addresses-${name}`, JSON.stringify([{ addr_info: infos }]));
    await this.tell(`routes-${name}`, JSON.stringify(gateway === undefined ? [] : [{ gateway }]));
  }

  /** What was called, in order, of the programs that change something. */
  async changes(): Promise<string[]> {
    const asked = await readFile(join(this.#folder, 'asked'), 'utf8').catch(() => '');
    const isLook = /^(ip -json|arping|systemctl is-active|networkctl --no-pager|hostnamectl --transient|chpasswd $)/;
    return asked.split('\n').filter((line) => line !== '' && !isLook.test(line));
  }

  async #giveNetworkd(): Promise<void> {
    const path = '/etc/systemd/network/10-eth0.network';
    await this.activate('systemd-networkd.service');
    await this.write(path, '[Match]\nName=eth*\n[Network]\nAddress=10.1.2.3/24\n');
    await this.tell('network-eth0', path);
  }

  /** What the programs answer with. */
  async tell(name: string, text: string): Promise<void> {
    await writeFile(join(this.#folder, name), `${text}\n`);
  }

  async remove(): Promise<void> {
    process.env['PATH'] = this.#path;
    await removeFolder(this.#folder);
  }
}
