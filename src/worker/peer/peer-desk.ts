import { join } from 'node:path';
import { named } from '../../config/config.ts';
import { UnderstudyError } from '../../error.ts';
import type { PairingOpening } from '../../peer/envelope.ts';
import type { PairingAnswer, PairingOffer, PairingWish } from '../../peer/pairing-protocol.ts';
import type { Description, Hello, PeerStatus, SnapshotInfo } from '../../peer/protocol.ts';
import { protectedPlanOf } from '../../peer/protected-plan.ts';
import type { PeerHandlers } from '../../peer/peer-server.ts';
import { HashCache } from '../../replication/hash.ts';
import {
  createSnapshot,
  refreshSnapshot,
  removeSnapshot,
  removeStaleSnapshots,
  type SnapshotRequest,
} from '../../replication/snapshot.ts';
import type { TestStep } from '../../control/shapes.ts';
import { release } from '../release.ts';
import { testTrustedHost } from './host-test.ts';
import { helloOf, ownStatusOf } from './own-status.ts';
import { viewOf } from './peer-view.ts';
import type { Worker } from '../worker.ts';

/** A snapshot that a peer is fetching. */
interface Open {
  readonly run: string;
  readonly folder: string;
  readonly abort: AbortController;
}

/** What this server answers to its peers: its status, and its data while it is the active Primary (A3). */
export class PeerDesk implements PeerHandlers {
  readonly #worker: Worker;
  /** Unchanged files are not read again for the next snapshot. */
  readonly #hashes = new HashCache();
  readonly #open = new Map<string, Open>();

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Snapshots of an earlier life are of no use to anybody. */
  async recover(): Promise<void> {
    await removeStaleSnapshots(this.#worker.paths.snapshots);
  }

  hello(peer: string, hello: Hello): Hello {
    this.#worker.logs.availability.info(`${peer} said hello: ${hello.hostname}, release ${hello.release}`);
    return helloOf(this.#worker);
  }

  async heartbeat(peer: string, status: PeerStatus): Promise<PeerStatus> {
    const { config, watch, engine, serveLease } = this.#worker;
    if (peer !== config.peer) return ownStatusOf(this.#worker);
    watch.heardFrom(status);
    const view = viewOf(peer, status, engine.node);
    await engine.dispatch({ type: 'peerCalled', peer: view });
    const grantsLease = status.asksLease && serveLease.grants(view);
    return { ...ownStatusOf(this.#worker), grantsLease };
  }

  async openSnapshot(peer: string, { run }: { run: string }): Promise<SnapshotInfo> {
    const { engine, config, paths, logs } = this.#worker;
    const { node } = engine;
    if (node.phase !== 'active') {
      throw new UnderstudyError(
        'refused',
        `${config.hostname} is not active: only an active Primary is replicated from`,
      );
    }
    await this.#close(peer);
    const open = { run, folder: join(paths.snapshots, run), abort: new AbortController() };
    this.#open.set(peer, open);
    logs.availability.info(`${peer} opened a snapshot for its synchronization`);
    const contents = await createSnapshot(this.#request(open)).catch((error: unknown) => this.#faultHere(error));
    return { hostname: config.hostname, release, term: node.term, dataTerm: node.dataTerm, ...contents };
  }

  async refreshSnapshot(peer: string, { run }: { run: string }): Promise<void> {
    await refreshSnapshot(this.#request(this.#of(peer, run))).catch((error: unknown) => this.#faultHere(error));
  }

  async closeSnapshot(peer: string, { run }: { run: string }): Promise<void> {
    if (this.#open.get(peer)?.run === run) await this.#close(peer);
  }

  describe(): Description {
    const { plan, status } = this.#worker.portal;
    const { address, ports, certificate } = plan;
    return {
      healthPages: { address, ports, certificate, faults: status.faults },
      plan: protectedPlanOf(this.#worker.config, this.#worker.paths.root),
    };
  }

  /** The way back of a connection test: we try to reach the peer that asks. */
  async testBack(peer: string): Promise<{ steps: readonly TestStep[] }> {
    const { steps } = await testTrustedHost(this.#worker, peer, { back: false });
    return { steps };
  }

  admitPairing(opening: PairingOpening): void {
    this.#worker.pairing.shown.admit(opening);
  }

  pairOffer(_peer: string, offer: PairingOffer): Promise<PairingAnswer> {
    return this.#worker.pairing.shown.valid.offer(offer);
  }

  async pairPrepare(_peer: string, wish: PairingWish): Promise<{ warnings: string[] }> {
    return { warnings: [...(await this.#worker.pairing.shown.valid.prepare(wish))] };
  }

  async pairConfirm(): Promise<{ warnings: string[] }> {
    return { warnings: [...(await this.#worker.pairing.shown.valid.confirm())] };
  }

  knows(peer: string): boolean {
    return named(this.#worker.config.trustedHosts, peer) !== undefined;
  }

  report(peer: string, sentence: string): void {
    this.#worker.logs.availability.warn(`${peer}: ${sentence}`);
  }

  /** The folder behind `dataset/NAME` or `snapshot/RUN`, while a run of this peer is open. */
  resolveSource(peer: string, { name }: { name: string }): { path: string } {
    const { config } = this.#worker;
    const open = this.#open.get(peer);
    const [kind, which = ''] = name.split('/');
    if (open !== undefined && kind === 'snapshot' && which === open.run) return { path: open.folder };
    const dataset = named(config.datasets, which);
    if (open !== undefined && kind === 'dataset' && dataset?.kind === 'files') return { path: dataset.path };
    throw new UnderstudyError('refused', `${name} is not being replicated now`);
  }

  async closed(peer: string): Promise<void> {
    await this.#close(peer);
  }

  /** Read on the other server: the fault names the one that has it, and so does what to do. */
  #faultHere(error: unknown): never {
    if (!(error instanceof UnderstudyError)) throw error;
    const { hostname } = this.#worker.config;
    const { code, message, hint } = error;
    const named = /^[A-Z][a-z]/.test(message) ? `${message[0]?.toLowerCase() ?? ''}${message.slice(1)}` : message;
    throw new UnderstudyError(code, `On ${hostname}, ${named}`, {
      hint: hint === undefined ? undefined : `on ${hostname}: ${hint}`,
      cause: error,
    });
  }

  #request({ run, abort }: Open): SnapshotRequest {
    const { config, paths } = this.#worker;
    return {
      run,
      datasets: config.datasets,
      snapshotsFolder: paths.snapshots,
      cache: this.#hashes,
      signal: abort.signal,
    };
  }

  #of(peer: string, run: string): Open {
    const open = this.#open.get(peer);
    if (open?.run === run) return open;
    throw new UnderstudyError('refused', 'That synchronization is over here', { hint: 'start it again' });
  }

  async #close(peer: string): Promise<void> {
    const open = this.#open.get(peer);
    if (open === undefined) return;
    open.abort.abort(new UnderstudyError('interrupted', 'the peer ended its synchronization'));
    this.#open.delete(peer);
    await removeSnapshot(this.#worker.paths.snapshots, open.run);
  }
}
