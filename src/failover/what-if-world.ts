import { Agenda } from './agenda.ts';
import type { Node } from './node.ts';
import type { Times } from './what-if-settings.ts';
import type { WhatIfServer } from './what-if-server.ts';
import { replyTo, type WitnessClaim, type WitnessMemory, type WitnessReply } from './witness-memory.ts';

/** Something that happens, at an instant after what was asked about. */
export interface WhatIfStep {
  readonly atMs: number;
  /** The server that decides; null for what befalls it. */
  readonly host: string | null;
  /** Id of the row of the transition table; null where none applied. */
  readonly row: string | null;
  readonly sentence: string;
  /** Who serves clients from then on. */
  readonly serving: readonly string[];
}

/** How the world was for a while. */
interface Stretch {
  readonly fromMs: number;
  readonly serving: readonly string[];
}

/** Longer than anybody waits; what comes later is not followed. */
export const longestMs = 30 * 60_000;
const lookEveryMs = 1000;
const mostSteps = 60;

const sentenceOf = (serving: readonly string[], before: readonly string[]): string => {
  if (serving.length > before.length) {
    const added = serving.filter((name) => !before.includes(name));
    return `Clients are let in on ${added.join(' and ')}.`;
  }
  const gone = before.filter((name) => !serving.includes(name));
  return `Nobody lets ${gone.join(' and ')} serve any longer: clients are shut out there.`;
};

/** Two servers, the link between them and a witness in virtual time, and what happens to them. No I/O, no clock, no dice. */
export class WhatIfWorld {
  readonly agenda = new Agenda();
  readonly times: Times;
  servers: readonly WhatIfServer[] = [];
  isLinked = true;
  isWitnessThere: boolean;
  readonly #steps: WhatIfStep[] = [];
  readonly #stretches: Stretch[] = [];
  readonly #startMs: number;
  #memory: WitnessMemory;
  #isRecording = false;

  /** @param startMs what the servers' clocks say when it begins */
  constructor(parts: { times: Times; startMs: number; memory: WitnessMemory; isWitnessThere: boolean }) {
    this.times = parts.times;
    this.#startMs = parts.startMs;
    this.#memory = parts.memory;
    this.isWitnessThere = parts.isWitnessThere;
  }

  get clockMs(): number {
    return this.#startMs + this.agenda.nowMs;
  }

  get steps(): readonly WhatIfStep[] {
    return this.#steps;
  }

  /** Those who serve clients. */
  get serving(): readonly string[] {
    return this.servers.filter(({ isServing }) => isServing).map(({ name }) => name);
  }

  /** From now on what happens is written down. */
  record(): void {
    this.#isRecording = true;
    this.#stretches.push({ fromMs: this.agenda.nowMs, serving: this.serving });
  }

  /** What befalls them. */
  befalls(sentence: string, change: () => void): void {
    this.#steps.push({ atMs: this.agenda.nowMs, host: null, row: null, sentence, serving: this.serving });
    change();
    this.changed();
  }

  decided({ name }: WhatIfServer, row: string, sentence: string): void {
    if (!this.#isRecording || this.#steps.length >= mostSteps) return;
    this.#steps.push({ atMs: this.agenda.nowMs, host: name, row, sentence, serving: this.#lastServing });
  }

  /** Whoever serves now is written down with what made it so, or for itself. */
  changed(): void {
    const { serving } = this;
    if (!this.#isRecording || serving.join() === this.#lastServing.join()) return;
    const atMs = this.agenda.nowMs;
    this.#stretches.push({ fromMs: atMs, serving });
    const last = this.#steps.at(-1);
    if (last?.atMs === atMs) this.#steps[this.#steps.length - 1] = { ...last, serving };
    else this.#steps.push({ atMs, host: null, row: null, sentence: sentenceOf(serving, this.#lastBefore), serving });
  }

  reachedFrom(server: WhatIfServer): WhatIfServer | null {
    return (this.isLinked && this.servers.find((one) => one !== server && one.isUp)) || null;
  }

  /** Null where it does not answer. */
  askWitness(claim: WitnessClaim): WitnessReply | null {
    if (!this.isWitnessThere) return null;
    const reply = replyTo(this.#memory, claim, this.clockMs, this.times.grantMs);
    this.#memory = reply.memory;
    return reply;
  }

  /**
   * Until nothing has happened for so long, or for half an hour. A server that waits for its hold to end is not at rest.
   *
   * @returns false where something was still to come
   */
  runToRest({ quietMs, startHoldMs }: { quietMs: number; startHoldMs: number }): boolean {
    const isAtRest = (): boolean => {
      const stillMs = this.agenda.nowMs - (this.#steps.at(-1)?.atMs ?? 0);
      const isWaiting = this.servers.some(({ isUp, node }) => isUp && this.#waits(node));
      return stillMs >= (isWaiting ? quietMs + 2 * startHoldMs : quietMs);
    };
    const untilMs = this.agenda.nowMs + longestMs;
    while (!isAtRest() && this.agenda.nowMs < untilMs && this.#steps.length < mostSteps)
      this.agenda.runUntil(this.agenda.nowMs + lookEveryMs);
    return isAtRest();
  }

  /** For how long it was as meant, since what happens is written down, ms. */
  during(isMeant: (serving: readonly string[]) => boolean): number {
    const ends = [...this.#stretches.slice(1).map(({ fromMs }) => fromMs), this.agenda.nowMs];
    return this.#stretches.reduce(
      (sum, { fromMs, serving }, i) => sum + (isMeant(serving) ? (ends[i] ?? fromMs) - fromMs : 0),
      0,
    );
  }

  #waits({ phase, holdUntilMs }: Node): boolean {
    return phase === 'promoting' || (holdUntilMs !== null && holdUntilMs >= this.clockMs);
  }

  get #lastServing(): readonly string[] {
    return this.#stretches.at(-1)?.serving ?? [];
  }

  get #lastBefore(): readonly string[] {
    return this.#stretches.at(-2)?.serving ?? [];
  }
}
