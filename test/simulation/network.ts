import type { Agenda } from '../../src/failover/agenda.ts';
import type { Random } from './random.ts';

/** The link between the two servers, each direction for itself. */
export class Network {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #cut = new Set<string>();
  /** Probability that a message is lost. */
  loss = 0;
  /** Longest delay of a message. */
  maxDelayMs = 20;
  #faultyUntilMs = -Infinity;
  #stalled = 0;

  constructor(agenda: Agenda, random: Random) {
    this.#agenda = agenda;
    this.#random = random;
  }

  /** How long the link has been sound, ms; 0 while it is not. */
  get soundForMs(): number {
    return this.#faulty ? 0 : this.#agenda.nowMs - this.#faultyUntilMs;
  }

  get #faulty(): boolean {
    return this.#cut.size > 0 || this.loss > 0 || this.#stalled > 0;
  }

  cut(from: string, to: string): void {
    this.#cut.add(`${from}>${to}`);
  }

  /** Mends everything. */
  heal(): void {
    if (this.#faulty) this.#faultyUntilMs = this.#agenda.nowMs;
    this.#cut.clear();
    this.loss = 0;
  }

  /** A server freezes (1) or thaws (-1): from the other side it looks like a cut link. */
  stall(change: 1 | -1): void {
    this.#stalled += change;
    this.#faultyUntilMs = this.#agenda.nowMs;
  }

  reaches(from: string, to: string): boolean {
    return !this.#cut.has(`${from}>${to}`);
  }

  send(from: string, to: string, deliver: () => void): void {
    if (this.#random.chance(this.loss)) return;
    this.#agenda.in(this.#random.between(0.2, this.maxDelayMs), () => {
      if (this.reaches(from, to)) deliver();
    });
  }
}
