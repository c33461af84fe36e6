import type { Action } from './action.ts';
import { ownClaim, serves } from './claim.ts';
import type { Context } from './context.ts';
import { decide } from './decide.ts';
import type { Event } from './event.ts';
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
} from './lease.ts';
import type { Node, PeerView } from './node.ts';
import type { ServerSettings } from './what-if-settings.ts';
import type { WhatIfWorld } from './what-if-world.ts';

const asksPerLease = 4;
/** Rounds of the worker's loop. */
const tickMs = 250;

/** One of the two servers in virtual time: the decision core as it is, and around it what a worker does. */
export class WhatIfServer {
  readonly #world: WhatIfWorld;
  readonly #settings: ServerSettings;
  #node: Node;
  #leases: Leases | null;
  #isUp = false;
  #isOpen = false;
  #runsServices = false;
  /** What an earlier life planned does not happen. */
  #life = 0;
  /** Work of an earlier shift was given up. */
  #shift = 0;
  /** The next heartbeat, while it is waited for. */
  #nextBeat: object | null = null;

  constructor(start: { node: Node; leases: Leases | null; settings: ServerSettings }, world: WhatIfWorld) {
    this.#node = start.node;
    this.#leases = start.leases;
    this.#settings = start.settings;
    this.#world = world;
  }

  get node(): Node {
    return this.#node;
  }

  get name(): string {
    return this.#node.name;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get context(): Context {
    const { usesWitness, ...settings } = this.#settings;
    return { ...settings, nowMs: this.#world.clockMs, leases: usesWitness ? this.#leases : null };
  }

  /** Clients are let in and find the services. */
  get isServing(): boolean {
    if (!this.#isUp || !this.#isOpen || !this.#runsServices || this.#node.phase !== 'active') return false;
    return this.#mayServe;
  }

  /** It runs, and has since long. */
  resume(): void {
    this.#isUp = true;
    this.#isOpen = this.#node.phase === 'active';
    this.#runsServices = this.#isOpen;
    if (this.#node.phase === 'promoting') this.#act(['startServices', 'openGate']);
    this.#run();
  }

  /** Its power returns. */
  boot(): void {
    this.#isUp = true;
    this.#leases = this.#settings.usesWitness ? leasesAtBoot(this.#node, this.#world.clockMs, this.#world.times) : null;
    this.#dispatch({ type: 'boot' });
    this.#run();
  }

  /** Its power is lost; what it has decided is on its disk. */
  die(): void {
    this.#isUp = false;
    this.#life += 1;
    this.#shift += 1;
    this.#isOpen = false;
    this.#runsServices = false;
    this.#nextBeat = null;
  }

  /** Asks peer and witness now, as it does all the time. */
  meet(): void {
    this.#beat();
    this.#askWitness();
  }

  /** The peer tells of itself and asks to be let serve. */
  hear(peer: PeerView, asks: boolean): { readonly peer: PeerView; readonly granted: boolean } {
    this.#dispatch({ type: 'peerCalled', peer });
    const { context } = this;
    const granted = asks && this.#leases !== null && context.leases !== null && grantsPeer(this.#node, peer, context);
    if (granted && this.#leases !== null) this.#leases = promised(this.#leases, this.#world.clockMs, this.#world.times);
    return { peer: this.#view, granted };
  }

  get #view(): PeerView {
    const { name, mode, phase, term, dataTerm } = this.#node;
    return { name, mode, phase, term, dataTerm };
  }

  get #wantsLease(): boolean {
    return this.#settings.usesWitness && wantsLease(this.#node, this.context);
  }

  get #mayServe(): boolean {
    const { context } = this;
    const { leases } = context;
    if (leases === null || !needsLease(this.#node, context)) return true;
    return servesUntilMs(leases, this.#node) > context.nowMs;
  }

  /** In this life, or not at all. */
  #later(delayMs: number, run: () => void): void {
    const life = this.#life;
    this.#world.agenda.in(delayMs, () => {
      if (life === this.#life && this.#isUp) run();
    });
  }

  #run(): void {
    this.#tick();
    this.#keepLease();
    this.#pause(0);
  }

  #tick(): void {
    this.#dispatch({ type: 'tick' });
    this.#renew();
    this.#later(tickMs, () => this.#tick());
  }

  #keepLease(): void {
    this.#later(this.#world.times.leaseMs / asksPerLease, () => {
      this.#askWitness();
      this.#keepLease();
    });
  }

  #askWitness(): void {
    if (!this.#wantsLease || this.#leases === null) return;
    const { clockMs, times } = this.#world;
    const { name, dataTerm, exempt } = this.#node;
    const reply = this.#world.askWitness({ name, term: ownClaim(this.#node), dataTerm, force: exempt });
    this.#leases =
      reply?.granted === true
        ? grantedByWitness(this.#leases, clockMs, dataTerm, times)
        : refusedByWitness(this.#leases, reply?.reason ?? 'the witness does not answer');
    this.#dispatch({ type: 'witnessAnswered', record: reply?.memory.record ?? null });
    this.#renew();
  }

  /** One heartbeat; the next one waits for it. */
  #beat(): void {
    this.#nextBeat = null;
    const { highAvailability, peer } = this.#settings;
    if (!highAvailability || peer === null) return;
    const { heartbeatIntervalMs, heartbeatRecheckMs, heartbeatTimeoutMs } = this.#world.times;
    const other = this.#world.reachedFrom(this);
    if (other === null) {
      this.#later(heartbeatTimeoutMs, () => {
        this.#pause(Math.max(0, heartbeatRecheckMs - heartbeatTimeoutMs));
        this.#dispatch({ type: 'heartbeatFailed', reason: `no answer within ${heartbeatTimeoutMs} ms` });
      });
      return;
    }
    const { dataTerm } = this.#node;
    const answer = other.hear(this.#view, this.#wantsLease);
    if (answer.granted && this.#leases !== null)
      this.#leases = grantedByPeer(this.#leases, this.#world.clockMs, dataTerm, this.#world.times);
    this.#pause(heartbeatIntervalMs);
    this.#dispatch({ type: 'heartbeatAnswered', peer: answer.peer });
    this.#renew();
  }

  #pause(forMs: number): void {
    const beat = {};
    this.#nextBeat = beat;
    this.#later(forMs, () => {
      if (this.#nextBeat === beat) this.#beat();
    });
  }

  /** The peer hears without delay that this server serves, and whoever is to be asked is. */
  #nudge(before: Node): void {
    if (before.phase === this.#node.phase) return;
    if (serves(this.#node) && this.#nextBeat !== null) this.#pause(0);
    if (this.#wantsLease) this.#later(0, () => this.#askWitness());
  }

  #renew(): void {
    const { context } = this;
    if (!this.#isOpen || this.#leases === null || context.leases === null) return;
    if (needsLease(this.#node, context)) this.#leases = opened(this.#leases, servesUntilMs(this.#leases, this.#node));
    this.#world.changed();
  }

  #dispatch(event: Event): void {
    const before = this.#node;
    const decision = decide(before, event, this.context);
    this.#node = decision.node;
    if (decision.row !== null && decision.sentence !== null)
      this.#world.decided(this, decision.row.id, decision.sentence);
    this.#act(decision.actions);
    this.#world.changed();
    this.#nudge(before);
  }

  #act(actions: readonly Action[]): void {
    if (actions.includes('closeGate')) {
      this.#isOpen = false;
      if (this.#leases !== null) this.#leases = shut(this.#leases);
    }
    if (actions.includes('stopServices')) {
      this.#shift += 1;
      this.#runsServices = false;
    }
    if (actions.includes('startServices')) this.#startServices();
    else if (actions.includes('openGate')) this.#isOpen = true;
  }

  #startServices(): void {
    const shift = ++this.#shift;
    const { term } = this.#node;
    this.#later(this.#world.times.servicesMs, () => {
      if (shift !== this.#shift) return;
      this.#runsServices = true;
      this.#dispatch({ type: 'promotionSucceeded', term });
    });
  }
}
