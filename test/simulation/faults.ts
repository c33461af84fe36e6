import type { Server } from './server.ts';
import type { World } from './world.ts';

/** Injects what a profile allows, at random instants, and mends all of it in the end. */
export class Faults {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  plan(untilMs: number): void {
    const { agenda, random } = this.#world;
    const kinds = this.#kinds();
    for (let atMs = random.between(2000, 20_000); atMs < untilMs; atMs += random.between(500, 30_000)) {
      const inject = random.pick(kinds);
      agenda.in(atMs, () => inject(random.pick(this.#world.servers)));
    }
    agenda.in(untilMs, () => this.#mend());
  }

  #kinds(): readonly ((server: Server) => void)[] {
    const { crashes, network, operators, mishaps } = this.#world.profile;
    return [
      ...(crashes ? [this.#crash, this.#crash, this.#crashBoth] : []),
      ...(network ? [this.#cut, this.#cutOneWay, this.#lose, this.#freeze] : []),
      ...(operators ? [this.#promote, this.#demote] : []),
      ...(mishaps ? [this.#toggle, this.#failService] : []),
    ];
  }

  readonly #crash = (server: Server): void => {
    if (!server.up) return;
    server.crash();
    this.#world.revive(server);
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
