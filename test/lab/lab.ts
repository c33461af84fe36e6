import { randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBaseImage } from './base-image.ts';
import { addressOfHost, Cables, directInterface } from './cable.ts';
import { Host } from './host.ts';
import { must, type Ran, type RunOptions } from './program.ts';
import { ensureProduct } from './product.ts';
import { Space } from './space.ts';

/** Inside the lab, on its own memory file system. */
const home = '/run/lab';
const domain = 'example.com';
/** Of no use in a lab, and a second of every boot. */
const masked = ['getty.target', 'apt-daily.timer', 'apt-daily-upgrade.timer', 'e2scrub_all.timer', 'fstrim.timer'];

export interface LabOptions {
  /** A second network between the hosts, on a switch of its own. */
  readonly direct?: boolean;
  /** Debian alone: somebody still has to install our package. */
  readonly bare?: boolean;
  /** Debian packages beside those that every host has. They are in the base image: hosts have no way out. */
  readonly packages?: readonly string[];
}

/**
 * Several real hosts on this machine: systemd, sshd on port 22, addresses, a switch, and the product installed. They and
 * all that belongs to them end with `close`, and also when this process is killed.
 */
export class Lab {
  readonly hosts: readonly Host[];
  readonly cables: Cables;
  readonly #space: Space;

  private constructor(space: Space, cables: Cables, hosts: readonly Host[]) {
    this.#space = space;
    this.cables = cables;
    this.hosts = hosts;
  }

  /** Boots one host for each name. Needs root and what `npm run test:hosts` brings. */
  static async start(names: readonly string[], options: LabOptions = {}): Promise<Lab> {
    const debian = await ensureBaseImage(options.packages);
    const layers = options.bare === true ? [debian] : [await ensureProduct(debian), debian];
    const space = await Space.open();
    try {
      const cables = await Cables.lay(space, options);
      furnish(space.path(`${home}/common`), names);
      const hosts: Host[] = [];
      for (const [index, name] of names.entries())
        hosts.push(await newHost({ space, cables, name, number: index + 1 }, layers));
      await Promise.all(hosts.map((host) => host.powerOn()));
      return new Lab(space, cables, hosts);
    } catch (error) {
      await space.close();
      throw error;
    }
  }

  /** The folder of this lab's control groups on this machine: all that a lab has outside its own namespaces. */
  get group(): string {
    return this.#space.group;
  }

  /** Runs a program of this machine that sees what a client on the switch sees. */
  observe(argv: readonly string[], options?: RunOptions): Promise<Ran> {
    return this.#space.run(argv, options);
  }

  /** The same for a program that goes on: its lines as they come, until it ends or `signal` aborts. */
  follow(argv: readonly string[], signal: AbortSignal): AsyncIterableIterator<string> {
    return this.#space.follow(argv, signal);
  }

  close(): Promise<void> {
    return this.#space.close();
  }
}

const put = (layer: string, path: string, text: string): void => {
  mkdirSync(dirname(join(layer, path)), { recursive: true });
  writeFileSync(join(layer, path), text);
};

const link = (layer: string, path: string, target: string): void => {
  mkdirSync(dirname(join(layer, path)), { recursive: true });
  symlinkSync(target, join(layer, path));
};

/** The layer above Debian and the product: the network, everybody's names. */
const furnish = (layer: string, names: readonly string[]): void => {
  mkdirSync(layer, { recursive: true });
  const lines = names.map((name, index) => `${addressOfHost(index + 1)} ${name}.${domain} ${name}`);
  put(layer, 'etc/hosts', ['127.0.0.1 localhost', ...lines, ''].join('\n'));
  const units = 'etc/systemd/system';
  for (const unit of masked) link(layer, `${units}/${unit}`, '/dev/null');
  const networkd = '/usr/lib/systemd/system/systemd-networkd.service';
  link(layer, `${units}/multi-user.target.wants/systemd-networkd.service`, networkd);
};

type Place = { readonly space: Space; readonly cables: Cables; readonly name: string; readonly number: number };

const networkOf = (name: string, address: string): string =>
  `[Match]\nName=${name}\n[Network]\nAddress=${address}/24\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n`;

const newHost = async (place: Place, lower: readonly string[]): Promise<Host> => {
  const { space, cables, name } = place;
  const folder = `${home}/${name}`;
  const root = `${folder}/root`;
  for (const part of ['upper', 'work', 'root']) mkdirSync(space.path(`${folder}/${part}`), { recursive: true });
  const layers = `lowerdir=${[`${home}/common`, ...lower].join(':')},upperdir=${folder}/upper,workdir=${folder}/work`;
  await space.must(['mount', '-t', 'overlay', 'overlay', '-o', layers, root]);
  const host = new Host({ ...place, root });
  host.write('/etc/hostname', `${name}\n`);
  host.write('/etc/machine-id', `${randomBytes(16).toString('hex')}\n`);
  host.write('/etc/systemd/network/10-host0.network', networkOf('host0', host.address));
  if (cables.hasDirect)
    host.write('/etc/systemd/network/10-direct0.network', networkOf(directInterface, host.directAddress));
  if (lower.length > 1) await makeKey(host);
  return host;
};

/** The product was installed once for all hosts, but this is each one's own: sshd shows it from its first start on (design 5). */
const makeKey = async (host: Host): Promise<void> => {
  const path = host.path('/var/lib/understudy/ssh/id_ed25519');
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', `understudy@${host.name}`, '-f', path]);
};
