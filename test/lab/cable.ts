import type { Space } from './space.ts';

const bridge = 'br0';
/** Of everything in the lab; nothing outside its network namespace knows them. */
const network = '10.77.0';
const observer = 254;

export const addressOfHost = (number: number): string => `${network}.${number}`;

/** The switch that every host is plugged into, and the cables between. The lab itself observes from an address of its own. */
export class Cables {
  readonly #space: Space;

  private constructor(space: Space) {
    this.#space = space;
  }

  static async lay(space: Space): Promise<Cables> {
    await space.must(['ip', 'link', 'add', bridge, 'type', 'bridge']);
    await space.must(['ip', 'address', 'add', `${addressOfHost(observer)}/24`, 'dev', bridge]);
    await space.must(['ip', 'link', 'set', bridge, 'up']);
    return new Cables(space);
  }

  /** What systemd-nspawn needs to plug a host in. */
  get nspawnOption(): string {
    return `--network-bridge=${bridge}`;
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
  }

  /** Whether the switch has a cable to this host at all. */
  async isPlugged(host: string): Promise<boolean> {
    const { exitStatus } = await this.#space.run(['ip', 'link', 'show', portOf(host)]);
    return exitStatus === 0;
  }
}

const portOf = (host: string): string => `vb-${host}`;
