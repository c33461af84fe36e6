import type { Space } from './space.ts';
import { until } from './until.ts';

const bridge = 'br0';
/** Of everything in the lab; nothing outside its network namespace knows them. */
const network = '10.77.0';
const observer = 254;
/** A switch of its own for the second network between the hosts, which nobody observes. */
const directBridge = 'br1';
const directNetwork = '10.78.0';
export const directInterface = 'direct0';

export const addressOfHost = (number: number): string => `${network}.${number}`;
export const directAddressOfHost = (number: number): string => `${directNetwork}.${number}`;

/** The switch that every host is plugged into, and the cables between. The lab itself observes from an address of its own. */
export class Cables {
  readonly #space: Space;
  readonly hasDirect: boolean;

  private constructor(space: Space, hasDirect: boolean) {
    this.#space = space;
    this.hasDirect = hasDirect;
  }

  static async lay(space: Space, { direct = false }: { readonly direct?: boolean } = {}): Promise<Cables> {
    await space.must(['ip', 'link', 'add', bridge, 'type', 'bridge']);
    await space.must(['ip', 'address', 'add', `${addressOfHost(observer)}/24`, 'dev', bridge]);
    await space.must(['ip', 'link', 'set', bridge, 'up']);
    if (direct) {
      await space.must(['ip', 'link', 'add', directBridge, 'type', 'bridge']);
      await space.must(['ip', 'link', 'set', directBridge, 'up']);
    }
    return new Cables(space, direct);
  }

  /** What systemd-nspawn needs to plug a host in. */
  get nspawnOption(): string {
    return `--network-bridge=${bridge}`;
  }

  /** The same for the direct link; its end on our side has to be put into the switch by `plugDirect`. */
  directOptions(host: string): string[] {
    return this.hasDirect ? [`--network-veth-extra=${directPortOf(host)}:${directInterface}`] : [];
  }

  async plugDirect(host: string): Promise<void> {
    if (!this.hasDirect) return;
    const port = directPortOf(host);
    await until(`the direct link of ${host} is there`, () => this.#isThere(port), Boolean);
    await this.#space.must(['ip', 'link', 'set', port, 'master', directBridge, 'up']);
  }

  async cutDirect(host: string): Promise<void> {
    await this.#space.must(['bridge', 'link', 'set', 'dev', directPortOf(host), 'state', '0']);
  }

  async mendDirect(host: string): Promise<void> {
    await this.#space.must(['bridge', 'link', 'set', 'dev', directPortOf(host), 'state', '3']);
  }

  /** A silent partition: the carrier stays up and nothing passes any more. */
  async cut(host: string): Promise<void> {
    await this.#space.must(['bridge', 'link', 'set', 'dev', portOf(host), 'state', '0']);
  }

  async mend(host: string): Promise<void> {
    await this.#space.must(['bridge', 'link', 'set', 'dev', portOf(host), 'state', '3']);
  }

  /** Nothing that the host still says reaches anyone: a machine without power sends no farewell. */
  async silence(host: string): Promise<void> {
    await this.#space.must(['ip', 'link', 'set', portOf(host), 'down']);
    if (this.hasDirect) await this.#space.must(['ip', 'link', 'set', directPortOf(host), 'down']);
  }

  /** Whether the switch has a cable to this host at all. */
  async isPlugged(host: string): Promise<boolean> {
    return (await this.#isThere(portOf(host))) || (await this.#isThere(directPortOf(host)));
  }

  async #isThere(port: string): Promise<boolean> {
    const { exitStatus } = await this.#space.run(['ip', 'link', 'show', port]);
    return exitStatus === 0;
  }
}

const portOf = (host: string): string => `vb-${host}`;
const directPortOf = (host: string): string => `vd-${host}`;
