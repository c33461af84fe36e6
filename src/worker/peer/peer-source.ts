import { receive } from '../../replication/rsync.ts';
import type { Fetchable, Fetched, FetchOptions, SnapshotInfo, Source } from '../../replication/source.ts';
import type { PeerLink } from '../../peer/link.ts';
import { remoteShellOf, remoteSourceOf } from '../../peer/remote-shell.ts';
import { endpointOf } from '../../peer/endpoint.ts';
import type { Worker } from '../worker.ts';

/** Making a snapshot of a large database takes its time. */
const snapshotTimeoutMs = 3_600_000;
const closeTimeoutMs = 10_000;

/** The peer as a source of data: control over the link, bytes by rsync over OpenSSH. */
export class PeerSource implements Source {
  readonly #worker: Worker;
  readonly #host: string;

  constructor(worker: Worker, host: string) {
    this.#worker = worker;
    this.#host = host;
  }

  async open(run: string): Promise<SnapshotInfo> {
    return this.#link.request('openSnapshot', { run }, { timeoutMs: snapshotTimeoutMs });
  }

  async refresh(run: string): Promise<void> {
    await this.#link.request('refreshSnapshot', { run }, { timeoutMs: snapshotTimeoutMs });
  }

  /** Does not wait: a peer that is gone must not hold up the promotion that ends the run. */
  close(run: string): Promise<void> {
    this.#link.request('closeSnapshot', { run }, { timeoutMs: closeTimeoutMs }).catch(() => undefined);
    return Promise.resolve();
  }

  fetch(what: Fetchable, into: string, options: FetchOptions): Promise<Fetched> {
    const { config, paths } = this.#worker;
    const host = config.trustedHosts[this.#host];
    if (host === undefined) throw new Error(`${this.#host} is no longer trusted`);
    const endpoint = endpointOf(this.#host, host);
    const remoteShell = remoteShellOf({ endpoint, keyPath: paths.sshKey, knownHostsPath: paths.knownHosts });
    return receive({ remoteShell, from: remoteSourceOf(endpoint, what), into, options });
  }

  get #link(): PeerLink {
    return this.#worker.links.to(this.#host);
  }
}
