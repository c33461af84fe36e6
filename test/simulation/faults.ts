import type { Server } from './server.ts';
import type { World } from './world.ts';

/** Injects what a profile allows, at random instants, and mends all of it in the end. */
export class Faults {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** @param keep the numbers of the faults that happen; all of them by default */
  plan(untilMs: number, keep?: ReadonlySet<number>): number {
    const { agenda, random } = this.#world;
    const kinds = this.#kinds();
    let number = 0;
    for (let atMs = random.between(2000, 20_000); atMs < untilMs; atMs += random.between(500, 30_000)) {
      const inject = random.pick(kinds);
      const server = random.pick(this.#world.servers);
      if (keep?.has(number) ?? true) agenda.in(atMs, () => inject(server));
      number += 1;
    }
    agenda.in(untilMs, () => this.#mend());
    return number;
  }

  #kinds(): readonly ((server: Server) => void)[] {
    const { crashes, network, operators, mishaps, witness } = this.#world.profile;
    return [
      ...(crashes ? [this.#crash, this.#crash, this.#crashBoth] : []),
      ...(network ? [this.#cut, this.#cutOneWay, this.#lose, this.#freeze] : []),
      ...(crashes ? [this.#kill] : []),
      ...(network ? [this.#stallRenewer, this.#stepClock] : []),
      ...(witness
        ? [
            this.#cutWitness,
            this.#cutWitness,
            this.#isolate,
            this.#isolateByAndBy,
            this.#stopWitness,
            this.#cutAndBounce,
          ]
        : []),
      ...(operators ? [this.#promote, this.#demote] : []),
      ...(mishaps ? [this.#toggle, this.#failService] : []),
    ];
  }

  readonly #crash = (server: Server): void => {
    if (!server.up) return;
    server.crash();
    this.#world.revive(server);
  };

  readonly #kill = (server: Server): void => {
    if (!server.up) return;
    this.#world.kill(server);
  };

  readonly #stallRenewer = (server: Server): void => server.stallRenewer(this.#world.random.between(500, 20_000));

  readonly #stepClock = (server: Server): void => {
    server.clockStepMs += this.#world.random.between(-30_000, 30_000);
  };

  readonly #cutWitness = ({ name }: Server): void => {
    const { network, random } = this.#world;
    if (random.chance(0.7)) network.cut(name, 'witness');
    if (random.chance(0.7)) network.cut('witness', name);
    this.#healLater();
  };

  /** From everybody. */
  readonly #isolate = (server: Server): void => {
    this.#cut(server);
    this.#world.network.cut(server.name, 'witness');
    this.#world.network.cut('witness', server.name);
  };

  /** First from the witness, and from the peer when it has no other grantor left. */
  readonly #isolateByAndBy = (server: Server): void => {
    const { network, agenda, random, settings } = this.#world;
    network.cut(server.name, 'witness');
    network.cut('witness', server.name);
    agenda.in(settings.grantMs + random.between(0, 4000), () => {
      this.#cut(server);
      if (random.chance(0.5)) this.#restart(server.peer);
    });
  };

  /** Its worker, in no time. */
  #restart(server: Server): void {
    if (!server.up) return;
    server.kill();
    this.#world.agenda.in(100, () => {
      if (!server.up) server.start();
    });
  }

  /** The witness restarts in no time while the two do not see each other. */
  readonly #cutAndBounce = (server: Server): void => {
    const { witness, agenda, random } = this.#world;
    this.#cut(server);
    agenda.in(random.between(3000, 20_000), () => {
      if (!witness.up) return;
      witness.up = false;
      agenda.in(300, () => witness.restart());
    });
  };

  readonly #stopWitness = (): void => {
    const { witness, agenda, random } = this.#world;
    if (!witness.up) return;
    witness.up = false;
    agenda.in(random.between(200, 40_000), () => witness.restart());
  };

  readonly #crashBoth = (): void => {
    for (const server of this.#world.servers) this.#crash(server);
  };

  readonly #cut = ({ name, peer }: Server): void => {
    this.#world.network.cut(name, peer.name);
    this.#world.network.cut(peer.name, name);
    this.#healLater();
  };

  readonly #cutOneWay = ({ name, peer }: Server): void => {
    this.#world.network.cut(name, peer.name);
    this.#healLater();
  };

  readonly #lose = (): void => {
    this.#world.network.loss = this.#world.random.between(0.1, 0.6);
    this.#healLater();
  };

  readonly #freeze = (server: Server): void => {
    const { random, agenda, network } = this.#world;
    if (!server.up || server.frozen) return;
    const forMs = random.between(500, 20_000);
    server.freeze(forMs);
    network.stall(1);
    agenda.in(forMs, () => network.stall(-1));
  };

  readonly #promote = (server: Server): void => {
    if (server.up && !server.frozen) this.#world.promote(server);
  };

  readonly #demote = (server: Server): void => {
    if (server.up && !server.frozen) server.dispatch({ type: 'operatorSecondary', by: 'admin' });
  };

  readonly #toggle = (server: Server): void => {
    server.highAvailability = !server.highAvailability;
    if (server.up && !server.frozen) server.dispatch({ type: server.highAvailability ? 'enabled' : 'disabled' });
  };

  /** The application dies and, later, an operator has mended it; nobody else is to do anything about it. */
  readonly #failService = (server: Server): void => {
    const { random } = this.#world;
    const service = 'registry';
    if (!server.up || server.frozen) return;
    server.dispatch({ type: 'serviceFailed', service, reason: 'it ended with exit status 1' });
    server.later(random.between(500, 20_000), () => server.dispatch({ type: 'serviceRecovered', service }));
  };

  #healLater(): void {
    const { agenda, random, network } = this.#world;
    agenda.in(random.between(500, 40_000), () => network.heal());
  }

  #mend(): void {
    const { network, servers, agenda } = this.#world;
    network.heal();
    for (const server of servers) {
      if (!server.highAvailability) this.#toggle(server);
      agenda.in(0, () => {
        if (!server.up) server.start();
      });
    }
  }
}
