import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import { claimInOwnName } from '../../failover/claim.ts';
import type { Context } from '../../failover/context.ts';
import type { Event } from '../../failover/event.ts';
import {
  grantedByPeer,
  grantedByWitness,
  grantsPeer,
  leasesAtBoot,
  needsLease,
  opened,
  promised,
  refusedByWitness,
  servesUntilMs,
  shut,
  wantsLease,
  type Leases,
} from '../../failover/lease.ts';
import type { Node, PeerView } from '../../failover/node.ts';
import type { Term } from '../../failover/term.ts';
import type { WitnessAnswer, WitnessView } from '../../witness/witness.ts';

/** What of a worker the lease has to do with. */
interface Serving {
  readonly config: Config;
  readonly engine: { readonly node: Node; dispatch(event: Event): Promise<unknown> };
  readonly witness: {
    readonly isConfigured: boolean;
    claim(claim: Term, dataTerm: Term, how: { readonly force: boolean }, signal: AbortSignal): Promise<WitnessAnswer>;
    read(signal: AbortSignal): Promise<WitnessView>;
    release(signal: AbortSignal): Promise<void>;
  };
  context(): Context;
}

/** The witness is asked this often within one lease. */
const asksPerLease = 4;
/** A Standby looks whether the witness is there. */
const lookEveryMs = 10_000;

/**
 * Who lets this server serve, and whom it lets (H1): the worker's memory of the grants and promises that the decision core
 * reasons about. It asks the witness again and again while this server serves or would, and the peer with every heartbeat.
 */
export class ServeLease {
  readonly #serving: Serving;
  readonly #onGranted: () => void;
  #leases: Leases | null = null;
  #stopped = new AbortController();
  #nudge = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #isHeld = false;

  /** @param onGranted told whenever this server may serve for longer */
  constructor(serving: Serving, onGranted: () => void) {
    this.#serving = serving;
    this.#onGranted = onGranted;
  }

  /** As the decision core is told; null where nobody has to be asked. */
  get leases(): Leases | null {
    return this.#leases;
  }

  /** This server asks its peer with the next heartbeat. */
  get isWanted(): boolean {
    return this.#leases !== null && wantsLease(this.#serving.engine.node, this.#serving.context());
  }

  /** Clients may be served until then, by `performance.now()`; Infinity where nobody has to be asked. */
  get servesUntilMs(): number {
    const { engine, context } = this.#parts;
    const { leases } = context;
    return leases === null || !needsLease(engine.node, context) ? Infinity : servesUntilMs(leases, engine.node);
  }

  /** What an earlier worker of this server may have promised is not known any more. */
  boot(): void {
    this.#leases = this.#isNeeded ? leasesAtBoot(this.#serving.engine.node, performance.now(), this.#times) : null;
  }

  start(): void {
    this.#stopped = new AbortController();
    this.#loop = this.#keep(this.#stopped.signal);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
  }

  /** A server that serves while its witness is named has as long as one lease to be granted it. */
  changed(): void {
    if (!this.#isNeeded) this.#leases = null;
    else if (this.#leases === null) {
      const { node } = this.#serving.engine;
      const nowMs = performance.now();
      const leases = leasesAtBoot(node, nowMs, this.#times);
      this.#leases = wantsLease(node, { ...this.#serving.context(), leases })
        ? grantedByPeer(leases, nowMs, node.dataTerm, this.#times)
        : leases;
    }
    this.nudge();
  }

  /** Asks at once. */
  nudge(): void {
    this.#nudge.abort();
  }

  /** The peer asks whether it may serve. A yes is a promise. */
  grants(peer: PeerView): boolean {
    const { engine, context } = this.#parts;
    if (this.#leases === null || context.leases === null || !grantsPeer(engine.node, peer, context)) return false;
    this.#leases = promised(this.#leases, performance.now(), this.#times);
    return true;
  }

  /** @param askedMs before the question was sent @param dataTerm that of the data that the peer was told of */
  grantedByPeer(askedMs: number, dataTerm: Term): void {
    if (this.#leases === null) return;
    this.#leases = grantedByPeer(this.#leases, askedMs, dataTerm, this.#times);
    this.#onGranted();
  }

  /** The kernel was told to let clients in until then. */
  opened(untilMs: number): void {
    if (this.#leases !== null) this.#leases = opened(this.#leases, untilMs);
  }

  /** The gate is seen shut, and the virtual address gone. */
  shut(): void {
    if (this.#leases !== null) this.#leases = shut(this.#leases);
  }

  get #parts(): { readonly engine: Serving['engine']; readonly context: Context } {
    return { engine: this.#serving.engine, context: this.#serving.context() };
  }

  get #isNeeded(): boolean {
    const { witness, config } = this.#serving;
    return witness.isConfigured && config.highAvailability === 'enable' && config.peer !== undefined;
  }

  get #times(): Config['lease'] {
    return this.#serving.config.lease;
  }

  async #keep(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      const isAsked = this.isWanted;
      this.#nudge = new AbortController();
      const signal = AbortSignal.any([stopped, this.#nudge.signal]);
      if (isAsked) await this.#ask(stopped);
      else if (this.#leases !== null) await this.#look(signal);
      await wait(this.#pauseMs(isAsked), undefined, { signal }).catch(() => undefined);
    }
  }

  #pauseMs(isAsked: boolean): number {
    return isAsked || this.isWanted ? this.#times.leaseMs / asksPerLease : lookEveryMs;
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { engine, witness } = this.#serving;
    const { node } = engine;
    const { dataTerm } = node;
    const answer = await witness.claim(claimInOwnName(node), dataTerm, { force: node.exempt }, signal);
    const { leases } = this;
    if (leases === null || signal.aborted) return;
    this.#isHeld = answer.type === 'granted';
    this.#leases =
      answer.type === 'granted'
        ? grantedByWitness(leases, answer.untilMs - this.#times.leaseMs, dataTerm, this.#times)
        : refusedByWitness(leases, answer.reason, answer.type === 'unreachable');
    const record = answer.type === 'unreachable' ? null : answer.record;
    await engine.dispatch({ type: 'witnessAnswered', record }).catch(() => undefined);
    if (this.#isHeld) this.#onGranted();
  }

  /** Gives back what it has no use for, and sees whether the witness would be there if it had. */
  async #look(signal: AbortSignal): Promise<void> {
    const { witness } = this.#serving;
    if (this.#leases === null) return;
    if (this.#isHeld && this.#leases.openUntilMs <= performance.now()) {
      this.#isHeld = false;
      await witness.release(AbortSignal.any([signal, AbortSignal.timeout(this.#times.leaseMs)]));
    }
    const view = await witness.read(AbortSignal.any([signal, AbortSignal.timeout(this.#times.leaseMs)]));
    const witnessSays = 'unreachable' in view ? view.unreachable : null;
    if (!signal.aborted) this.#leases = { ...this.#leases, witnessSays, isWitnessSilent: witnessSays !== null };
  }
}
