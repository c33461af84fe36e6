import type { Decision } from '../../src/failover/decide.ts';
import type { Event } from '../../src/failover/event.ts';
import type { Node } from '../../src/failover/node.ts';
import { compareTerms, higherTerm, printTerm } from '../../src/failover/term.ts';
import { serves, claimOf } from '../../src/failover/claim.ts';
import { keptOn } from './disk.ts';
import type { Server } from './server.ts';
import type { World } from './world.ts';

/** A promotion that no operator asked for. */
const automatic = new Set(['S30', 'S36', 'S38', 'F20', 'F24']);

/** The invariants, looked at wherever they could break. */
export class Check {
  readonly #world: World;
  readonly #ownerOf = new Map<string, string>();
  /** Rows that were taken, by id. */
  readonly rowsTaken = new Set<string>();
  bothServed = false;

  constructor(world: World) {
    this.#world = world;
  }

  /** Terms never fall, a decision is total, and a server that does not serve is told to close. */
  decision(server: Server, before: Node, event: Event, { node, row, actions, sentence }: Decision): void {
    const { disk, name } = server;
    this.#world.note(
      () => `${name} ${event.type}: ${before.phase} -> ${node.phase} [${row?.id ?? '-'}] ${sentence ?? ''}`,
    );
    this.#demand(sentence !== null, 'an event without an entry in the table');
    this.#demand(compareTerms(node.term, before.term) >= 0, `${name}: the term fell`);
    this.#demand(compareTerms(node.newestData, before.newestData) >= 0, `${name}: the newest data known fell`);
    this.#demand(compareTerms(node.term, node.dataTerm) >= 0, `${name}: data of a term never seen`);
    if (node.exempt || before.exempt) this.#world.serveExempt();
    if (before.phase === 'active' && node.phase !== 'active')
      this.#demand(actions.includes('closeGate'), `${name}: it left active with an open gate`);
    if ('peer' in event) {
      const written = serves(event.peer) ? claimOf(event.peer, before) : event.peer.dataTerm;
      disk.told = higherTerm(disk.told, written);
    }
    if (row === null) return;
    this.rowsTaken.add(row.id);
    disk.told = higherTerm(disk.told, node.dataTerm);
    if (automatic.has(row.id))
      this.#demand(
        compareTerms(before.dataTerm, disk.told) >= 0,
        `${name}: promoted by itself with data of term ${printTerm(before.dataTerm)} and knew of ${printTerm(disk.told)}`,
      );
  }

  servicesStart({ name, disk }: Server): void {
    this.#demand(!disk.torn, `${name}: services start on a half applied copy`);
  }

  /** A term has one owner, only an active server serves, and no two serve at once outside the documented window. */
  gateOpened(server: Server): void {
    const { disk, name, gateOpen } = server;
    if (!gateOpen) return;
    const term = printTerm(disk.node.dataTerm);
    const owner = this.#ownerOf.get(term) ?? name;
    this.#ownerOf.set(term, owner);
    this.#demand(disk.node.dataTerm.counter === 0 || owner === name, `${name} serves in ${term}, and so did ${owner}`);
    this.oneServes();
  }

  /** Called all the time: a server that serves is active, and two serve only where that cannot be helped. */
  oneServes(): void {
    const { servers } = this.#world;
    for (const server of servers) {
      const { name, serving, disk } = server;
      this.#demand(
        !serving || disk.node.phase === 'active' || server.isShutting,
        `${name} serves in phase ${disk.node.phase}`,
      );
    }
    if (!servers.every(({ serving }) => serving)) return;
    this.bothServed = true;
    this.#demand(this.#world.mayServeBoth(), 'both servers serve');
  }

  /** Every acknowledged write is in somebody's data or was put aside. */
  nothingLost(): void {
    const { servers, acknowledged } = this.#world;
    const kept = servers.flatMap(({ disk }) => keptOn(disk));
    for (const write of acknowledged)
      if (!kept.some((data) => data.has(write))) return this.#demand(false, `write ${write} is nowhere to be found`);
  }

  /** After the faults. */
  healed(): void {
    const { servers } = this.#world;
    const phases = servers.map(({ name, disk }) => `${name} ${disk.node.phase} (${disk.node.reason})`).join('; ');
    const serving = servers.filter((server) => server.serving);
    // Two servers that never were a pair and both are Primary: only an operator can tell which one is to be replaced.
    const strangers = servers.every(({ disk }) => disk.node.obstacle === 'twoPrimaries');
    this.#demand(serving.length <= 1 || strangers, `both serve long after the faults: ${phases}`);
    if (serving.length === 0) this.#demand(!this.#world.hasCandidate(), `nobody serves, and somebody could: ${phases}`);
    this.nothingLost();
  }

  /** An operator always has a way out. */
  promoted({ name, serving, peer, disk }: Server): void {
    this.#demand(serving, `"failover mode primary" did not make ${name} serve: ${disk.node.reason}`);
    this.#demand(!peer.serving, `${peer.name} goes on serving beside ${name}`);
  }

  #demand(holds: boolean, violation: string): void {
    if (!holds) this.#world.violated(violation);
  }
}
