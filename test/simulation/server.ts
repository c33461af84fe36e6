import type { Action } from '../../src/failover/action.ts';
import type { Context } from '../../src/failover/context.ts';
import type { Decision } from '../../src/failover/decide.ts';
import type { Event } from '../../src/failover/event.ts';
import type { PeerView } from '../../src/failover/node.ts';
import {
  grantedByPeer,
  grantedByWitness,
  needsLease,
  opened,
  promised,
  refusedByWitness,
  servesUntilMs,
  shut,
  wantsLease,
  type Leases,
  type LeaseTimes,
} from '../../src/failover/lease.ts';
import type { WitnessReply } from './witness.ts';
import type { Term } from '../../src/failover/term.ts';
import { newDisk, type Disk } from './disk.ts';
import type { World } from './world.ts';

interface Job {
  readonly actions: readonly Action[];
  readonly shift: number;
  readonly term: Term;
}

/**
 * A server: the production decision core on a disk that survives and a memory that does not. As in the worker, a decision
 * is durable before it is acted upon, closing the gate waits for nothing, and slow actions queue behind each other.
 */
export class Server {
  readonly name: string;
  readonly world: World;
  readonly disk: Disk;
  up = false;
  gateOpen = false;
  /** What this server was granted and promised; gone with its worker. */
  leases: Leases | null = null;
  readonly #drift: number;
  /** What somebody did to the wall clock, ms. */
  clockStepMs = 0;
  /** By its own clock: until then the kernel lets clients in. */
  #kernelUntilMs = -Infinity;
  #renewerStalledUntilMs = 0;
  /** The worker is gone, the host and what its kernel was told are not. */
  #isGhost = false;
  servicesUp = false;
  highAvailability = true;
  /** Counts starts and crashes: what an earlier life planned does not happen. */
  #life = 0;
  #frozenUntilMs = 0;
  /** Counts demotions: actions of an earlier shift are given up. */
  #shift = 0;
  #jobs: Job[] = [];
  #busy = false;
  /** A newer attempt to put a copy in place ends the one before. */
  #applies = 0;
  /** Set while a synchronization runs. */
  abortSync: (() => void) | null = null;

  constructor(name: string, world: World) {
    this.name = name;
    this.world = world;
    this.disk = newDisk(name);
    this.#drift = world.random.between(-0.004, 0.004);
  }

  get serving(): boolean {
    const kernel = !this.world.product.kernelShuts || this.#kernelUntilMs > this.clockMs;
    return (this.up || this.#isGhost) && this.gateOpen && this.servicesUp && kernel;
  }

  /** Its own monotonic clock. */
  get clockMs(): number {
    const { agenda, product } = this.world;
    return agenda.nowMs * (1 + this.#drift) + (product.wallClock ? this.clockStepMs : 0);
  }

  get times(): LeaseTimes {
    const { leaseMs, grantMs } = this.world.settings;
    return { leaseMs, grantMs };
  }

  get #needsWitness(): boolean {
    return this.world.settings.witness && this.highAvailability;
  }

  /** It was told to shut, and a renewer that does not move lets that happen by itself. */
  get isShutting(): boolean {
    return this.gateOpen && this.disk.node.phase !== 'active';
  }

  get frozen(): boolean {
    return this.#frozenUntilMs > this.world.agenda.nowMs;
  }

  get peer(): Server {
    return this.world.peerOf(this);
  }

  get view(): PeerView & { release: string } {
    const { mode, phase, term, dataTerm } = this.disk.node;
    return { name: this.name, mode, phase, term, dataTerm, release: '1' };
  }

  get context(): Context {
    const { promoteOnFailure, heartbeatFailures, startHoldMs } = this.world.settings;
    return {
      nowMs: this.clockMs,
      highAvailability: this.highAvailability,
      peer: this.peer.name,
      promoteOnFailure,
      heartbeatFailures,
      startHoldMs,
      missingFromCopy: [],
      leases: this.#needsWitness ? this.leases : null,
    };
  }

  /** Happens in this life or not at all; a frozen server does it when it thaws. */
  later(delayMs: number, run: () => void): void {
    const life = this.#life;
    const attempt = (): void => {
      if (this.#life !== life || !this.up) return;
      if (this.frozen) this.world.agenda.in(this.#frozenUntilMs - this.world.agenda.nowMs, attempt);
      else run();
    };
    this.world.agenda.in(delayMs, attempt);
  }

  start(): void {
    this.#life += 1;
    this.up = true;
    this.#isGhost = false;
    this.leases = this.world.product.leasesAtBoot(this.disk.node, this.clockMs, this.times);
    this.#jobs = [];
    this.#busy = false;
    this.abortSync = null;
    this.dispatch({ type: 'boot' });
    this.#tick();
    if (this.world.settings.witness) this.#keepLease();
    this.later(this.world.random.between(0, this.world.settings.intervalMs), () => this.world.beat(this));
    if (this.disk.node.mode === 'secondary' && !this.disk.node.ownData && this.disk.live.applying)
      this.#apply(() => undefined);
  }

  crash(): void {
    this.#isGhost = false;
    this.#kernelUntilMs = -Infinity;
    this.#life += 1;
    this.up = false;
    this.gateOpen = false;
    this.servicesUp = false;
    this.#frozenUntilMs = 0;
  }

  /** The worker alone: what its services and the kernel do goes on for a while. */
  kill(): void {
    this.#life += 1;
    this.up = false;
    this.#isGhost = true;
    this.#frozenUntilMs = 0;
  }

  stallRenewer(forMs: number): void {
    this.#renewerStalledUntilMs = this.world.agenda.nowMs + forMs;
  }

  get #renewerStalls(): boolean {
    return this.#renewerStalledUntilMs > this.world.agenda.nowMs;
  }

  /** The peer asks whether it may serve. */
  grants(peer: PeerView, isAsked: boolean): boolean {
    const { leases, context } = this;
    if (!isAsked || leases === null || context.leases === null) return false;
    if (!this.world.product.grantsPeer(this.disk.node, peer, context)) return false;
    this.leases = promised(leases, this.clockMs, this.times);
    return true;
  }

  grantedByPeer(askedMs: number, dataTerm: Term): void {
    if (this.leases !== null) this.leases = grantedByPeer(this.leases, askedMs, dataTerm, this.times);
    this.#renew();
  }

  get wantsLease(): boolean {
    return this.#needsWitness && wantsLease(this.disk.node, this.context);
  }

  freeze(forMs: number): void {
    this.#frozenUntilMs = this.world.agenda.nowMs + forMs;
  }

  /** Decides, makes durable, acts; the server may die between any two of these. */
  dispatch(event: Event): Decision | null {
    const before = this.disk.node;
    const decision = this.world.product.decide(before, event, this.context);
    this.world.check.decision(this, before, event, decision);
    this.disk.node = decision.node;
    if (decision.row !== null && this.world.diesNow()) {
      this.crash();
      this.world.revive(this);
      return null;
    }
    this.#act(decision.actions);
    return decision;
  }

  /** The application takes a client's write and says so. */
  acknowledge(write: number): void {
    this.disk.data.add(write);
  }

  /** Puts the newest copy in place, as the worker does: not again when it is there. */
  #apply(done: () => void): void {
    const { disk } = this;
    const { generation } = disk.node;
    const copy = generation === null ? undefined : disk.copies.get(generation);
    const inPlace = disk.live.generation === generation && !disk.live.applying && !this.world.settings.appliesAnew;
    if (copy === undefined || inPlace) return done();
    const shift = this.#shift;
    const attempt = ++this.#applies;
    disk.live = { generation, applying: true };
    disk.torn = true;
    this.world.check.nothingLost();
    this.later(this.world.random.between(50, 3000), () => {
      if (shift !== this.#shift || attempt !== this.#applies) return;
      disk.data = new Set(copy.data);
      disk.torn = false;
      disk.live = { generation, applying: false };
      done();
    });
  }

  applyInStandby(): void {
    this.#apply(() => undefined);
  }

  #tick(): void {
    if (this.disk.node.phase === 'hold' || this.world.settings.witness) this.dispatch({ type: 'tick' });
    this.#renew();
    this.later(500, () => this.#tick());
  }

  /** Asks the witness again and again while this server serves or would. */
  #keepLease(): void {
    const { world } = this;
    this.later(world.settings.leaseMs / 4, () => this.#keepLease());
    if (!this.wantsLease) return;
    const askedMs = this.clockMs;
    const { node } = this.disk;
    const { dataTerm } = node;
    const answered = ({ granted, record, reason }: WitnessReply): void => {
      if (this.leases === null) return;
      this.leases = granted
        ? grantedByWitness(this.leases, askedMs, dataTerm, this.times)
        : refusedByWitness(this.leases, reason);
      this.dispatch({ type: 'witnessAnswered', record });
      this.#renew();
    };
    const { exempt } = node;
    const claim = this.world.product.claimOf(node);
    world.network.send(this.name, 'witness', () => {
      if (!world.witness.up) return;
      const reply = world.witness.claim(claim, dataTerm, exempt);
      world.network.send('witness', this.name, () => this.later(0, () => answered(reply)));
    });
  }

  /** The kernel is told how long clients may still be let in. */
  #renew(): void {
    const { node } = this.disk;
    if (!this.gateOpen || node.phase !== 'active' || this.#renewerStalls || !this.up) return;
    const { aliveMs } = this.world.settings;
    const aliveUntilMs = this.clockMs + aliveMs;
    const { leases } = this.context;
    const untilMs =
      leases !== null && needsLease(node, this.context)
        ? Math.min(aliveUntilMs, servesUntilMs(leases, node))
        : aliveUntilMs;
    this.#kernelUntilMs = untilMs;
    if (this.leases !== null) this.leases = opened(this.leases, untilMs);
    this.world.check.gateOpened(this);
  }

  /** A renewer that does not move lets the gate shut by itself. */
  #shutGate(): void {
    if (this.#renewerStalls) return;
    this.gateOpen = false;
    if (this.leases !== null) this.leases = shut(this.leases);
  }

  #act(actions: readonly Action[]): void {
    if (actions.length === 0) return;
    if (actions.includes('closeGate')) this.#shutGate();
    if (actions.includes('stopServices')) {
      this.#shift += 1;
      this.#busy = false;
      this.#jobs = [];
    }
    this.#jobs.push({ actions, shift: this.#shift, term: this.disk.node.term });
    this.#work();
  }

  #work(): void {
    const job = this.#busy ? undefined : this.#jobs.shift();
    if (job === undefined) return;
    this.#busy = true;
    this.#perform(job, 0);
  }

  #perform(job: Job, index: number): void {
    if (job.shift !== this.#shift) return;
    const action = job.actions[index];
    const next = (): void => this.#perform(job, index + 1);
    if (action === undefined) {
      this.#busy = false;
      if (job.actions.includes('startServices')) this.dispatch({ type: 'promotionSucceeded', term: job.term });
      return this.#work();
    }
    if (action === 'applyCopy') return this.#apply(next);
    if (action === 'startServices') return this.#startServices(job, next);
    if (action === 'abortSync') return this.#endSync(next);
    if (action === 'stopServices') this.servicesUp = false;
    if (action === 'openGate') this.#openGate();
    next();
  }

  /** What is under way goes on until it is told: the core has decided by then. */
  #endSync(next: () => void): void {
    this.later(this.world.random.between(0, 50), () => {
      this.abortSync?.();
      next();
    });
  }

  #startServices(job: Job, next: () => void): void {
    this.world.check.servicesStart(this);
    this.later(this.world.random.between(5, this.world.settings.servicesMs), () => {
      if (job.shift !== this.#shift) return;
      if (!this.world.servicesFail()) {
        this.servicesUp = true;
        return next();
      }
      this.#busy = false;
      this.dispatch({ type: 'promotionFailed', reason: 'service registry did not start', term: job.term });
      this.#work();
    });
  }

  #openGate(): void {
    this.gateOpen = this.disk.node.phase === 'active';
    this.#renew();
  }
}
