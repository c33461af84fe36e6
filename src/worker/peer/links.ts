import { named, type TrustedHost } from '../../config/config.ts';
import type { Term } from '../../failover/term.ts';
import { UnderstudyError } from '../../error.ts';
import { endpointOf } from '../../peer/endpoint.ts';
import { PeerLink } from '../../peer/link.ts';
import type { PeerStatus } from '../../peer/protocol.ts';
import { helloOf, ownStatusOf } from './own-status.ts';
import type { Worker } from '../worker.ts';

/** What a peer answered to one question after its status. */
export interface Answered {
  readonly status: PeerStatus;
  readonly responseMs: number;
  /** The peer's clock against ours, positive when it is ahead, measured at the middle of the round trip (E11). */
  readonly clockDifferenceMs: number;
  /** What it was asked: when, by `performance.now()`, and of what data it was told. */
  readonly asked: { readonly atMs: number; readonly dataTerm: Term };
}

/** One kept-open link for each trusted host, made when it is first needed and again when its address or key changes. */
export class Links {
  readonly #worker: Worker;
  readonly #links = new Map<string, { readonly endpoint: string; readonly link: PeerLink }>();

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** @throws UnderstudyError usage when the host is not trusted */
  to(name: string): PeerLink {
    const host = named(this.#worker.config.trustedHosts, name);
    if (host === undefined)
      throw new UnderstudyError('usage', `${name} is no trusted host`, { hint: `add "trusted-host ${name} …"` });
    const endpoint = JSON.stringify(host);
    const known = this.#links.get(name);
    if (known?.endpoint === endpoint) return known.link;
    known?.link.close();
    const link = this.#open(name, host);
    this.#links.set(name, { endpoint, link });
    return link;
  }

  /** Asks a peer for its status, telling it ours. @throws UnderstudyError peer or refused */
  async status(name: string): Promise<Answered> {
    const sentAtMs = performance.now();
    const own = ownStatusOf(this.#worker);
    const status = await this.to(name).request('heartbeat', own, {
      timeoutMs: this.#worker.config.heartbeatTimeoutMs,
    });
    const responseMs = performance.now() - sentAtMs;
    return {
      status,
      responseMs,
      clockDifferenceMs: Math.round(status.clockMs - (Date.now() - responseMs / 2)),
      asked: { atMs: sentAtMs, dataTerm: own.dataTerm },
    };
  }

  /** Drops the links of hosts that are no longer trusted as they were. */
  prune(): void {
    for (const [name, { endpoint, link }] of this.#links) {
      if (JSON.stringify(this.#worker.config.trustedHosts[name]) === endpoint) continue;
      link.close();
      this.#links.delete(name);
    }
  }

  close(): void {
    for (const { link } of this.#links.values()) link.close();
    this.#links.clear();
  }

  #open(name: string, host: TrustedHost): PeerLink {
    return new PeerLink({
      endpoint: endpointOf(name, host),
      keyPath: this.#worker.paths.sshKey,
      hello: () => helloOf(this.#worker),
    });
  }
}
