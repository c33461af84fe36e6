import { receive } from '../../replication/rsync.ts';
import { isRetryable, lostPeer, TransferFault } from '../../replication/rsync-fault.ts';
import type { Fetchable, Fetched, FetchOptions, SnapshotInfo, Source } from '../../replication/source.ts';
import type { PeerLink } from '../../peer/link.ts';
import { remoteShellOf, remoteSourceOf } from '../../peer/remote-shell.ts';
import { endpointOf } from '../../peer/endpoint.ts';
import { Stalled } from '../sync/stalled.ts';
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

  async fetch(what: Fetchable, into: string, options: FetchOptions): Promise<Fetched> {
    const stalled = new Stalled(() => this.#isLost);
    const onProgress = (bytes: number): void => {
      stalled.progressed();
      options.onProgress?.(bytes);
    };
    const signal = AbortSignal.any([options.signal, stalled.signal]);
    try {
      return await this.#receive(what, into, { ...options, onProgress, signal });
    } catch (error) {
      if (options.signal.aborted) throw error;
      throw this.#faultOf(stalled.signal.aborted ? lostPeer(this.#host, error) : error);
    } finally {
      stalled.stop();
    }
  }

  /** What the programs said goes into the log. A source that the heartbeats have given up is not asked again. */
  #faultOf(error: unknown): unknown {
    if (!(error instanceof TransferFault) || error.code !== 'peer') return error;
    const { message, hint, detail } = error;
    if (detail !== undefined) this.#worker.logs.availability.warn(`${message} (${detail})`);
    return new TransferFault('peer', message, { hint, cause: error, retryable: isRetryable(error) && !this.#isLost });
  }

  get #isLost(): boolean {
    const { config, watch } = this.#worker;
    return config.peer === this.#host && watch.failures >= config.heartbeatFailures;
  }

  #receive(what: Fetchable, into: string, options: FetchOptions): Promise<Fetched> {
    const { config, paths } = this.#worker;
    const host = config.trustedHosts[this.#host];
    if (host === undefined) throw new Error(`${this.#host} is no longer trusted`);
    const endpoint = endpointOf(this.#host, host);
    const remoteShell = remoteShellOf({ endpoint, keyPath: paths.sshKey, knownHostsPath: paths.knownHosts });
    return receive({ remoteShell, from: remoteSourceOf(endpoint, what), peer: this.#host, into, options });
  }

  get #link(): PeerLink {
    return this.#worker.links.to(this.#host);
  }
}
