import { named, type Config } from '../../config/config.ts';
import { writeTrust } from '../../peer/trust.ts';
import { Turns } from '../configuration/turns.ts';
import type { Worker } from '../worker.ts';

/** Who may call here and whom we call: the trusted hosts of the configuration, and for a while the holder of a pairing code. */
export class Trust {
  readonly #worker: Worker;
  readonly #turns = new Turns();

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Puts `authorized_keys` and `known_hosts` as they have to be. One after another: what is written last is what holds. */
  write(): Promise<void> {
    const { paths, peerProgram, pairing } = this.#worker;
    return this.#turns.take(() =>
      writeTrust({
        hosts: this.#worker.config.trustedHosts,
        authorizedKeysPath: paths.authorizedKeys,
        knownHostsPath: paths.knownHosts,
        peerCommand: (name) => [peerProgram, '--root', paths.root, '--peer', name],
        pairing: pairing.key,
      }),
    );
  }

  /** The same after a change. Nobody who is trusted no longer, or otherwise, keeps a connection. */
  async anew(before: Config['trustedHosts']): Promise<void> {
    await this.write();
    const { links, entrance, config } = this.#worker;
    links.prune();
    for (const [name, host] of Object.entries(before)) {
      if (JSON.stringify(named(config.trustedHosts, name)) !== JSON.stringify(host)) entrance.drop(name);
    }
  }
}
