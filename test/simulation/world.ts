import { claimInOwnName } from '../../src/failover/claim.ts';
import { decide } from '../../src/failover/decide.ts';
import { grantsPeer, leasesAtBoot } from '../../src/failover/lease.ts';
import { Agenda } from '../../src/failover/agenda.ts';
import { Check } from './check.ts';
import { Faults } from './faults.ts';
import { Network } from './network.ts';
import type { Product, Profile, Settings } from './profile.ts';
import { Random } from './random.ts';
import { Server } from './server.ts';
import { Witness } from './witness.ts';
import { Synchronization } from './synchronization.ts';

export const product: Product = {
  decide,
  keepsOrphans: true,
  kernelShuts: true,
  witnessRemembers: true,
  grantFactor: 1.2,
  leasesAtBoot,
  wallClock: false,
  grantsPeer,
  claimOf: claimInOwnName,
};

const faultsUntilMs = 220_000;
const healedAtMs = faultsUntilMs + 120_000;
const endMs = healedAtMs + 40_000;
const writeEveryMs = 700;
const tailLines = 60;

const settingsOf = (random: Random, { promoteOnFailure, witness }: Profile, { grantFactor }: Product): Settings => {
  const leaseMs = random.pick([3000, 5000]);
  return {
    witness,
    leaseMs,
    grantMs: leaseMs * grantFactor,
    aliveMs: 5000,
    promoteOnFailure: promoteOnFailure ?? random.chance(0.5),
    heartbeatFailures: random.whole(1, 4),
    intervalMs: random.pick([1000, 2000]),
    recheckMs: random.pick([500, 1000]),
    timeoutMs: random.pick([1000, 2000]),
    startHoldMs: random.pick([5000, 15_000]),
    delayMs: random.pick([5, 50, 400]),
    servicesMs: random.pick([30, 500, 5000]),
    appliesAnew: random.chance(0.5),
  };
};

/** What a run found. */
export interface Outcome {
  readonly violations: readonly string[];
  readonly rowsTaken: ReadonlySet<string>;
  readonly acknowledged: number;
  /** For a moment at least, both servers served. */
  readonly bothServed: boolean;
  /** How many faults were planned. */
  readonly faults: number;
  /** The last things that happened before the first violation. */
  readonly tail: readonly string[];
}

/** Two servers, a link, clients and faults, all in virtual time and from one seed. */
export class World {
  readonly agenda = new Agenda();
  readonly random: Random;
  readonly network: Network;
  readonly settings: Settings;
  readonly profile: Profile;
  readonly product: Product;
  readonly check: Check;
  readonly witness: Witness;
  readonly servers: readonly [Server, Server];
  /** Writes that a client was told are safe. */
  readonly acknowledged: number[] = [];
  #orderedAtMs = -Infinity;
  #killedAtMs = -Infinity;
  #exemptAtMs = -Infinity;
  readonly #violations: string[] = [];
  readonly #tail: (() => string)[] = [];

  constructor(seed: number, profile: Profile, tested: Product = product) {
    this.random = new Random(seed);
    this.network = new Network(this.agenda, this.random);
    this.profile = profile;
    this.product = tested;
    this.settings = settingsOf(this.random, profile, tested);
    this.network.maxDelayMs = this.settings.delayMs;
    this.check = new Check(this);
    this.witness = new Witness(this);
    this.servers = [new Server('core1', this), new Server('core2', this)];
  }

  /** @param keep the numbers of the faults that happen; all of them by default */
  run(keep?: ReadonlySet<number>): Outcome {
    const [one, two] = this.servers;
    const unpaired = this.profile.mishaps && this.random.chance(0.2);
    // As an installer leaves it: the second server was made Secondary before it met the first.
    if (!unpaired) two.disk.node = { ...two.disk.node, mode: 'secondary', phase: 'standbyEmpty' };
    for (const server of this.servers) server.highAvailability = !unpaired;
    for (const server of this.random.chance(0.5) ? [one, two] : [two, one]) server.start();
    this.#clients();
    for (const server of this.servers) this.#scheduleSync(server);
    const faults = new Faults(this).plan(faultsUntilMs, keep);
    this.agenda.runUntil(healedAtMs);
    this.check.healed();
    const { bothServed } = this.check;
    const chosen = this.random.pick(this.servers);
    this.promote(chosen);
    this.agenda.runUntil(endMs);
    this.check.promoted(chosen);
    this.check.nothingLost();
    return {
      violations: this.#violations,
      rowsTaken: this.check.rowsTaken,
      acknowledged: this.acknowledged.length,
      bothServed,
      faults,
      tail: this.#tail.map((line) => line()),
    };
  }

  peerOf(server: Server): Server {
    return server === this.servers[0] ? this.servers[1] : this.servers[0];
  }

  get faultsAreOver(): boolean {
    return this.agenda.nowMs >= faultsUntilMs;
  }

  note(line: () => string): void {
    if (this.#violations.length > 0) return;
    const { nowMs } = this.agenda;
    this.#tail.push(() => `${(nowMs / 1000).toFixed(3)} ${line()}`);
    if (this.#tail.length > tailLines) this.#tail.shift();
  }

  violated(violation: string): void {
    this.#violations.push(`at ${(this.agenda.nowMs / 1000).toFixed(3)} s: ${violation}`);
  }

  /** A crash between a durable state and its actions. */
  diesNow(): boolean {
    return this.profile.crashes && !this.faultsAreOver && this.random.chance(0.03);
  }

  servicesFail(): boolean {
    return this.profile.mishaps && !this.faultsAreOver && this.random.chance(0.2);
  }

  revive(server: Server): void {
    this.agenda.in(this.random.between(200, 40_000), () => {
      if (!server.up) server.start();
    });
  }

  /**
   * The documented windows. Class B: a takeover across a link that carried nothing. An operator: a promotion beside a server
   * that serves. Once the link is sound, a heartbeat that was under way has to time out, and the next one settles who serves.
   */
  mayServeBoth(): boolean {
    const { intervalMs, recheckMs, timeoutMs, promoteOnFailure } = this.settings;
    const windowMs = 2 * timeoutMs + intervalMs + recheckMs + 4 * this.network.maxDelayMs;
    if (this.settings.witness) return this.agenda.nowMs - this.#exemptAtMs <= this.settings.grantMs;
    const settled = this.network.soundForMs > windowMs;
    if (this.agenda.nowMs - this.#killedAtMs <= this.settings.aliveMs) return true;
    if (this.agenda.nowMs - this.#orderedAtMs <= windowMs || this.profile.mishaps) return true;
    return !settled && (promoteOnFailure || this.#orderedAtMs >= 0);
  }

  /** A server goes without a lease because an operator said so: who had one keeps it until it is over. */
  serveExempt(): void {
    this.#exemptAtMs = this.agenda.nowMs;
  }

  /** The worker alone: what its kernel was told outlives it for a while. */
  kill(server: Server): void {
    this.#killedAtMs = this.agenda.nowMs;
    server.kill();
    this.revive(server);
  }

  /** `failover mode primary`, by whoever thinks it right. */
  promote(server: Server): void {
    this.#orderedAtMs = this.agenda.nowMs;
    server.dispatch({ type: 'operatorPrimary', by: 'admin' });
  }

  /** Somebody who could serve without an operator. */
  hasCandidate(): boolean {
    if (!this.profile.operators && !this.profile.mishaps) return true;
    return this.servers.some(
      ({ disk: { node } }) =>
        node.phase === 'active' || node.phase === 'promoting' || (node.phase === 'hold' && node.obstacle === null),
    );
  }

  /** Heartbeats of one server, one after another (C9). */
  beat(server: Server): void {
    const { intervalMs, recheckMs, timeoutMs } = this.settings;
    const { peer } = server;
    const startedMs = this.agenda.nowMs;
    let over = false;
    const end = (pauseMs: number): boolean => {
      if (over) return false;
      over = true;
      server.later(Math.max(0, pauseMs - (this.agenda.nowMs - startedMs)), () => this.beat(server));
      return true;
    };
    if (!server.highAvailability) return void end(intervalMs);
    const fail = (reason: string): void => {
      if (end(recheckMs)) server.dispatch({ type: 'heartbeatFailed', reason });
    };
    const { view, wantsLease: wants, clockMs: askedMs } = server;
    const refuses = this.random.chance(0.5);
    this.network.send(server.name, peer.name, () => {
      if (!peer.up) {
        if (refuses) this.network.send(peer.name, server.name, () => server.later(0, () => fail('connection refused')));
        return;
      }
      peer.later(0, () => {
        if (peer.dispatch({ type: 'peerCalled', peer: view }) === null) return;
        const granted = peer.grants(view, wants);
        const answer = peer.view;
        this.network.send(peer.name, server.name, () =>
          server.later(0, () => {
            if (granted) server.grantedByPeer(askedMs, view.dataTerm);
            if (end(intervalMs)) server.dispatch({ type: 'heartbeatAnswered', peer: answer });
          }),
        );
      });
    });
    server.later(timeoutMs, () => fail('no answer in time'));
  }

  #clients(): void {
    this.check.oneServes();
    for (const server of this.servers) {
      if (!server.serving) continue;
      const write = this.acknowledged.length;
      server.acknowledge(write);
      this.acknowledged.push(write);
    }
    this.agenda.in(writeEveryMs, () => this.#clients());
  }

  /** Replication as the schedule has it, whatever a server is just then: the core admits or refuses. */
  #scheduleSync(server: Server): void {
    this.agenda.in(this.random.between(5000, 30_000), () => {
      if (server.up && !server.frozen) new Synchronization(server).begin();
      this.#scheduleSync(server);
    });
  }
}
